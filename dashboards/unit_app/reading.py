"""What a unit's day is made of, read within the reader's scope."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

import pandas as pd

from dashboards.shell.context import BesideContext
from dashboards.shell.kept import kept
from dashboards.shell.rows import Row, records
from dashboards.shell.task_context import TaskContext
from data_access.metrics.evaluate import evaluate
from data_access.metrics.problem_tickets import LISTS
from data_access.types import Filters, Period
from deadline_risk.frames import DUE_SOON, ROOM, Facts
from deadline_risk.risk_reads import SOON, due_soon
from supervision import store_reads
from supervision.colours import ORDER
from supervision.states import WITH_UNIT
from supervision.store_reads import Asked
from supervision.task import Task
from supervision.ticket_reads import listed_tickets

MINE = ("issued", *WITH_UNIT)
"""States in which a task waits for the unit."""
RATES = ("on_time_rate", "solved_rate", "satisfaction_rate")
WEEKS = 4
MOST = 200


@dataclass(frozen=True)
class Due:
    """``rows``: of the frame, what falls due first; ``facts`` None where nothing was judged."""

    rows: pd.DataFrame
    facts: Facts | None

    @property
    def soon(self) -> int:
        """How many fall due within ``SOON`` working days."""
        return int((self.rows["days_left"] <= SOON).sum())

    @property
    def high(self) -> int:
        """How many will probably be late."""
        high = 1.0 if self.facts is None else self.facts.high_from
        return int((self.rows["p_late"].round(2) >= high).sum())


@kept(most=64)
def due(context: BesideContext) -> Due:
    """Return what falls due soon, as far as the cut goes."""
    run = context.runs.get(ROOM)
    if run is None:
        return Due(DUE_SOON.shaped(), None)
    facts = context.results.facts(context.scope, run, Facts)
    cut = context.filters.during(all_days(context))
    return Due(due_soon(context.results, context.scope, run, cut=cut), facts)


def all_days(context: BesideContext) -> Period:
    """Return all days with data: what is open may be old."""
    first, last = context.summary.first_day, context.summary.last_day
    if first is None or last is None:
        raise ValueError(f"{context.summary.code} has no days with data")
    return Period(first, last + timedelta(days=1))


@kept(most=64)
def problems(context: BesideContext) -> Mapping[str, int]:
    """Return how many tickets each list of ``LISTS`` has."""
    last = context.summary.last_day
    if last is None:
        return {}
    results, scope, code = context.results, context.scope, context.summary.code
    return {name: len(listed_tickets(results, scope, code, name, last)) for name in LISTS}


@kept(most=64)
def rates(context: BesideContext) -> list[Row]:
    """Return the unit's rates of the last ``WEEKS`` weeks, as ``evaluate`` gives them."""
    return records(evaluate(context.extract, context.scope, weeks_of(context), RATES))


def weeks_of(context: BesideContext) -> Filters:
    """Return the cut over the last ``WEEKS`` weeks."""
    period = Period.last_days(all_days(context).last, 7 * WEEKS)
    return context.filters.during(period)


def tasks(context: TaskContext) -> list[Task]:
    """Return the tasks that wait for the unit as the lead, what presses most first."""
    asked = Asked(code=context.code, states=MINE, limit=MOST, order="urgent")
    units = context.scope.departments
    mine = [
        t for t in store_reads.listed(context.results.store, context.scope, asked)
        if units is None or t.lead in units
    ]  # fmt: skip
    return sorted(mine, key=lambda task: ORDER.index(context.colour(task)))


def late(context: TaskContext, mine: list[Task]) -> int:
    """Return how many of the tasks that wait are overdue."""
    return sum(context.colour(task) == "red" for task in mine)
