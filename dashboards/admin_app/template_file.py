"""First step of a template: which sheet, which row holds the names, what the rows are."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from dashboards.admin_app.batch_list import entity_label
from dashboards.admin_app.template_work import Work, read_again, typed
from dashboards.components.empty import show_refused
from dashboards.shell.plain import plain
from data_access.importing.file_look import likely_header
from data_access.importing.sample_mask import shown
from data_access.schemas import ENTITIES
from style.texts import text
from style.wording import enumerated, listing, number, punctuate

_CELLS = 4
_NAMES = 60


def show_file(work: Work) -> None:
    """Draw how the file is read, and the columns that are found so."""
    with st.container(horizontal=True):
        if len(work.top.sheets) > 1:
            _sheet(work)
        if work.top.rows:
            _header_row(work)
        if work.base is None and work.draft is not None:
            _entity(work)
    if work.look is None:
        show_refused(work.problem)
        return
    look = work.look
    read = text("template.read", rows=number(look.rows), columns=number(len(look.header)))
    st.write(plain(read))
    st.caption(plain(listing(look.header, _NAMES)))
    if look.notes:
        st.caption(plain(punctuate(enumerated(look.notes))))


def _sheet(work: Work) -> None:
    sheets = list(work.top.sheets)
    now = work.top.sheet if work.top.sheet in sheets else sheets[0]
    st.selectbox(
        text("template.sheet"), sheets, index=sheets.index(now or sheets[0]),
        key=_key(work, "sheet"), on_change=_sheet_chosen, args=(work, _key(work, "sheet")),
        placeholder=text("filter.search"),
    )  # fmt: skip


def _key(work: Work, what: str) -> str:
    return f"template_{what}_{work.edited}"


def _sheet_chosen(work: Work, key: str) -> None:
    chosen = typed(key)
    if chosen is not None and chosen != work.top.sheet:
        # Without its own row: that of another sheet says nothing of this one.
        read_again(work, replace(work.options, sheet=chosen, header_row=None))


def _header_row(work: Work) -> None:
    rows = dict(work.top.rows)
    now = work.look.header_row if work.look else work.options.header_row
    numbers = sorted({*rows, *([now] if now else [])})
    likely = likely_header(work.top.rows) or numbers[0]
    st.selectbox(
        text("template.header_row"), numbers, index=numbers.index(now) if now else 0,
        format_func=lambda n: _row_words(n, rows.get(n, ()), likely),
        key=_key(work, "header"), on_change=_header_chosen, args=(work, _key(work, "header")),
        help=text("template.header_row_help"), placeholder=text("filter.search"),
    )  # fmt: skip


def _row_words(row: int, cells: tuple[str, ...], likely: int) -> str:
    """Return a row as it may be shown: below the likeliest names stand data, which are not."""
    filled = [cell for cell in cells if cell]
    key = "template.row_named" if row <= likely and filled else "template.row_data"
    names = listing([shown(cell) for cell in filled], _CELLS) if row <= likely else ""
    return text(key, row=row, names=names, cells=len(filled))


def _header_chosen(work: Work, key: str) -> None:
    chosen = typed(key)
    now = work.look.header_row if work.look else work.options.header_row
    # A row of another sheet is none of this one.
    if key == _key(work, "header") and chosen is not None and chosen != now:
        read_again(work, replace(work.options, header_row=chosen))


def _entity(work: Work) -> None:
    kinds = list(ENTITIES)
    st.selectbox(
        text("template.entity"), kinds, index=kinds.index(work.drafted.entity),
        format_func=entity_label, key=_key(work, "entity"),
        on_change=_entity_chosen, args=(work, _key(work, "entity")),
        help=text("template.entity_help"), placeholder=text("filter.search"),
    )  # fmt: skip


def _entity_chosen(work: Work, key: str) -> None:
    chosen = typed(key)
    if chosen is not None and chosen != work.drafted.entity:
        read_again(work, work.options, chosen)
