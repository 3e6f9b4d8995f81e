"""What the store has learnt since a month was written, so that only that is read again.

Versions are appended, and imports into one jurisdiction take turns, so their ids tell new from old.
Taking a batch back changes versions that are there already, and places of earlier tickets may be
found later: then nothing can be told by ids.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from data_access.store.tables import VERSIONED, batch, ticket_place

# A ticket's row in the extract is made from these; their ``ticket_no`` says whose.
TICKET, SIDES = "ticket", ("callback", "ticket_event")
UNDONE = "undone"
PLACED = "placed"
# Above this, one pass over a month is quicker than picking its rows.
MOST = 400_000


@dataclass(frozen=True, slots=True)
class Changed:
    """Numbers of tickets with new versions, and of those whose callbacks or events have some.

    ``since``: the newest ticket version that was known before.
    """

    since: int
    tickets: frozenset[str]
    sides: frozenset[str]


def mark(connection: Connection, code: str) -> dict[str, int]:
    """Return how far the jurisdiction's versions go now, to be kept with what is read next."""
    found = {}
    for entity in (TICKET, *SIDES):
        table = VERSIONED[entity]
        # From the end of the primary key: max() over a condition would read all of it.
        query = (
            select(table.c.version_id)
            .where(table.c.jurisdiction == code)
            .order_by(table.c.version_id.desc())
            .limit(1)
        )
        found[entity] = connection.execute(query).scalar() or 0
    undone = select(func.count()).where(batch.c.jurisdiction == code, batch.c.status == UNDONE)
    found[UNDONE] = connection.execute(undone).scalar_one()
    passes = select(func.max(ticket_place.c.pass_no)).where(ticket_place.c.jurisdiction == code)
    found[PLACED] = connection.execute(passes).scalar() or 0
    return found


def changed_since(
    connection: Connection, code: str, then: Mapping[str, int], now: Mapping[str, int]
) -> Changed | None:
    """Return what has come between two marks, or None where the whole month has to be read."""
    if set(then) != set(now) or any(then[n] != now[n] for n in (UNDONE, PLACED)):
        return None
    if any(then[e] > now[e] or now[e] - then[e] > MOST for e in (TICKET, *SIDES)):
        return None
    numbers = {e: _numbers(connection, code, e, then[e]) for e in (TICKET, *SIDES)}
    sides = frozenset().union(*(numbers[e] for e in SIDES))
    return Changed(then[TICKET], numbers[TICKET], sides - numbers[TICKET])


def _numbers(connection: Connection, code: str, entity: str, since: int) -> frozenset[str]:
    table = VERSIONED[entity]
    query = (
        select(table.c.ticket_no)
        .where(table.c.jurisdiction == code, table.c.version_id > since)
        .distinct()
    )
    return frozenset(number for (number,) in connection.execute(query))
