"""What happened to one ticket: its steps and its callbacks, as known on a day; where it speaks of.

They are read by the ticket's number, for whoever may see that ticket: which tickets a scope sees is
the extract's to say (``search.ticket`` asks it first), and nothing of these rows says it.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import column, select, table

from data_access import schemas
from data_access.days import end_of_day_utc
from data_access.store.engine import Store
from data_access.store.tables import jurisdiction as places
from data_access.store.tables import ticket_place, ticket_version
from data_access.types import Scope


def steps_of(
    store: Store, scope: Scope, jurisdiction: str, number: str, *, as_of: date
) -> list[dict[str, Any]]:
    """Return the steps of a ticket by the end of ``as_of``, in order (times naive UTC)."""
    return _rows(store, scope, jurisdiction, number, entity=schemas.TICKET_EVENT, as_of=as_of)


def callbacks_of(
    store: Store, scope: Scope, jurisdiction: str, number: str, *, as_of: date
) -> list[dict[str, Any]]:
    """Return the callbacks of a ticket by the end of ``as_of``, in order (times naive UTC)."""
    return _rows(store, scope, jurisdiction, number, entity=schemas.CALLBACK, as_of=as_of)


def place_found(
    store: Store, scope: Scope, jurisdiction: str, number: str
) -> dict[str, Any] | None:
    """Return where the current version of a ticket was found to speak of, None where nobody looked.

    It has the columns of ``ticket_place``.
    """
    scope.require_jurisdiction(jurisdiction)
    joined = ticket_place.join(
        ticket_version, ticket_place.c.version_id == ticket_version.c.version_id
    )
    query = (
        select(ticket_place)
        .select_from(joined)
        .where(
            ticket_version.c.jurisdiction == jurisdiction, ticket_version.c.ticket_no == number,
            ticket_version.c.is_current,
        )
    )  # fmt: skip
    with store.read() as connection:
        row = connection.execute(query).mappings().first()
    return None if row is None else dict(row)


def limits_of(store: Store, scope: Scope, jurisdiction: str) -> str | None:
    """Return the jurisdiction's preset of time limits, see ``calendar.limits``, or None."""
    scope.require_jurisdiction(jurisdiction)
    with store.read() as connection:
        found = connection.execute(
            select(places.c.limits).where(places.c.code == jurisdiction)
        ).scalar()
    return None if found is None else str(found)


def _rows(
    store: Store,
    scope: Scope,
    jurisdiction: str,
    number: str,
    *,
    entity: schemas.Entity,
    as_of: date,
) -> list[dict[str, Any]]:
    scope.require_jurisdiction(jurisdiction)
    names = [f.name for f in entity.stored if f.name != "ticket_no"]
    view = table(entity.name, *(column(c) for c in ("jurisdiction", "ticket_no", *names)))
    with store.read() as connection:
        zone = connection.execute(
            select(places.c.timezone).where(places.c.code == jurisdiction)
        ).scalar()
        query = (
            select(*(view.c[n] for n in names))
            .where(
                view.c.jurisdiction == jurisdiction,
                view.c.ticket_no == number,
                view.c.t < end_of_day_utc(as_of, zone or "UTC"),
            )
            .order_by(view.c[entity.key[1]])
        )
        return [dict(row) for row in connection.execute(query).mappings()]
