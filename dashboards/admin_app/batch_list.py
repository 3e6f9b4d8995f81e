"""The imports so far, and taking one back."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from dashboards.components.empty import show_empty
from dashboards.components.tables import on_paper, show_table
from dashboards.shell.freshness import local_moment
from dashboards.shell.plain import plain
from data_access.extract.query import Extract
from data_access.importing import batches
from data_access.importing.batches import BatchRow
from data_access.schemas import ENTITIES
from data_access.store.engine import Store
from data_access.types import Scope
from style.texts import text
from style.wording import day_table, moment_table, number

DEFAULT_ZONE = "Asia/Shanghai"
UNDOABLE = ("done", "failed", "interrupted")
_ASKED = "weisu_undo_asked"
_SAID = "weisu_undo_said"


def show_batches(store: Store, extract: Extract, scope: Scope) -> None:
    """Draw the list; with the right for it, the way to undo one."""
    said = st.session_state.pop(_SAID, None)
    if said:
        st.success(plain(said), icon=":material/undo:")
    rows = batches.list_batches(store, scope)
    if not rows:
        show_empty(text("batch.none"))
        return
    zones = {s.code: s.timezone for s in extract.manifest.jurisdictions.values()}
    table = pd.DataFrame([_shown(row, zones.get(row.jurisdiction, DEFAULT_ZONE)) for row in rows])
    counts = st.column_config.NumberColumn(format="localized")
    heads = [text(f"batch.{name}") for name in batches.COUNTS]
    show_table(table, config=dict.fromkeys(heads, counts))
    on_paper(table.assign(**{head: table[head].map(number) for head in heads}))
    _notes(rows)
    if scope.has("batch.undo"):
        _undo(store, scope, [r for r in rows if r.status in UNDOABLE])


def _shown(row: BatchRow, zone: str) -> dict[str, object]:
    return {
        text("batch.id"): row.id,
        text("batch.file"): row.file_name,
        text("batch.entity"): entity_label(row.entity),
        text("batch.status"): text(f"batch.status_{row.status}"),
        **{text(f"batch.{name}"): getattr(row, name) for name in batches.COUNTS},
        text("batch.started"): moment_table(local_moment(row.started_at.isoformat(), zone)),
        text("batch.actor"): row.actor,
        text("batch.jurisdiction"): row.jurisdiction,
        text("batch.profile"): row.profile,
    }


def entity_label(name: str) -> str:
    """Return what a kind of rows is called."""
    return ENTITIES[name].label if name in ENTITIES else name


def batch_label(row: BatchRow) -> str:
    """Return how a batch reads in a choice."""
    return text(
        "batch.label",
        id=row.id,
        file=row.file_name,
        when=day_table(row.started_at.date()),
        rows=number(row.read),
    )


def _notes(rows: list[BatchRow]) -> None:
    told = [r for r in rows if r.notes or r.error]
    if not told:
        return
    with st.expander(text("batch.notes_title")):
        for row in told[:20]:
            lines = [*([row.error] if row.error else []), *row.notes]
            st.markdown(
                f"**{plain(batch_label(row))}**\n\n" + "\n".join(f"- {plain(x)}" for x in lines)
            )


def _undo(store: Store, scope: Scope, rows: list[BatchRow]) -> None:
    if not rows:
        return
    with st.container(border=True):
        st.subheader(text("batch.undo_title"))
        st.caption(text("batch.undo_what"))
        chosen = st.selectbox(
            text("batch.undo_choose"),
            rows,
            index=None,
            format_func=batch_label,
            placeholder=text("batch.undo_placeholder"),
        )
        if chosen is None:
            return
        if st.button(text("batch.undo_button"), key="undo_ask"):
            st.session_state[_ASKED] = chosen.id
        if st.session_state.get(_ASKED) == chosen.id:
            _confirm(store, scope, chosen)


def _confirm(store: Store, scope: Scope, row: BatchRow) -> None:
    counts = text("batch.undo_counts", inserted=number(row.inserted), updated=number(row.updated))
    st.warning(plain(counts), icon=":material/warning:")
    with st.container(horizontal=True):
        if st.button(text("batch.undo_confirm", id=row.id), type="primary", key="undo_confirm"):
            batches.undo(store, scope, row.id, actor=scope.actor)
            st.session_state.pop(_ASKED, None)
            st.session_state[_SAID] = text("batch.undone", id=row.id)
            st.rerun()
        if st.button(text("batch.undo_cancel"), key="undo_cancel"):
            st.session_state.pop(_ASKED, None)
            st.rerun()
