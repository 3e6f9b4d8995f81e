"""All views of an installation, for who manages its accounts: what is there, taking one away."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import delete, func, select

from data_access.saved_views.tables import saved_view, view_subscription
from data_access.store import audit
from data_access.store.clock import utc_now
from data_access.types import CallError, Scope

if TYPE_CHECKING:
    from data_access.store.engine import Store

RIGHT = "account.manage"


@dataclass(frozen=True, slots=True)
class Kept:
    """A view as it is counted, without its filters: those may be words that somebody looks for.
    ``told``: how many people are told of it; times are naive UTC."""

    id: int
    owner: str
    jurisdiction: str
    page: str
    name: str
    shared: str
    told: int
    changed_at: datetime


def every_view(store: Store, scope: Scope, *, owner: str = "") -> list[Kept]:
    """Return all views, or those of one account, by owner; needs ``account.manage``."""
    scope.require(RIGHT)
    told = (
        select(func.count())
        .select_from(view_subscription)
        .where(view_subscription.c.view_id == saved_view.c.id)
        .scalar_subquery()
    )
    names = ("id", "owner", "jurisdiction", "page", "name", "shared", "changed_at")
    wanted = select(*(saved_view.c[name] for name in names), told.label("told"))
    if owner:
        wanted = wanted.where(saved_view.c.owner == owner)
    with store.read() as connection:
        rows = connection.execute(wanted.order_by(saved_view.c.owner, saved_view.c.id)).mappings()
        return [Kept(**row) for row in rows]


def delete_any(store: Store, scope: Scope, view_id: int, *, now: datetime | None = None) -> None:
    """Delete anybody's view and who is told of it, with a line in the audit log; needs
    ``account.manage``. ``CallError`` where there is none."""
    scope.require(RIGHT)
    mine = saved_view.c.id == view_id
    with store.write() as connection:
        row = connection.execute(select(saved_view).where(mine)).mappings().first()
        if row is None:
            raise CallError(f"没有编号为 {view_id} 的常用视图，没有做任何更改。")
        told = view_subscription.c.view_id == view_id
        connection.execute(delete(view_subscription).where(told))
        connection.execute(delete(saved_view).where(mine))
        detail = {"owner": row["owner"], "page": row["page"], "reason": scope.reason}
        audit.append(
            connection, actor=scope.actor, action="view.delete", about=str(view_id),
            detail=detail, at=now or utc_now(),
        )  # fmt: skip
