"""Reading tasks with all that was done to them: for figures, and for adding them up anew.

Figures see what their reader's scope reaches. ``histories`` and ``tied_names``, from which tasks
are rebuilt, read all.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, func, select

from data_access.store.engine import Store
from data_access.types import Scope
from supervision.states import TABLE
from supervision.store_reads import visible
from supervision.store_tables import (
    Connection,
    event_of,
    task,
    task_event,
    task_of,
    task_reader,
    task_unit,
)
from supervision.task import Event, Task


@dataclass(frozen=True, slots=True)
class History:
    """What figures need of a task. ``first``: when it was first reported, returned and opened
    again, by action; ``due``: when it had to be done at its first closing, or has to be now."""

    task: Task
    first: Mapping[str, datetime]
    due: date | None


_FIRST = ("report", "return", "reopen")
_DUE = tuple(r.action for r in TABLE if "due" in (*r.needs, *r.optional))


def histories_for_figures(store: Store, scope: Scope, code: str) -> list[History]:
    """Return what figures need of every task that is counted: issued, not cancelled, and not
    confidential, whoever asks. Three questions, however many events there are."""
    counted = and_(
        visible(scope), task.c.jurisdiction == code, task.c.issued_at.is_not(None),
        task.c.confidential.is_(False), task.c.state != "cancelled",
    )  # fmt: skip
    first: dict[int, dict[str, datetime]] = {}
    with store.read() as connection:
        rows = connection.execute(select(task).where(counted).order_by(task.c.id))
        tasks = [task_of(row) for row in rows.mappings()]
        times = (
            select(task_event.c.task_id, task_event.c.action, func.min(task_event.c.at))
            .join(task, task.c.id == task_event.c.task_id)
            .where(counted, task_event.c.action.in_(_FIRST))
            .group_by(task_event.c.task_id, task_event.c.action)
        )
        for number, action, at in connection.execute(times):
            first.setdefault(number, {})[action] = at
        before = _due_at_first_closing(connection, counted)
    return [History(t, first.get(t.id, {}), before.get(t.id, t.due)) for t in tasks]


def _due_at_first_closing(
    connection: Connection, counted: ColumnElement[bool]
) -> dict[int, date | None]:
    """Return of tasks that were opened again (which gives them another due day) the one before."""
    rows = connection.execute(
        select(task_event.c.task_id, task_event.c.action, task_event.c.payload)
        .join(task, task.c.id == task_event.c.task_id)
        .where(counted, task.c.reopened > 0, task_event.c.action.in_((*_DUE, "close")))
        .order_by(task_event.c.task_id, task_event.c.seq)
    )
    due: dict[int, date | None] = {}
    closed: set[int] = set()
    for number, action, payload in rows:
        if action == "close":
            closed.add(number)
        elif number not in closed and payload.get("due"):
            due[number] = date.fromisoformat(payload["due"])
    return due


def histories(store: Store, *, chunk: int = 500) -> Iterator[tuple[Task, list[Event]]]:
    """Yield every task as stored with all of its events, in the order of their numbers."""
    last = 0
    with store.read() as connection:
        while True:
            rows = connection.execute(
                select(task).where(task.c.id > last).order_by(task.c.id).limit(chunk)
            ).mappings().all()  # fmt: skip
            if not rows:
                return
            ids = [row["id"] for row in rows]
            events: dict[int, list[Event]] = {number: [] for number in ids}
            found = connection.execute(
                select(task_event)
                .where(task_event.c.task_id.in_(ids))
                .order_by(task_event.c.task_id, task_event.c.seq)
            )
            for row in found.mappings():
                events[row["task_id"]].append(event_of(row))
            for row in rows:
                yield task_of(row), events[row["id"]]
            last = ids[-1]


def tied_names(store: Store) -> tuple[dict[int, frozenset[str]], dict[int, frozenset[str]]]:
    """Return the units and the readers of every task as their own tables hold them."""
    found = []
    with store.read() as connection:
        for table, name in ((task_unit, "unit"), (task_reader, "login")):
            names: dict[int, set[str]] = {}
            for number, one in connection.execute(select(table.c.task_id, table.c[name])):
                names.setdefault(number, set()).add(one)
            found.append({number: frozenset(tied) for number, tied in names.items()})
    return found[0], found[1]
