"""Tables of a page: on the screen with their download, and as words on paper."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from dashboards.server.viewer import get_services
from dashboards.shell.context import PageContext
from data_access.store.exports import csv_bytes, record_export
from style.texts import text
from style.wording import MISSING

_SHORT_TABLE = 12
_PAPER_ROWS = 40
_SHORT_CELL = 10


def column_heads(*keys: str) -> list[str]:
    """Return the heads of columns by their keys in the catalogue."""
    return [text(f"column.{key}") for key in keys]


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


def on_paper(table: pd.DataFrame, left_out: Sequence[str] = ()) -> None:
    """Write a table for print, in words, without the columns that no sheet has room for."""
    shown = table.drop(columns=[c for c in left_out if c in table])
    cells = {
        str(c): [MISSING if pd.isna(v) or v == "" else str(v) for v in shown[c].to_list()]
        for c in shown.columns
    }
    paper_table("", cells)


def _cell(words: str) -> str:
    """Return a cell; a date or a short name stays on one line."""
    short = ' class="weisu-short"' if len(words) <= _SHORT_CELL else ""
    return f"<td{short}>{html.escape(words)}</td>"


def table_with_download(
    context: PageContext, name: str, title: str, table: pd.DataFrame, **options: Any
) -> None:
    """Show a table; whoever may export can download it, which is put into the ledger.

    ``options`` go to ``st.dataframe``.
    """
    height: Any = "content" if len(table) < _SHORT_TABLE else 380
    st.dataframe(table, hide_index=True, height=height, **options)
    if context.scope.has("export.data"):
        st.download_button(
            text("shell.download"),
            data=lambda: taken(context, title, table),
            file_name=f"{title}_{context.until}.csv",
            mime="text/csv",
            icon=":material/download:",
            on_click="ignore",
            key=f"download_{name}",
        )


def taken(context: PageContext, title: str, table: pd.DataFrame) -> bytes:
    """Return the table as CSV, with a line in the ledger of exports."""
    record_export(get_services().store, context.scope, title, context.cut, len(table))
    return csv_bytes(table)
