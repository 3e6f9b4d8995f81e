"""The board: a column for each part of the way, the most urgent tasks of each as cards."""

from __future__ import annotations

import html

import streamlit as st

from dashboards.shell.plain import plain
from dashboards.shell.task_context import TaskContext
from dashboards.tasks_app import address, reading
from dashboards.tasks_app.address import View
from dashboards.tasks_app.words import mark
from style.texts import text
from style.wording import bracketed, clauses, number
from supervision.notices import number_of
from supervision.task import Task


def show(context: TaskContext, view: View) -> None:
    """Draw the board."""
    columns = reading.board(context, view)
    if not any(count for _, count, _ in columns):
        st.info(text("tasks.empty"), icon=":material/info:")
        return
    with st.container(horizontal=True, wrap=False, gap="small", key="tasks_board"):
        for name, count, tasks in columns:
            _column(context, name, count, tasks, view.task)


def _column(context: TaskContext, name: str, count: int, tasks: list[Task], opened: int) -> None:
    with st.container(border=True, key=f"part_column_{name}", gap="xsmall"):
        title = text(f"tasks.column_{name}") + bracketed(number(count))
        st.html(f'<p class="weisu-words-title">{html.escape(title)}</p>')
        if not tasks:
            st.caption(text("tasks.column_empty"))
        for task in tasks:
            _card(context, task, chosen=task.id == opened)
        if count > len(tasks):
            st.caption(text("tasks.column_rest", count=number(count - len(tasks))))


def _card(context: TaskContext, task: Task, *, chosen: bool) -> None:
    state = text(f"task.state_{task.state}")
    unit = task.lead or text("task.lead_none")
    shown = "" if context.colour(task) == "none" else mark(context, task)
    due = html.escape(text("tasks.due", due=context.due_words(task)))
    small = (
        f'<p class="weisu-note">{html.escape(clauses((unit, state)))}</p>'
        f'<p class="weisu-note">{shown}{due}</p>'
    )
    here = ' class="weisu-here"' if chosen else ""
    with st.container(border=True, key=f"part_card_{task.id}", gap="xxsmall"):
        st.button(
            plain(task.title), key=f"open_task_{task.id}", type="tertiary",
            on_click=address.opened, args=(task.id,), help=number_of(task),
        )  # fmt: skip
        st.html(f"<div{here}>{small}</div>")
