"""Looking for a task that goes on for the same matter, before another is issued."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select

from supervision.states import FINAL
from supervision.store_tables import Connection, task, task_of, task_ticket
from supervision.task import Task


def open_of_source(connection: Connection, code: str, kind: str, ref: str) -> Task | None:
    """Return the newest task that goes on for a source."""
    return _newest_open(connection, code, (task.c.source_kind == kind) & (task.c.source_ref == ref))


def open_of_matter(connection: Connection, code: str, matter: str) -> Task | None:
    """Return the newest task that goes on for an event of the register."""
    return _newest_open(connection, code, task.c.matter == matter)


def _newest_open(connection: Connection, code: str, condition: Any) -> Task | None:
    row = connection.execute(
        select(task)
        .where(task.c.jurisdiction == code, condition, task.c.state.not_in(FINAL))
        .order_by(task.c.id.desc())
        .limit(1)
    ).mappings().first()  # fmt: skip
    return task_of(row) if row is not None else None


def sharing_tickets(connection: Connection, code: str, tickets: Sequence[str]) -> dict[int, int]:
    """Return how many of some tickets each task that goes on holds, by its id."""
    found: dict[int, int] = {}
    for start in range(0, len(tickets), 500):
        rows = connection.execute(
            select(task.c.id, func.count())
            .join(task_ticket, task_ticket.c.task_id == task.c.id)
            .where(
                task.c.jurisdiction == code,
                task.c.state.not_in(FINAL),
                task_ticket.c.ticket_no.in_(tickets[start : start + 500]),
            )
            .group_by(task.c.id)
        )
        for number, n in rows:
            found[number] = found.get(number, 0) + int(n)
    return found
