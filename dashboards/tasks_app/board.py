"""The board: a column for each part of the way, the most urgent tasks of each as cards."""

from __future__ import annotations

import html

import streamlit as st

from dashboards.components.empty import show_empty
from dashboards.components.level_mark import task_mark
from dashboards.components.links import anchor
from dashboards.components.list_with_detail import row_addresses
from dashboards.components.notes import note_of, show_title
from dashboards.components.tables import on_paper
from dashboards.shell.plain import plain
from dashboards.shell.task_context import TaskContext
from dashboards.tasks_app import address, reading
from dashboards.tasks_app.address import View
from dashboards.tasks_app.listing import frame
from style.texts import text
from style.wording import bracketed, clauses, day_words, number
from supervision import store_reads
from supervision.notices import number_of
from supervision.states import FINAL
from supervision.task import Task

PAPER = 100
"""Tasks that a print of the board lists."""


def show(context: TaskContext, view: View) -> None:
    """Draw the board."""
    columns = reading.board(context, view)
    if not any(count for _, count, _ in columns):
        show_empty(text("tasks.empty"))
        return
    beside = bool(view.task)
    # Beside an open task there is room for one column only: the parts of the way stand in it.
    key = "tasks_stack" if beside else "tasks_board"
    with st.container(horizontal=not beside, wrap=beside, gap="small", key=key):
        for name, count, tasks in columns:
            _column(context, name, count, tasks, view.task)
    if not beside:
        _paper(context, view, sum(count for _, count, _ in columns))


def _paper(context: TaskContext, view: View, count: int) -> None:
    """Write the board's tasks for print, the most urgent first."""
    tasks = store_reads.listed(
        context.results.store, context.scope, view.asked(context, limit=PAPER)
    )
    on_paper(frame(context, tasks), (text("tasks.col_updated"),))
    if count > len(tasks):
        rest = html.escape(text("tasks.column_rest", count=number(count - len(tasks))))
        st.html(f'<p class="weisu-note weisu-paper">{rest}</p>')


def _column(context: TaskContext, name: str, count: int, tasks: list[Task], opened: int) -> None:
    with st.container(border=True, key=f"part_column_{name}", gap="xsmall"):
        title = text(f"tasks.column_{name}") + bracketed(number(count))
        show_title(title)
        if not tasks:
            st.caption(text("tasks.column_empty"))
        for at, task in enumerate(tasks):
            if at == 1:
                # A phone has the columns one below the other: there this folds all but the first.
                rest = html.escape(text("tasks.column_fold", count=number(count - 1)))
                st.html(f'<details class="weisu-fold"><summary>{rest}</summary></details>')
            _card(context, name, task, chosen=task.id == opened)
        if count > len(tasks):
            words = text("tasks.column_rest", count=number(count - len(tasks)))
            (address_of_list,) = row_addresses("view", ["table"])
            st.html(f'<p class="weisu-note">{anchor(address_of_list, words)}</p>')


def _card(context: TaskContext, column: str, task: Task, *, chosen: bool) -> None:
    state = text(f"task.state_{task.state}")
    unit = task.lead or text("tasks.lead_open")
    # Where a column holds one state only, its title says it; what has ended says when.
    told = column == "closed" or state == text(f"tasks.column_{column}")
    said = (unit,) if told else (unit, state)
    shown = "" if context.colour(task) == "none" else task_mark(context, task)
    small = note_of(clauses(map(_whole, said))) + note_of(shown + _whole(_due(context, task)))
    here = ' class="weisu-here"' if chosen else ""
    with st.container(border=True, key=f"part_card_{task.id}", gap="xxsmall"):
        st.button(
            plain(task.title), key=f"open_task_{task.id}", type="tertiary",
            on_click=address.opened, args=(task.id,), help=number_of(task),
        )  # fmt: skip
        st.html(f"<div{here}>{small}</div>")


def _due(context: TaskContext, task: Task) -> str:
    """Return when a task is due, is over or has ended, in the few words of a card."""
    if task.state in FINAL:
        ended = context.place.local(task.closed_at or task.updated_at or context.now).date()
        day = day_words(ended, context.today)
        return text("tasks.ended_on", day=day, state=text(f"task.state_{task.state}"))
    if task.due is None:
        return text("tasks.due", due=text("task.due_none"))
    if context.colour(task) == "red":
        return text("tasks.late", days=context.late(task))
    return text("tasks.due_by", day=day_words(task.due, context.today))


def _whole(words: str) -> str:
    return f'<span class="weisu-whole">{html.escape(words)}</span>'
