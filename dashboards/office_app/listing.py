"""The list: a page of rows; a click opens one beside it, ticked tasks are dealt with together."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from dashboards.components.list_with_detail import Columns, OnPhone, page_buttons, show_list
from dashboards.office_app import address
from dashboards.office_app.address import PAGE, View
from dashboards.office_app.items import Item
from dashboards.office_app.reading import Day
from dashboards.tasks_app.bulk import TURN, show_bulk
from style.texts import text
from style.wording import day_table, number
from supervision.task import Task

LIST = Columns(
    lambda name: text(f"office.col_{name}"),
    ("urgency", "kind", "what", "asks", "unit", "since", "place"),
    ("urgency", "kind", "what"),
)


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
    frame = LIST.shown(_frame(shown), beside=bool(view.item), but=("kind",) if view.kind else ())
    keys = [item.key for item in shown]
    turn = st.session_state.get(TURN, 0)
    whole = _frame(shown).drop(columns=text("office.col_kind") if view.kind else [])
    phone = OnPhone(whole, text("office.col_what"), "item", named=(text("office.col_since"),))
    ticked = show_list(
        "office", frame, keys, view.item, address.opened, ticks=True, turn=turn, phone=phone
    )
    page_buttons("office", page, address.turned, more=(page + 1) * PAGE < len(rows))
    picked = _tasks(day, [shown[row] for row in ticked])
    if picked:
        show_bulk(day.tasks_context, picked)


def _tasks(day: Day, items: Sequence[Item]) -> list[Task]:
    """Return the tasks among ticked rows: only these are dealt with together."""
    numbers = [number for kind, number in (i.of for i in items) if kind == "task"]
    return [day.tasks[int(n)] for n in numbers]


def _frame(items: Sequence[Item]) -> pd.DataFrame:
    cells = {
        "urgency": [text(f"office.urgency_{i.urgency}") for i in items],
        "kind": [text(f"office.kind_{i.kind}") for i in items],
        "what": [i.what for i in items],
        "asks": [i.asks for i in items],
        "place": [i.place for i in items],
        "unit": [i.unit for i in items],
        "since": [day_table(i.since) if i.since else "" for i in items],
    }
    return LIST.frame(cells)
