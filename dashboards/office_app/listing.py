"""The list: a page of rows; a click opens one beside it, ticked tasks are dealt with together."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from dashboards.components.list_beside import open_clicked, page_buttons, row_addresses
from dashboards.components.tables import on_paper_and_phone
from dashboards.office_app import address
from dashboards.office_app.address import PAGE, View
from dashboards.office_app.items import Item
from dashboards.office_app.reading import Day
from dashboards.tasks_app.bulk import TURN, show_bulk
from style.texts import text
from style.wording import day_table, number
from supervision.task import Task

COLUMNS = ("urgency", "kind", "what", "asks", "unit", "since")
"""Columns of the screen; the place, which a matter's name or its detail says, is on paper."""
NARROW = ("urgency", "what")
"""Columns that there is room for beside an open row."""
WIDTHS = {"urgency": 68, "kind": 96, "what": 252, "asks": 234, "unit": 130, "since": 100}
"""px, so that a screen of 1,280 has room for all columns with their words."""
BESIDE = 204
"""px of the matter beside an open row, where its name is read in full."""
_SHORT = 19


def show(day: Day, view: View, rows: Sequence[Item]) -> None:
    """Draw a page of the list with what is done to ticked rows."""
    page = min(view.page, max(0, (len(rows) - 1) // PAGE))
    shown = rows[page * PAGE : (page + 1) * PAGE]
    first = page * PAGE + 1
    st.caption(
        text(
            "office.listed",
            count=number(len(rows)), first=number(first), last=number(first + len(shown) - 1),
        )
    )  # fmt: skip
    names = [n for n in (NARROW if view.item else COLUMNS) if n != "kind" or not view.kind]
    heads = [text(f"office.col_{n}") for n in names]
    widths = {**WIDTHS, "what": BESIDE} if view.item else WIDTHS
    frame = _frame(shown)
    if view.kind:
        frame = frame.drop(columns=text("office.col_kind"))
    keys = [item.key for item in shown]
    seed = f"{hash(tuple(keys))}_{st.session_state.get(TURN, 0)}"
    event = st.dataframe(
        frame, hide_index=True, height=720 if len(frame) > _SHORT else "content",
        on_select="rerun", selection_mode=["multi-row", "single-cell"], key=f"office_{seed}",
        column_order=heads,
        column_config={
            head: st.column_config.TextColumn(width=widths[n])
            for n, head in zip(names, heads, strict=True)
        },
    )  # fmt: skip
    on_paper_and_phone(
        frame, text("office.col_what"), row_addresses("item", keys),
        named=(text("office.col_since"),),
    )  # fmt: skip
    page_buttons("office", page, address.turned, more=(page + 1) * PAGE < len(rows))
    picked = _tasks(day, [shown[n] for n in event.selection.rows if n < len(shown)])
    if picked:
        show_bulk(day.tasks_context, picked)
    clicked = [cell[0] for cell in event.selection.cells]
    open_clicked("office", keys, clicked, view.item, address.opened)


def _tasks(day: Day, items: Sequence[Item]) -> list[Task]:
    """Return the tasks among ticked rows: only these are dealt with together."""
    numbers = [number for kind, number in (i.of for i in items) if kind == "task"]
    return [day.tasks[int(n)] for n in numbers]


def _frame(items: Sequence[Item]) -> pd.DataFrame:
    columns = {
        "urgency": [text(f"office.urgency_{i.urgency}") for i in items],
        "kind": [text(f"office.kind_{i.kind}") for i in items],
        "what": [i.what for i in items],
        "asks": [i.asks for i in items],
        "place": [i.place for i in items],
        "unit": [i.unit for i in items],
        "since": [day_table(i.since) if i.since else "" for i in items],
    }
    return pd.DataFrame({text(f"office.col_{name}"): values for name, values in columns.items()})
