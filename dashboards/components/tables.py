"""Tables of a page: on the screen with their download, and as words on paper."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from dashboards.components.column_widths import PAGE, fitted
from dashboards.components.links import anchor
from dashboards.components.notes import note
from dashboards.components.notes import title as title_of
from dashboards.components.ticket_link import RIGHT as TICKETS
from dashboards.server.viewer import get_services
from dashboards.shell.context import PageContext, PlaceContext
from dashboards.shell.copying import show_table_text
from dashboards.shell.filters import cut_words
from dashboards.shell.rows import is_missing
from data_access.store.exports import csv_bytes, record_export, workbook_bytes
from style.texts import text
from style.wording import MISSING, day_table, number, span_words

MOST = 420
"""px of a table that has more rows than fit; a shorter one is as high as its rows."""
WHOLE = st.column_config.NumberColumn(format="%,.0f", alignment="right")
"""How a column of expected numbers of tickets reads: rounded, with thousands apart, as the counts
beside it do; its cells keep their digits."""
_LINK = 64
"""px of the column that leads to tickets."""
_PAPER_ROWS = 100
_SHORT_CELL = 12
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}( \d{2}:\d{2})?")


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
    rest = note(text("shell.paper_more", count=more)) if more > 0 else ""
    head = title_of(title) if title else ""
    st.html(
        f'<div class="weisu-paper">{head}<table class="weisu-table"><thead><tr>{heads}</tr></thead>'
        f"<tbody>{body}</tbody></table>{rest}</div>"
    )


def on_paper(table: pd.DataFrame, left_out: Sequence[str] = ()) -> None:
    """Write a table for print, in words, without the columns that no sheet has room for."""
    paper_table("", _in_words(table, left_out))


ON_PHONE = 8
"""Rows of a list that a phone shows at first: with what stands above them about two screens."""
_HARDLY = 2
"""So few more rows are no reason to fold a list."""


def on_paper_and_phone(
    table: pd.DataFrame,
    name: str,
    opens: Sequence[str],
    *,
    named: Sequence[str] = (),
    left_out: Sequence[str] = (),
) -> None:
    """Write a table for print, which stands in the place of the wide one on a phone as well: there
    each row is its ``name`` as a link with the other cells below it, and all but the first
    ``ON_PHONE`` are folded.

    ``opens``: by row the address of what it stands for, empty for none. ``named``: columns whose
    cells say nothing without their head.
    """
    cells = _in_words(table, left_out)
    heads = "".join(f'<th scope="col">{html.escape(head)}</th>' for head in cells)
    body = []
    fold = len(opens) > ON_PHONE + _HARDLY
    for at, (row, address) in enumerate(zip(zip(*cells.values(), strict=True), opens, strict=True)):
        said = "".join(
            _listed(head, words, address if head == name else "", main=head == name,
                    named=head in named)
            for head, words in zip(cells, row, strict=True)
        )  # fmt: skip
        rest = ' class="weisu-rest"' if fold and at >= ON_PHONE else ""
        body.append(f"<tr{rest}>{said}</tr>")
    more = (
        '<details class="weisu-unfold"><summary>'
        f"<span>{html.escape(text('shell.list_more'))}</span>"
        f"<span>{html.escape(text('shell.list_less'))}</span></summary></details>"
    )
    st.html(
        '<div class="weisu-paper weisu-list"><table class="weisu-table"><thead><tr>'
        f"{heads}</tr></thead><tbody>{''.join(body)}</tbody></table>{more if fold else ''}</div>"
    )


def _listed(head: str, words: str, address: str, *, main: bool, named: bool) -> str:
    """Return a cell of a list that a phone shows as well."""
    kinds = ["weisu-main"] if main else ["weisu-none"] if words == MISSING else []
    kinds += ["weisu-short"] if _is_short(words) else []
    label = f' data-label="{html.escape(head)}"' if named else ""
    shown = anchor(address, words) if address else html.escape(words)
    return f'<td class="{" ".join(kinds)}"{label}>{shown}</td>'


def _in_words(table: pd.DataFrame, left_out: Sequence[str]) -> dict[str, list[str]]:
    shown = table.drop(columns=[c for c in left_out if c in table])
    return {
        str(c): [MISSING if is_missing(v) or v == "" else str(v) for v in shown[c].to_list()]
        for c in shown.columns
    }


def _is_short(words: str) -> bool:
    """Tell whether words stay on one line: a date, a moment, a short name."""
    return len(words) <= _SHORT_CELL or bool(_MOMENT.fullmatch(words))


def _cell(words: str) -> str:
    short = ' class="weisu-short"' if _is_short(words) else ""
    return f"<td{short}>{html.escape(words)}</td>"


def table_options(
    frame: pd.DataFrame,
    *,
    room: int = PAGE,
    most: int = MOST,
    config: Mapping[str, Any] | None = None,
    line: bool = False,
) -> dict[str, Any]:
    """Return how ``st.dataframe`` shows a table: heights, widths, the first column pinned.

    ``room``: px that the table has on a screen of 1,280; ``most``: px from which it scrolls.
    ``config``: what is said of single columns, by head. ``line``: as of ``fitted``.
    """
    said = {h: {k: v for k, v in c.items() if v is not None} for h, c in (config or {}).items()}
    given = {h: c["width"] for h, c in said.items() if isinstance(c.get("width"), int)}
    fits = fitted(frame, room, given, line=line)
    columns: dict[str, Any] = {}
    # A link to tickets does not say what its row is: the column after it stays as well.
    heads = [str(head) for head in frame.columns]
    stays = 2 if heads and heads[0] in given else 1
    for at, head in enumerate(heads):
        own = st.column_config.Column(
            width=fits.widths.get(head), pinned=fits.scrolls and not line and at < stays
        )
        columns[head] = {**own, **said.get(head, {})}
    whole = (len(frame) + 1) * fits.row + 2
    return {
        "height": "content" if whole <= most else most,
        "row_height": fits.row,
        "column_config": columns,
    }


def show_table(
    frame: pd.DataFrame,
    *,
    key: str | None = None,
    room: int = PAGE,
    config: Mapping[str, Any] | None = None,
    line: bool = False,
) -> None:
    """Draw a table on the screen; its head stays in view, and its first column. ``room``,
    ``config`` and ``line`` as of ``table_options``.
    """
    options = table_options(frame, room=room, config=config, line=line)
    st.dataframe(frame, hide_index=True, key=key, placeholder=MISSING, **options)


def table_with_download(
    context: PageContext,
    name: str,
    title: str,
    table: pd.DataFrame,
    *,
    opens: Sequence[str] = (),
    room: int = PAGE,
    config: Mapping[str, Any] | None = None,
    line: bool = False,
) -> None:
    """Show a table; whoever may export can download it, which is put into the ledger.

    ``opens``: by row the address of its tickets, empty for none; for who may read tickets.
    ``room``, ``config`` and ``line`` as of ``table_options``.
    """
    show_linked(context, table, opens, room=room, config=config, line=line)
    download(context, name, title, lambda: table)


def show_linked(
    context: PlaceContext,
    table: pd.DataFrame,
    opens: Sequence[str],
    *,
    key: str | None = None,
    room: int = PAGE,
    config: Mapping[str, Any] | None = None,
    line: bool = False,
) -> None:
    """Draw a table on the screen with the way to each row's tickets, as ``table_with_download``."""
    shown, said = table, dict(config or {})
    if opens and context.scope.has(TICKETS):
        head = text("shell.tickets")
        shown = pd.concat([pd.Series([a or None for a in opens], name=head), table], axis=1)
        words = text("shell.tickets_open")
        said[head] = st.column_config.LinkColumn(display_text=words, width=_LINK)
    show_table(shown, key=key, room=room, config=said, line=line)


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
