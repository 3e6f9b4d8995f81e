"""Until which day a source's tickets are due: a day that is not over, or that the source brings
later as it always does, is not missing.

How a source delivers is learnt from its own imports: how often one comes, and how old its newest
ticket then is. A city that was loaded once, or whose imports are few, promises nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from statistics import median_low

from sqlalchemy import and_, func, select

from data_access.days import local_day
from data_access.store.engine import Store
from data_access.store.tables import batch, ticket_version
from data_access.types import Scope

LEAST_LOADS = 5
"""Days with an import, from which on a source is a feed."""
RECENT = 15
"""Days with imports that tell how the source delivers now: three weeks of working days."""
ENOUGH = 10
"""Pauses between imports from which on the longest one may have been an outage."""
MOST_BATCHES = 60
LONGEST = 14
"""Days after the last ticket that are called missing at most: a source silent for longer has been
told of and is out of use."""


@dataclass(frozen=True, slots=True)
class Load:
    """The imports of one local day, and the local day of the newest ticket known by its end."""

    day: date
    newest: date | None


def loads(store: Store, scope: Scope, jurisdiction: str, timezone: str) -> list[Load]:
    """Return the days with imports of tickets, oldest first; loads of a past are left out."""
    scope.require_jurisdiction(jurisdiction)
    joined = batch.outerjoin(ticket_version, ticket_version.c.batch_id == batch.c.id)
    query = (
        select(batch.c.finished_at, func.max(ticket_version.c.t_accept))
        .select_from(joined)
        .where(
            and_(
                batch.c.jurisdiction == jurisdiction,
                batch.c.entity == "ticket",
                batch.c.status == "done",
                batch.c.finished_at.is_not(None),
                batch.c.is_history.is_(False),
            )
        )
        .group_by(batch.c.id, batch.c.finished_at)
        .order_by(batch.c.id.desc())
        .limit(MOST_BATCHES)
    )
    with store.read() as connection:
        rows = connection.execute(query).all()
    found: dict[date, date | None] = {}
    newest: date | None = None
    for finished, accepted in sorted(rows, key=lambda row: row[0]):
        day = local_day(finished, timezone)
        if accepted is not None:
            brought = min(local_day(accepted, timezone), day)
            newest = brought if newest is None else max(newest, brought)
        found[day] = newest
    return [Load(day, known) for day, known in sorted(found.items())]


def due_day(known: Sequence[Load], today: date) -> date | None:
    """Return the last day, before ``today``, whose tickets must be there; None where nothing tells.

    An import is overdue when more days have passed without one than lie between the source's
    imports (the second longest of the last pauses, so that one outage does not teach patience). A
    day is due as old as the newest ticket of an import usually is; imports that brought nothing
    newer tell nothing of that.
    """
    recent = [one for one in known if one.day <= today][-RECENT - 1 :]
    if len(recent) < LEAST_LOADS:
        return None
    pauses = sorted((b.day - a.day).days for a, b in pairwise(recent))
    pause = pauses[-2] if len(pauses) >= ENOUGH else pauses[-1]
    ages = [
        (now.day - now.newest).days
        for before, now in pairwise(recent)
        if now.newest is not None and (before.newest is None or now.newest > before.newest)
    ]
    if len(ages) < LEAST_LOADS - 2:
        return None
    last = recent[-1].day
    missed = max((today - timedelta(days=1) - last).days, 0) // pause
    due = last + timedelta(days=pause * missed - median_low(ages))
    return min(due, today - timedelta(days=1))


def missing_days(known: Sequence[Load], last_day: date, today: date) -> tuple[date, date] | None:
    """Return the first and last day after ``last_day`` whose tickets are due and not there."""
    due = due_day(known, today)
    if due is None or due <= last_day:
        return None
    return last_day + timedelta(days=1), min(due, last_day + timedelta(days=LONGEST))
