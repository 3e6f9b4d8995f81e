"""The inbox: what a reader was told in the application, and what of it was read.

Every query takes the reader's scope and shows what it reaches now: a notice from before a scope
was narrowed is gone with it.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import and_, false, func, or_, select, update

from data_access.notices.model import Delivery, delivery_of
from data_access.notices.outbox import joined
from data_access.notices.tables import notice, notification
from data_access.store.engine import Store
from data_access.types import ANY, Scope


def _mine(scope: Scope) -> list[Any]:
    """Return what limits deliveries to the reader's own, and to what the scope still reaches."""
    limits: list[Any] = [
        notification.c.recipient == f"account:{scope.actor}",
        notification.c.channel == "inapp",
    ]
    if ANY not in scope.rights:
        limits.append(notice.c.needs.in_(scope.rights))
    inside: list[Any] = []
    if scope.jurisdictions is not None:
        inside.append(notice.c.jurisdiction.in_(scope.jurisdictions))
    if scope.departments is not None:
        inside.append(notice.c.department.in_(scope.departments))
    if scope.areas is not None:
        places = [notice.c.area.startswith(a, autoescape=True) for a in sorted(scope.areas) if a]
        inside.append(or_(false(), *places))
    if inside:
        limits.append(or_(notice.c.jurisdiction == "", and_(*inside)))
    return limits


def inbox(
    store: Store, scope: Scope, *, unread_only: bool = False, limit: int = 100
) -> list[Delivery]:
    """Return the reader's in-app notices, unread ones first, then newest first."""
    statement = joined().where(*_mine(scope))
    if unread_only:
        statement = statement.where(notification.c.read_at.is_(None))
    statement = statement.order_by(
        notification.c.read_at.is_not(None), notification.c.created_at.desc(),
        notification.c.id.desc(),
    ).limit(limit)  # fmt: skip
    with store.read() as connection:
        return [delivery_of(row) for row in connection.execute(statement).mappings()]


def unread(store: Store, scope: Scope) -> int:
    """Return how many in-app notices the reader hasn't read."""
    statement = (
        select(func.count())
        .select_from(notification)
        .join(notice, notice.c.about == notification.c.about)
        .where(*_mine(scope), notification.c.read_at.is_(None))
    )
    with store.read() as connection:
        return int(connection.execute(statement).scalar_one())


def mark_read(
    store: Store, scope: Scope, ids: Collection[int] | None = None, *, now: datetime
) -> int:
    """Mark the reader's own notices as read (None: all that the scope reaches); return how many."""
    seen = (
        select(notification.c.id)
        .join(notice, notice.c.about == notification.c.about)
        .where(*_mine(scope), notification.c.read_at.is_(None))
    )
    if ids is not None:
        seen = seen.where(notification.c.id.in_(ids))
    with store.write() as connection:
        found = [row[0] for row in connection.execute(seen)]
        mine = notification.c.id.in_(found)
        done = connection.execute(update(notification).where(mine).values(read_at=now))
        return int(done.rowcount)
