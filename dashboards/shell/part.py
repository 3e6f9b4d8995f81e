"""One picture of a page with its table and download, or what the data lack for it."""

from __future__ import annotations

import html
from collections.abc import Callable
from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from dashboards.charts.picture import Picture
from dashboards.charts.show import show
from dashboards.server.viewer import get_services
from dashboards.shell.context import PageContext
from data_access.exports import csv_bytes, record_export
from data_access.types import Filters, Scope
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
    """Show a table of what the filters let through, with its download."""
    cut = context.filters
    downloadable(context.scope, cut, name, title, table, until=cut.period.last)


def downloadable(
    scope: Scope,
    cut: Filters,
    name: str,
    title: str,
    table: pd.DataFrame,
    *,
    until: date | None,
    **options: Any,
) -> None:
    """Show a table; whoever may export can download it, which is put into the ledger.

    ``until``: the day in the file's name. ``options`` go to ``st.dataframe``.
    """
    height: Any = "content" if len(table) < _SHORT_TABLE else 380
    st.dataframe(table, hide_index=True, height=height, **options)
    if scope.has("export.data"):
        st.download_button(
            text("today.download"),
            data=lambda: taken(scope, cut, title, table),
            file_name=f"{title}_{until}.csv",
            mime="text/csv",
            icon=":material/download:",
            on_click="ignore",
            key=f"download_{name}",
        )


def taken(scope: Scope, cut: Filters, title: str, table: pd.DataFrame) -> bytes:
    """Return the table as CSV, with a line in the ledger of exports."""
    record_export(get_services().store, scope, title, cut, len(table))
    return csv_bytes(table)
