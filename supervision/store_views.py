"""The rows of looks that people keep; every question names whose."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, and_, delete, insert, select

from supervision.store_tables import Connection, lock_place, task_view


def looks_of(connection: Connection, login: str, code: str) -> list[tuple[str, dict[str, str]]]:
    """Return a person's looks in a jurisdiction with their names, by name."""
    query = select(task_view.c.name, task_view.c.query).where(_own(login, code))
    rows = connection.execute(query.order_by(task_view.c.name))
    return [(name, dict(look)) for name, look in rows]


def hold_looks(connection: Connection, code: str) -> None:
    """Let nobody else save a look in this jurisdiction until the transaction ends: names are
    unique and their number limited."""
    lock_place(connection, code)


def add_look(
    connection: Connection, login: str, code: str, name: str,
    *, query: Mapping[str, str], at: datetime,
) -> None:  # fmt: skip
    """Add a look under a name that is free."""
    values = {"login": login, "jurisdiction": code, "name": name, "query": dict(query)}
    connection.execute(insert(task_view).values(**values, saved_at=at))


def remove_looks(connection: Connection, login: str, code: str, names: Sequence[str]) -> int:
    """Remove some of a person's looks; return how many there were."""
    gone = delete(task_view).where(_own(login, code), task_view.c.name.in_(names))
    return int(connection.execute(gone).rowcount)


def _own(login: str, code: str) -> ColumnElement[bool]:
    return and_(task_view.c.login == login, task_view.c.jurisdiction == code)
