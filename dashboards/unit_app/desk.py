"""本单位今日: what waits for a unit, what falls due with its risk, what came back, its rates."""

from __future__ import annotations

import html

import streamlit as st

from dashboards.components.entries import entries, entry
from dashboards.components.headline import headline
from dashboards.components.level_mark import task_mark
from dashboards.components.links import anchor, page_address
from dashboards.components.notes import note_of
from dashboards.components.ticket_link import held_address, tickets_line
from dashboards.shell.context import BesideContext
from dashboards.shell.task_context import TaskContext
from dashboards.unit_app import due_list, rate_row, reading, sentences
from style.texts import text
from style.wording import number
from supervision.task import Task

SHOWN = 5
"""Tasks that are listed here; all of them are on their own page."""


def draw(context: BesideContext) -> None:
    """Draw the sentence and the tasks that wait."""
    tasks = TaskContext.opened(context)
    mine = tasks.led(tasks.for_units())
    late = reading.late(tasks, mine)
    due, problems = reading.due(context), reading.problems(context)
    sentence, advice = sentences.compose(mine, late, due, problems)
    acts = bool(late or due.high or problems.get("overdue"))
    headline(context, sentence, advice, acts=acts)
    if mine:
        _tasks(context, tasks, mine)


def below(context: BesideContext) -> None:
    """Draw what falls due, what came back and the unit's rates."""
    due_list.show(context, reading.due(context))
    _problems(context)
    rate_row.show(context)


def _tasks(context: BesideContext, tasks: TaskContext, mine: list[Task]) -> None:
    st.subheader(text("unit.tasks", count=number(len(mine))))
    rows = [_task(context, tasks, task) for task in mine[:SHOWN]]
    every = anchor(page_address("mytasks", context), text("unit.all_tasks"))
    st.html(entries(rows, "weisu-levels") + note_of(every, screen=True))


def _task(context: BesideContext, tasks: TaskContext, task: Task) -> str:
    address = page_address("mytasks", context, task=str(task.id))
    state = text(f"task.state_{task.state}")
    small = text("unit.task_small", state=state, due=tasks.due_words(task))
    return entry(f"{task_mark(tasks, task)} {anchor(address, task.title)}", html.escape(small))


def _problems(context: BesideContext) -> None:
    """Name the lists that have tickets, each with the way to them."""
    counts = {name: n for name, n in reading.problems(context).items() if n}
    if not counts:
        return
    st.subheader(text("unit.problems"))
    for name, count in counts.items():
        address = held_address(context, "list", name)
        tickets_line(context, address, text(f"unit.problem_{name}", count=number(count)))
