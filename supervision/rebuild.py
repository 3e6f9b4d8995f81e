"""Whether what is stored of every task is what its events add up to, and putting it right.

Events are the truth; a row that differs was written by something other than ``actions.py``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from data_access.results.store import ResultStore
from data_access.store import audit
from data_access.store.clock import utc_now
from data_access.types import Scope
from supervision import store_histories as reads
from supervision import store_tables as stored
from supervision.task import Event, Task, fold

TIED = "tied_names"
"""The field of a difference that lies in the tables of units and readers, not in the row."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One task whose row isn't the sum of its events. ``fields``: what differs; ``broken``: why its
    events add up to nothing, which nothing repairs; empty where they do."""

    task: int
    jurisdiction: str
    number: str
    fields: tuple[str, ...]
    broken: str = ""


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """What was compared, what differed, and how many of these were put right."""

    tasks: int
    events: int
    differences: tuple[Difference, ...]
    repaired: int = 0


def rebuild(
    results: ResultStore, by: Scope, *, repair: bool = False, now: datetime | None = None
) -> Rebuilt:
    """Add up every task's events and compare; with ``repair`` store what they add up to.

    Each repair is a transaction of its own with its audit entry. Needs the product's own scope.
    """
    by.require("pipeline.run")
    store = results.store
    units, readers = reads.tied_names(store)
    tasks = events = 0
    found = []
    for task, history in reads.histories(store):
        tasks += 1
        events += len(history)
        tied = (units.get(task.id, frozenset()), readers.get(task.id, frozenset()))
        difference = _difference(task, history, tied)
        if difference is not None:
            found.append(difference)
    at = now or utc_now()
    repaired = sum(_repaired(results, by, one, at) for one in found) if repair else 0
    return Rebuilt(tasks, events, tuple(found), repaired)


def _difference(
    task: Task, history: Sequence[Event], tied: tuple[frozenset[str], frozenset[str]]
) -> Difference | None:
    name = (task.id, task.jurisdiction, task.number)
    if not history:
        return Difference(*name, (), "no events")
    try:
        due = fold(_blank(task), history)
    except (ValueError, KeyError, TypeError) as error:
        return Difference(*name, (), str(error))
    fields = [f for f in stored.FIELDS if getattr(task, f) != getattr(due, f)]
    if tied != stored.names_of(due):
        fields.append(TIED)
    return Difference(*name, tuple(fields)) if fields else None


def _blank(task: Task) -> Task:
    return Task(id=task.id, jurisdiction=task.jurisdiction, number=task.number)


def _repaired(results: ResultStore, by: Scope, one: Difference, at: datetime) -> bool:
    """Store what a task's events add up to now; somebody may have acted meanwhile."""
    if one.broken:
        return False
    with results.store.write() as connection:
        task = stored.locked(connection, one.task)
        if task is None:
            return False
        due = fold(_blank(task), stored.events_of(connection, task.id))
        stored.store_state(connection, due)
        audit.append(
            connection, actor=by.actor, action="task.rebuild",
            about=f"{one.jurisdiction} {one.number}",
            detail={"task": one.task, "fields": list(one.fields), "state": due.state}, at=at,
        )  # fmt: skip
    return True
