"""One picture of a page with its table and download, or what the data lack for it."""

from __future__ import annotations

import html
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from dashboards.charts.picture import Picture
from dashboards.charts.show import show
from dashboards.server.viewer import get_services
from dashboards.shell.context import PageContext
from data_access.store.exports import csv_bytes, record_export
from data_access.types import Filters, Scope
from style.texts import text

_SHORT_TABLE = 12
_PAPER_ROWS = 40
_SHORT_CELL = 10


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


def table_with_download(
    context: PageContext, name: str, title: str, table: pd.DataFrame, **options: Any
) -> None:
    """Show a table of what the filters let through, with its download.

    ``options`` go to ``st.dataframe``.
    """
    cut = context.filters
    downloadable(context.scope, cut, name, title, table, until=cut.period.last, **options)


def paper_table(title: str, columns: Mapping[str, Sequence[str]]) -> None:
    """Write a table that is seen on paper only.

    What ``st.dataframe`` draws is as wide as the screen and shows the rows that fit its height:
    cut off on both sides in print. ``columns``: cells in words by head, all of one length.
    """
    heads = "".join(f'<th scope="col">{html.escape(head)}</th>' for head in columns)
    rows = list(zip(*columns.values(), strict=True))
    body = "".join(f"<tr>{''.join(_cell(cell) for cell in row)}</tr>" for row in rows[:_PAPER_ROWS])
    more = len(rows) - _PAPER_ROWS
    note = f'<p class="weisu-note">{text("shell.paper_more", count=more)}</p>' if more > 0 else ""
    head = f'<p class="weisu-words-title">{html.escape(title)}</p>' if title else ""
    st.html(
        f'<div class="weisu-paper">{head}<table class="weisu-table"><thead><tr>{heads}</tr></thead>'
        f"<tbody>{body}</tbody></table>{note}</div>"
    )


def _cell(words: str) -> str:
    """Return a cell; a date or a short name stays on one line."""
    short = ' class="weisu-short"' if len(words) <= _SHORT_CELL else ""
    return f"<td{short}>{html.escape(words)}</td>"


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
