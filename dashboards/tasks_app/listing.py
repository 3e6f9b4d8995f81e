"""The table: a page of tasks; a click on a row opens it, ticked rows are dealt with together."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import streamlit as st

from dashboards.components.empty import show_empty
from dashboards.components.list_with_detail import Columns, OnPhone, page_buttons, show_list
from dashboards.shell.task_context import TaskContext
from dashboards.tasks_app import address, reading
from dashboards.tasks_app.address import PAGE, View
from dashboards.tasks_app.bulk import TURN, show_bulk, show_said, take
from style.texts import text
from style.wording import day_table, number
from supervision.notices import number_of
from supervision.task import Task

LIST = Columns(
    lambda name: text(f"tasks.col_{name}"),
    ("colour", "title", "state", "lead", "due", "step", "number", "updated"),
    ("colour", "title", "state"),
)


def show(context: TaskContext, view: View) -> None:
    """Draw the table with what is done to ticked rows."""
    take(context)
    show_said()
    tasks, count = reading.table(context, view)
    if not tasks:
        show_empty(text("tasks.empty"))
        return
    first = view.page * PAGE + 1
    st.caption(
        text("tasks.listed", count=number(count), first=first, last=first + len(tasks) - 1)
        + text("tasks.listed_how")
    )
    whole = frame(context, tasks)
    turn = st.session_state.get(TURN, 0)
    keys = [t.id for t in tasks]
    phone = OnPhone(
        whole, text("tasks.col_title"), "task", named=(text("tasks.col_due"),),
        left_out=(text("tasks.col_updated"),),
    )  # fmt: skip
    ticked = show_list(
        "tasks", LIST.shown(whole, beside=bool(view.task)), keys, view.task, address.opened,
        ticks=True, turn=turn, phone=phone,
    )  # fmt: skip
    page_buttons("tasks", view.page, _turn, more=(view.page + 1) * PAGE < count)
    if ticked:
        show_bulk(context, [tasks[row] for row in ticked])


def frame(context: TaskContext, tasks: list[Task]) -> pd.DataFrame:
    """Return tasks in words, a row each."""
    cells = {
        "colour": [text(f"task.colour_{context.colour(t)}") for t in tasks],
        "title": [t.title for t in tasks],
        "state": [text(f"task.state_{t.state}") for t in tasks],
        "lead": [t.lead for t in tasks],
        "due": [day_table(t.due) if t.due else "" for t in tasks],
        "step": [text(f"task.step_{t.step}") if t.step else "" for t in tasks],
        "number": [number_of(t) for t in tasks],
        "updated": [context.moment(t.updated_at) for t in tasks],
    }
    return LIST.frame(cells)


def _turn(step: int) -> None:
    view = address.read()
    address.write(replace(view, page=max(0, view.page + step)))
