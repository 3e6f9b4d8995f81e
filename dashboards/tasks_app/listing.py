"""The table: a page of tasks; a click on a row opens it, ticked rows are dealt with together."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import streamlit as st

from dashboards.components.list_beside import open_clicked, page_buttons, row_addresses
from dashboards.components.tables import on_paper_and_phone
from dashboards.shell.task_context import TaskContext
from dashboards.tasks_app import address, reading
from dashboards.tasks_app.address import PAGE, View
from dashboards.tasks_app.bulk import TURN, show_bulk, show_said, take
from style.texts import text
from style.wording import day_table, number
from supervision.notices import number_of
from supervision.task import Task

WIDTHS = {
    "colour": 56, "title": 300, "state": 84, "lead": 130, "due": 96, "step": 84, "number": 128,
}  # fmt: skip
"""px of the columns that a screen of 1,280 has room for; the others are in the menu of columns."""


def show(context: TaskContext, view: View) -> None:
    """Draw the table with what is done to ticked rows."""
    take(context)
    show_said()
    tasks, count = reading.table(context, view)
    if not tasks:
        st.info(text("tasks.empty"), icon=":material/info:")
        return
    first = view.page * PAGE + 1
    st.caption(
        text("tasks.listed", count=number(count), first=first, last=first + len(tasks) - 1)
        + text("tasks.listed_how")
    )
    table = frame(context, tasks)
    heads = [text(f"tasks.col_{name}") for name in WIDTHS]
    # Ticks belong to these rows in this order: another list starts without any.
    rows = hash(tuple(t.id for t in tasks))
    seed = f"{rows}_{st.session_state.get(TURN, 0)}"
    event = st.dataframe(
        table, hide_index=True, height=480 if len(table) > 11 else "content",
        on_select="rerun", selection_mode=["multi-row", "single-cell"], key=f"tasks_table_{seed}",
        column_order=heads,
        column_config={
            head: st.column_config.TextColumn(width=width)
            for head, width in zip(heads, WIDTHS.values(), strict=True)
        },
    )  # fmt: skip
    on_paper_and_phone(
        table, text("tasks.col_title"), row_addresses("task", [t.id for t in tasks]),
        named=(text("tasks.col_due"),), left_out=(text("tasks.col_updated"),),
    )  # fmt: skip
    page_buttons("tasks", view.page, _turn, more=(view.page + 1) * PAGE < count)
    chosen = event.selection
    picked = [tasks[n] for n in chosen.rows if n < len(tasks)]
    if picked:
        show_bulk(context, picked)
    rows_clicked = [cell[0] for cell in chosen.cells]
    open_clicked("tasks", [t.id for t in tasks], rows_clicked, view.task, address.opened)


def frame(context: TaskContext, tasks: list[Task]) -> pd.DataFrame:
    """Return tasks in words, a row each."""
    columns = {
        "colour": [text(f"task.colour_{context.colour(t)}") for t in tasks],
        "title": [t.title for t in tasks],
        "state": [text(f"task.state_{t.state}") for t in tasks],
        "lead": [t.lead for t in tasks],
        "due": [day_table(t.due) if t.due else "" for t in tasks],
        "step": [text(f"task.step_{t.step}") if t.step else "" for t in tasks],
        "number": [number_of(t) for t in tasks],
        "updated": [context.moment(t.updated_at) for t in tasks],
    }
    return pd.DataFrame({text(f"tasks.col_{name}"): values for name, values in columns.items()})


def _turn(step: int) -> None:
    view = address.read()
    address.write(replace(view, page=max(0, view.page + step)))
