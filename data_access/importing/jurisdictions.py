"""Whose data it is: jurisdictions as the store knows them, settled by their first import."""

from __future__ import annotations

from sqlalchemy import Connection, insert, select, update

from data_access.calendar.node_limits import limits_text
from data_access.importing import batches
from data_access.importing.profile import Jurisdiction
from data_access.store.clock import utc_now
from data_access.store.engine import Store
from data_access.store.tables import jurisdiction
from data_access.types import WeisuError


def find_place(store: Store, code: str) -> Jurisdiction | None:
    """Return a jurisdiction as the store knows it, or None where it is new."""
    with store.read() as connection:
        row = connection.execute(select(jurisdiction).where(jurisdiction.c.code == code)).first()
    if row is None:
        return None
    names = ("code", "name", "timezone", "size", "calendar", "limits", "time_precision")
    return Jurisdiction(**{name: getattr(row, name) for name in names})


def known_place(store: Store, code: str) -> Jurisdiction:
    """Return a jurisdiction as the store knows it; ``WeisuError`` where it is new."""
    found = find_place(store, code)
    if found is None:
        raise WeisuError(f"地区 {code} 是新的，请同时给出名称（--name）。未导入任何数据。")
    return found


def agreed_place(store: Store, place: Jurisdiction | None) -> Jurisdiction | None:
    """Return the place with what the store knows of it already.

    Zone, calendar and time limits of a jurisdiction are settled by its first import: a later call
    that leaves them out must not move deadlines and days.
    """
    known = find_place(store, place.code) if place else None
    if place is None or known is None:
        return place
    return known.model_copy(update={"bounds": place.bounds})


def new_node_limits(store: Store, code: str, asked: str | None) -> str:
    """Return in words that a template's limits of nodes replace those of the jurisdiction; empty
    where they don't.
    """
    if asked is None:
        return ""
    with store.read() as connection:
        known = connection.execute(
            select(jurisdiction.c.node_limits).where(jurisdiction.c.code == code)
        ).first()
    if known is None or known.node_limits == asked:
        return ""
    before = limits_text(known.node_limits) or "没有规定"
    return f"环节时限改为{limits_text(asked)}（原为：{before}），下次刷新起各月都按新的时限判断"


def ensure_jurisdiction(
    connection: Connection, place: Jurisdiction, node_limits: str | None = None
) -> None:
    """Add the jurisdiction where it is new; what is known of it already is left as it is, but for
    the limits of nodes that a template names: no ticket keeps them, they judge whoever asks.
    """
    batches.lock_jurisdiction(connection, place.code)
    known = connection.execute(
        select(jurisdiction.c.code).where(jurisdiction.c.code == place.code)
    ).first()
    if known is None:
        connection.execute(
            insert(jurisdiction).values(
                code=place.code,
                name=place.name,
                timezone=place.timezone,
                size=place.size,
                calendar=place.calendar,
                limits=place.limits,
                time_precision=place.time_precision,
                created_at=utc_now(),
                node_limits=node_limits,
            )
        )
    elif node_limits is not None:
        connection.execute(
            update(jurisdiction)
            .where(jurisdiction.c.code == place.code)
            .values(node_limits=node_limits)
        )
