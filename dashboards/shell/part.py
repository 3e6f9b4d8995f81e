"""One picture of a page with its table and download, or what the data lack for it."""

from __future__ import annotations

import html
from collections.abc import Callable

import pandas as pd
import streamlit as st

from dashboards.charts.picture import Picture
from dashboards.charts.show import show
from dashboards.server.viewer import get_services
from dashboards.shell.context import PageContext
from data_access.exports import csv_bytes, record_export
from style.texts import text

_SHORT_TABLE = 12


def part(
    context: PageContext,
    name: str,
    title: str,
    draw: Callable[[], Picture],
    table: pd.DataFrame,
    *,
    missing: str = "",
) -> None:
    """Draw a picture with its table, or say under its ``title`` what the data lack."""
    with st.container(border=True, key=f"part_{name}", height="stretch"):
        if missing:
            name_of, words = html.escape(title), html.escape(missing)
            st.html(f'<div class="weisu-missing"><b>{name_of}</b>{words}</div>')
            return
        show(draw(), key=f"picture_{name}")
        with st.expander(text("today.details")):
            table_with_download(context, name, title, table)


def table_with_download(context: PageContext, name: str, title: str, table: pd.DataFrame) -> None:
    """Show a table; whoever may export can download it, which is put into the ledger."""
    st.dataframe(table, hide_index=True, height="content" if len(table) < _SHORT_TABLE else 380)
    if context.scope.has("export.data"):
        st.download_button(
            text("today.download"),
            data=lambda: _taken(context, title, table),
            file_name=f"{title}_{context.filters.period.last}.csv",
            mime="text/csv",
            icon=":material/download:",
            on_click="ignore",
            key=f"download_{name}",
        )


def _taken(context: PageContext, title: str, table: pd.DataFrame) -> bytes:
    """Return the table as CSV, with a line in the ledger of exports."""
    record_export(get_services().store, context.scope, title, context.filters, len(table))
    return csv_bytes(table)
