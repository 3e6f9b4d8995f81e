"""Rows that are added and never changed, each with its line in the audit log.

What people decide about results is kept so: a room declares a table with the columns ``COLUMNS``
(and ``WITHDRAWN`` where a row can be taken back) in its ``store_tables.py``; its ``actions.py``
checks rights and calls these.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, Table, insert, select, update

from data_access.store import audit
from data_access.store.clock import utc_now
from data_access.store.engine import Store
from data_access.types import Scope, WeisuError

Row = dict[str, Any]
COLUMNS = ("id", "jurisdiction", "actor", "at")
WITHDRAWN = ("withdrawn", "withdrawn_at")


def add(
    store: Store,
    scope: Scope,
    table: Table,
    jurisdiction: str,
    *,
    action: str,
    about: str,
    values: Mapping[str, Any],
) -> int:
    """Add a row in the scope's name; return its number. ``action`` and ``about``: in the audit."""
    with store.write() as connection:
        return add_within(
            connection, scope, table, jurisdiction, action=action, about=about, values=values
        )


def add_within(
    connection: Connection,
    scope: Scope,
    table: Table,
    jurisdiction: str,
    *,
    action: str,
    about: str,
    values: Mapping[str, Any],
) -> int:
    """Add a row inside the caller's write transaction, as ``add`` does in one of its own."""
    scope.require_jurisdiction(jurisdiction)
    now = utc_now()
    stays = {"withdrawn": False} if "withdrawn" in table.c else {}
    number = connection.execute(
        insert(table)
        .values(jurisdiction=jurisdiction, actor=scope.actor, at=now, **stays, **values)
        .returning(table.c.id)
    ).scalar_one()
    audit.append(
        connection,
        actor=scope.actor,
        action=action,
        about=f"{jurisdiction} {about}",
        detail={"number": number, **values},
        at=now,
    )
    return int(number)


def listed(
    store: Store, scope: Scope, table: Table, jurisdiction: str, *, withdrawn: bool = True
) -> list[Row]:
    """Return a jurisdiction's rows, the oldest first; perhaps without those taken back."""
    scope.require_jurisdiction(jurisdiction)
    query = select(table).where(table.c.jurisdiction == jurisdiction).order_by(table.c.id)
    if not withdrawn:
        query = query.where(table.c.withdrawn.is_(False))
    with store.read() as connection:
        return [dict(row) for row in connection.execute(query).mappings()]


def withdraw(
    store: Store, scope: Scope, table: Table, jurisdiction: str, number: int, *, action: str
) -> None:
    """Take a row back: it stays, with its flag set; ``WeisuError`` where none still counts."""
    scope.require_jurisdiction(jurisdiction)
    now = utc_now()
    with store.write() as connection:
        done = connection.execute(
            update(table)
            .where(
                table.c.id == number,
                table.c.jurisdiction == jurisdiction,
                table.c.withdrawn.is_(False),
            )
            .values(withdrawn=True, withdrawn_at=now)
        )
        if done.rowcount != 1:
            raise WeisuError("这项修改不存在或已撤回，没有做任何更改。请刷新页面后再看。")
        audit.append(
            connection,
            actor=scope.actor,
            action=action,
            about=f"{jurisdiction} {number}",
            detail={"number": number},
            at=now,
        )
