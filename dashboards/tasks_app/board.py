"""The board: a column for each part of the way, the most urgent tasks of each as cards."""

from __future__ import annotations

import html

import streamlit as st

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
    width = 190 if view.task else 200
    with st.grid(columns=len(columns), min_column_width=width, gap="small", key="tasks_board"):
        for name, count, tasks in columns:
            with st.container(border=True, key=f"part_column_{name}"):
                title = text(f"tasks.column_{name}") + bracketed(number(count))
                st.html(f'<p class="weisu-words-title">{html.escape(title)}</p>')
                if not tasks:
                    st.caption(text("tasks.column_empty"))
                for task in tasks:
                    _card(context, task, chosen=task.id == view.task)
                if count > len(tasks):
                    st.caption(text("tasks.column_rest", count=number(count - len(tasks))))


def _card(context: TaskContext, task: Task, *, chosen: bool) -> None:
    state = text(f"task.state_{task.state}")
    unit = task.lead or text("task.lead_none")
    small = clauses((unit, state, text("tasks.due", due=context.due_words(task))))
    shown = "" if context.colour(task) == "none" else mark(context, task)
    with st.container(border=True, key=f"card_task_{task.id}", gap="xsmall"):
        here = " weisu-here" if chosen else ""
        st.html(
            f'<div class="weisu-card{here}"><div>{shown}<b>{html.escape(task.title)}</b></div>'
            f'<p class="weisu-note">{html.escape(small)}</p></div>'
        )
        st.button(
            number_of(task), key=f"open_task_{task.id}", type="tertiary",
            icon=":material/open_in_full:", on_click=address.opened, args=(task.id,),
            help=text("tasks.open_help"),
        )  # fmt: skip
