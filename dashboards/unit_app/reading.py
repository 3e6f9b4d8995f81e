"""What a unit's day is made of, read within the reader's scope."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

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
from supervision.task import Task
from supervision.ticket_reads import listed_tickets

RATES = ("on_time_rate", "solved_rate", "satisfaction_rate")
WEEKS = 4


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
        return int((self.rows["p_late"] >= high).sum())


@kept(most=64)
def due(context: BesideContext) -> Due:
    """Return what falls due soon, as far as the cut goes."""
    run = context.runs.get(ROOM)
    if run is None:
        return Due(DUE_SOON.shaped(), None)
    facts = context.results.facts(context.scope, run, Facts)
    cut = context.filters.during(context.all_days)
    return Due(due_soon(context.results, context.scope, run, cut=cut), facts)


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
    period = Period.last_days(context.all_days.last, 7 * WEEKS)
    return context.filters.during(period)


def late(context: TaskContext, mine: list[Task]) -> int:
    """Return how many of the tasks that wait are overdue."""
    return sum(context.colour(task) == "red" for task in mine)
