"""What the pages of tasks read. Tasks change at any moment: nothing of them is kept."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from dashboards.shell.kept import kept
from dashboards.shell.rows import figure, records, words_of
from dashboards.shell.task_context import TaskContext
from dashboards.tasks_app.address import View
from data_access.metrics.evaluate import evaluate
from data_access.types import Filters, Period
from supervision import store_reads
from supervision.files import FileLine, file_list
from supervision.people import names_of
from supervision.states import FINAL, OPEN, WITH_UNIT
from supervision.store_reads import Asked
from supervision.task import Event, Task

COLUMNS: dict[str, tuple[str, ...]] = {
    "drafted": ("drafted",),
    "issued": ("issued",),
    "answer": ("refused", "extension_asked"),
    "work": WITH_UNIT,
    "check": ("reported", "verified"),
    "closed": FINAL,
}
"""The board's columns by name, with the states in each."""
CARDS = 8
STUCK = 5
PAST_DAYS = 90
IN_TIME = "task_closed_in_time_rate"


@dataclass(frozen=True)
class Overview:
    """How many tasks there are by state, how many are overdue, how many may come back."""

    states: Counter[str]
    overdue: int
    proposed: int

    @property
    def open(self) -> int:
        """Tasks issued and not closed."""
        return sum(self.states[s] for s in OPEN if s != "drafted")


def overview(context: TaskContext, unit: str = "") -> Overview:
    """Return the numbers of a jurisdiction's tasks that the reader sees."""
    store, scope, code = context.results.store, context.scope, context.code
    red = Asked(code=code, unit=unit, colour="red", marks=context.marks)
    proposed = Asked(code=code, unit=unit, proposed=True)
    return Overview(
        Counter(store_reads.counted(store, scope, Asked(code=code, unit=unit))),
        sum(store_reads.counted(store, scope, red).values()),
        sum(store_reads.counted(store, scope, proposed).values()),
    )


def board(context: TaskContext, view: View) -> list[tuple[str, int, list[Task]]]:
    """Return the board's columns: name, how many there are, the first of them."""
    asked = view.asked(context)
    found = Counter(store_reads.counted(context.results.store, context.scope, asked))
    names = [n for n, states in COLUMNS.items() if _inside(states, asked.states)]
    tasks = store_reads.by_column(
        context.results.store, context.scope, asked, [COLUMNS[n] for n in names], CARDS
    )
    counts = [sum(found[s] for s in COLUMNS[n]) for n in names]
    return list(zip(names, counts, tasks, strict=True))


def _inside(states: tuple[str, ...], asked: tuple[str, ...]) -> bool:
    return not asked or bool(set(states) & set(asked))


def table(context: TaskContext, view: View) -> tuple[list[Task], int]:
    """Return a page of tasks and how many there are in all."""
    asked = view.asked(context)
    store, scope = context.results.store, context.scope
    return store_reads.listed(store, scope, asked), sum(
        store_reads.counted(store, scope, asked).values()
    )


@dataclass(frozen=True)
class Detail:
    """All of one task that is shown at once. ``names``: of people, by login."""

    task: Task
    events: list[Event]
    tickets: list[str]
    evidence: list[dict[str, Any]]
    files: list[FileLine]
    earlier: list[Task]
    names: dict[str, str]


def detail(context: TaskContext, task: Task) -> Detail:
    """Return a task with everything around it, as far as the reader sees it."""
    store, scope = context.results.store, context.scope
    events = store_reads.events_of(store, scope, task.id)
    return Detail(
        task,
        events,
        store_reads.tickets_of(store, scope, task.id),
        store_reads.evidence_of(store, scope, task.id),
        file_list(context.results, scope, task),
        store_reads.earlier_on(store, scope, task),
        names_of(context.results, (*(e.actor for e in events), *task.readers)),
    )


def in_time_cut(context: TaskContext) -> Filters:
    """Return which tasks the rate of those closed in time is of, and as of which day."""
    ended = context.today + timedelta(days=1)
    days = Period(ended - timedelta(days=PAST_DAYS), ended)
    return Filters(context.code, days, as_of=context.today)


def in_time(context: TaskContext) -> InTime:
    """Return how many of the tasks issued in the last ``PAST_DAYS`` days were closed by their due
    day: the registry's metric, as of today.
    """
    return _in_time(context, in_time_cut(context))


@dataclass(frozen=True)
class InTime:
    """A share (0-1) with its 95 % interval: ``hits`` of ``n`` tasks; ``missing``: why there is
    none."""

    value: float | None
    hits: int
    n: int
    low: float | None
    high: float | None
    missing: str


@kept(50)
def _in_time(context: TaskContext, asked: Filters) -> InTime:
    row = records(evaluate(context.extract, context.scope, asked, [IN_TIME]))[0]
    said = words_of(row["missing"])
    if row["status"] not in ("ok", "small_n"):
        return InTime(None, 0, 0, None, None, said)
    ends = figure(row["low"]), figure(row["high"])
    return InTime(figure(row["value"]), int(row["numerator"]), int(row["n"]), *ends, "")


def stuck(context: TaskContext) -> list[Task]:
    """Return the tasks that are stuck, the longest overdue first, then what waits or came back."""
    found: list[Task] = []
    for colour in ("red", "yellow"):
        asked = Asked(code=context.code, colour=colour, marks=context.marks, limit=STUCK)
        found += store_reads.listed(context.results.store, context.scope, asked)
    return found[:STUCK]
