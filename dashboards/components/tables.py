"""Tables of a page: on the screen with their download, and as words on paper."""

from __future__ import annotations

import html
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from dashboards.components.ticket_link import RIGHT as TICKETS
from dashboards.server.viewer import get_services
from dashboards.shell.context import PageContext
from dashboards.shell.copying import show_table_text
from dashboards.shell.filters import cut_words
from data_access.store.exports import csv_bytes, record_export, workbook_bytes
from style.texts import text
from style.wording import MISSING, day_table, number, span_words

_SHORT_TABLE = 12
_PAPER_ROWS = 40
_SHORT_CELL, _MOMENT = 10, 16


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
    """Return a cell; a date, a moment or a short name stays on one line."""
    whole = len(words) <= _SHORT_CELL or (len(words) <= _MOMENT and words.isascii())
    short = ' class="weisu-short"' if whole else ""
    return f"<td{short}>{html.escape(words)}</td>"


def table_with_download(
    context: PageContext,
    name: str,
    title: str,
    table: pd.DataFrame,
    *,
    opens: Sequence[str] = (),
    **options: Any,
) -> None:
    """Show a table; whoever may export can download it, which is put into the ledger.

    ``opens``: by row the address of its tickets, empty for none; for who may read tickets.
    ``options`` go to ``st.dataframe``.
    """
    height: Any = "content" if len(table) < _SHORT_TABLE else 380
    shown = table
    if opens and context.scope.has(TICKETS):
        head = text("shell.tickets")
        shown = pd.concat([pd.Series([a or None for a in opens], name=head), table], axis=1)
        link = st.column_config.LinkColumn(display_text=text("shell.tickets_open"), width="small")
        options["column_config"] = {**options.get("column_config", {}), head: link}
    st.dataframe(shown, hide_index=True, height=height, **options)
    download(context, name, title, lambda: table)


def download(
    context: PageContext, name: str, title: str, table: Callable[[], pd.DataFrame]
) -> None:
    """Draw the ways to take a table along, for who may: as a workbook, as CSV, as text.

    ``table`` is called when one is pressed; each is put into the ledger of exports.
    """
    if not context.scope.has("export.data"):
        return
    with st.container(horizontal=True, key=f"screen_download_{name}"):
        for kind, (label, mime, made) in _FILES.items():
            st.download_button(
                text(label),
                data=partial(_taken, context, title, table, made),
                file_name=f"{title}_{context.until}.{kind}",
                mime=mime,
                icon=":material/download:" if kind == "xlsx" else None,
                type="secondary" if kind == "xlsx" else "tertiary",
                on_click="ignore",
                key=f"download_{name}_{kind}",
            )
        copied = st.button(text("copy.table"), type="tertiary", key=f"copy_{name}")
    if copied:
        show_table_text(title, _along(context, title, table))


def _taken(
    context: PageContext,
    title: str,
    table: Callable[[], pd.DataFrame],
    made: Callable[[PageContext, str, pd.DataFrame], bytes],
) -> bytes:
    """Return a file of the table."""
    return made(context, title, _along(context, title, table))


def _along(context: PageContext, title: str, table: Callable[[], pd.DataFrame]) -> pd.DataFrame:
    """Return a table that is taken along, with a line in the ledger of exports."""
    found = table()
    record_export(get_services().store, context.scope, title, context.cut, len(found))
    return found


def _csv(_context: PageContext, _title: str, table: pd.DataFrame) -> bytes:
    return csv_bytes(table)


def _workbook(context: PageContext, title: str, table: pd.DataFrame) -> bytes:
    until = context.summary.last_day
    told = [
        (text("shell.file_what"), title),
        (text("shell.file_place"), context.summary.name),
        (text("shell.file_period"), span_words(context.cut.period.start, context.cut.period.last)),
        (text("shell.file_cuts"), cut_words(context) or text("filter.all")),
        (text("shell.file_counted"), text("shell.file_matters") if context.by_matter else ""),
        (text("shell.file_until"), day_table(until) if until else ""),
        (text("shell.file_rows"), number(len(table))),
        (text("shell.file_by"), context.scope.actor),
    ]
    rows = [(label, words) for label, words in told if words]
    return workbook_bytes(table, title, rows, text("shell.file_about"))


_FILES: Mapping[str, tuple[str, str, Callable[[PageContext, str, pd.DataFrame], bytes]]] = {
    "xlsx": (
        "shell.download_workbook",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        _workbook,
    ),
    "csv": ("shell.download", "text/csv", _csv),
}
