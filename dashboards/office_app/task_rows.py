"""Tasks that ask something of the reader, as rows of the office's day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from dashboards.office_app.items import Item
from dashboards.shell.task_context import TaskContext
from dashboards.tasks_app.words import place_words
from data_access.days import end_of_day_utc
from style.texts import text
from style.wording import day_words
from supervision import store_reads, waiting
from supervision.parties import parties_of
from supervision.states import FINAL, rules_from
from supervision.store_reads import Asked
from supervision.task import Task
from supervision.waiting import ANSWERS, PRESSED, Waiting

MOST = 2000
"""Tasks that are looked at, those due first."""


def open_tasks(context: TaskContext) -> list[Task]:
    """Return the tasks that go on, and the closed ones that should be opened again."""
    store, scope = context.results.store, context.scope
    going = Asked(code=context.code, states=waiting.STATES, limit=MOST)
    closed = Asked(code=context.code, states=FINAL, proposed=True, limit=MOST)
    return [
        *store_reads.listed(store, scope, going),
        *store_reads.listed(store, scope, closed),
    ]


def task_rows(context: TaskContext, tasks: Sequence[Task]) -> list[Item]:
    """Return a row for each task that asks something that the reader may answer."""
    before = context.today - timedelta(days=1)
    since = end_of_day_utc(before, context.place.timezone)
    store, scope = context.results.store, context.scope
    pressed = store_reads.acted_since(store, scope, context.code, PRESSED, since)
    found = (
        waiting.waiting(t, context.marks, context.rules, context.place, pressed=t.id in pressed)
        for t in tasks
    )
    return [_row(context, one) for one in found if one is not None and _answers(context, one)]


def _answers(context: TaskContext, one: Waiting) -> bool:
    """Tell whether the reader may do any of what answers it."""
    task = one.task
    rules = rules_from(task.state, parties_of(context.scope, task), proposal=task.proposal)
    return bool({r.action for r in rules} & set(ANSWERS[one.kind]))


def _row(context: TaskContext, one: Waiting) -> Item:
    task = one.task
    return Item(
        key=f"task:{task.id}",
        kind=one.kind,
        what=task.title,
        asks=_asks(context, one),
        urgency=one.urgency,
        since=one.since,
        place=place_words(context, task),
        unit=task.lead,
        area=task.area,
        category=task.category,
        ahead=task.id,
    )


def _asks(context: TaskContext, one: Waiting) -> str:
    task = one.task
    until = day_words(task.asked_until, context.today) if task.asked_until else ""
    late = context.late(task)
    key = f"office.ask_{one.kind}"
    if one.kind == "climb":
        return text(key if late else "office.ask_climb_returned", days=late, times=task.returned)
    return text(key, until=until, days=late)
