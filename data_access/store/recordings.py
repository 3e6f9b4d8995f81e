"""When tickets were first recorded: how long after their acceptance the store knew of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import and_, func, select

from data_access.days import end_of_day_utc, local_day
from data_access.store.engine import Store
from data_access.store.tables import batch, ticket_version
from data_access.types import Scope


@dataclass(frozen=True, slots=True)
class Recording:
    """``n`` tickets of a channel, accepted on one local day and first recorded on another."""

    accepted: date
    recorded: date
    channel: str
    n: int


def recordings(
    store: Store,
    scope: Scope,
    jurisdiction: str,
    timezone: str,
    *,
    first: date,
    last: date,
    known: date | None = None,
) -> list[Recording]:
    """Return the tickets accepted from ``first`` to ``last`` by when they were first recorded, as
    far as imports up to the end of ``known`` brought them (None: all).

    What a load of the past or an import that was undone brought tells of no delay and is left out.
    For scopes that see all tickets of the jurisdiction.
    """
    scope.require_jurisdiction(jurisdiction)
    table = ticket_version
    opening = (
        select(func.min(table.c.version_id).label("version_id"))
        .where(table.c.jurisdiction == jurisdiction, table.c.month >= f"{first:%Y-%m}")
        .group_by(table.c.ticket_no)
        .subquery()
    )
    query = (
        select(table.c.t_accept, table.c.recorded_at, table.c.source_channel)
        .join(opening, opening.c.version_id == table.c.version_id)
        .join(batch, batch.c.id == table.c.batch_id)
        .where(
            and_(
                batch.c.is_history.is_(False),
                batch.c.status == "done",
                table.c.t_accept >= end_of_day_utc(first - timedelta(days=1), timezone),
                table.c.t_accept < end_of_day_utc(last, timezone),
            )
        )
    )
    if known is not None:
        query = query.where(table.c.recorded_at < end_of_day_utc(known, timezone))
    found: dict[tuple[date, date, str], int] = {}
    with store.read() as connection:
        for accepted, recorded, channel in connection.execute(query):
            key = (local_day(accepted, timezone), local_day(recorded, timezone), channel or "")
            found[key] = found.get(key, 0) + 1
    return [Recording(*key, n) for key, n in sorted(found.items())]
