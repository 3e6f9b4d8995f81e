"""Rows that could not be imported: by reason, by row, and what to do with them."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from dashboards.admin_app.batch_list import entity_label
from dashboards.components.tables import show_table
from dashboards.shell.plain import plain
from data_access.importing import quarantine
from data_access.importing.retry import retry_batch
from data_access.settings import Settings
from data_access.store.engine import Store
from data_access.store.exports import csv_bytes
from data_access.types import Scope
from style.texts import text
from style.wording import number

SHOWN = 1000
_RAW = "weisu_quarantine_raw"
_SAID = "weisu_retry_said"


def show_quarantine(store: Store, settings: Settings, scope: Scope) -> None:
    """Draw the counts by reason, the rows, and the exports that the rights allow."""
    counts = quarantine.summary(store, scope)
    if not counts:
        st.success(text("quarantine.none"), icon=":material/check_circle:")
        return
    total = sum(rows for _, _, rows in counts)
    st.write(text("quarantine.total", rows=number(total)))
    heads = [text(f"quarantine.{c}") for c in ("file", "reason", "rows")]
    show_table(pd.DataFrame(counts, columns=heads))
    rows = quarantine.list_rows(store, scope, limit=SHOWN)
    shown = _shown(rows)
    with st.expander(text("quarantine.rows_title", rows=number(len(rows)))):
        if total > SHOWN:
            st.caption(text("quarantine.cut", rows=number(SHOWN)))
        show_table(shown)
    st.download_button(
        text("quarantine.download"),
        data=lambda: csv_bytes(_shown(quarantine.list_rows(store, scope, limit=10**7))),
        file_name=f"{text('quarantine.file_name')}.csv",
        mime="text/csv",
        icon=":material/download:",
        on_click="ignore",
    )
    if scope.has("import.run"):
        _retry(store, settings, scope, rows)
    if scope.has("quarantine.export") and scope.has("vault.open"):
        _raw_export(store, settings, scope)


def _shown(rows: pd.DataFrame) -> pd.DataFrame:
    names = {
        "batch_id": text("quarantine.batch"),
        "file_name": text("quarantine.file"),
        "entity": text("quarantine.entity"),
        "row_no": text("quarantine.row_no"),
        "reason": text("quarantine.reason"),
    }
    labelled = rows.assign(entity=rows["entity"].map(entity_label))
    return labelled[list(names)].rename(columns=names)


def _retry(store: Store, settings: Settings, scope: Scope, rows: pd.DataFrame) -> None:
    said = st.session_state.pop(_SAID, None)
    if said:
        st.success(plain(said), icon=":material/replay:")
    files = dict(zip(rows["batch_id"].tolist(), rows["file_name"].tolist(), strict=True))
    with st.container(border=True):
        st.caption(text("quarantine.retry_what"))
        chosen = st.selectbox(
            text("quarantine.retry_choose"),
            sorted(files, reverse=True),
            format_func=lambda b: text("quarantine.retry_label", id=b, file=files[b]),
            placeholder=text("filter.search"),
        )
        if st.button(text("quarantine.retry_button"), key="retry"):
            from geo.place_finder import finders_of

            places = finders_of(store, scope)
            result = retry_batch(
                store, settings, scope, int(chosen), actor=scope.actor, places=places
            )
            counts = {k: number(v) for k, v in result.counts.items()}
            st.session_state[_SAID] = text("quarantine.retried", **counts)
            st.rerun()


def _raw_export(store: Store, settings: Settings, scope: Scope) -> None:
    """Offer the rows with their content; fetching them is written into the audit log."""
    with st.container(border=True):
        st.caption(text("quarantine.raw_what"))
        if st.button(text("quarantine.raw_prepare"), key="raw_prepare"):
            frame = quarantine.export(store, settings, scope, actor=scope.actor)
            st.session_state[_RAW] = csv_bytes(frame)
        content = st.session_state.get(_RAW)
        if content is not None and st.download_button(
            text("quarantine.raw_download"),
            data=content,
            file_name=f"{text('quarantine.raw_file_name')}.csv",
            mime="text/csv",
            icon=":material/download:",
        ):
            del st.session_state[_RAW]
        for line in text("quarantine.raw_keep").splitlines():
            st.caption(plain(line))
