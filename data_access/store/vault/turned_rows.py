"""Rows with a running number: their prints brought through the new key, some at a time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, select, update

from data_access.store.engine import Store
from data_access.store.vault import print_state
from data_access.store.vault.print_state import Reached
from data_access.store.vault.printed_columns import AT_ONCE, PrintedColumns
from data_access.store.vault.sealer import Sealer

Rows = Sequence[Any]


def overwriting(store: Store, connection: Connection) -> None:
    """Let what this transaction replaces be overwritten: SQLite's file keeps no print of before."""
    if store.is_sqlite:
        connection.exec_driver_sql("PRAGMA secure_delete=ON")


def rows_step(store: Store, sealer: Sealer, one: PrintedColumns) -> Callable[[Reached], Reached]:
    """Return what brings the next rows of a table up to date."""
    names = [column.name for column in one.columns]
    put = (
        update(one.table)
        .where(one.number == bindparam("of"))
        .values({name: bindparam(f"new_{name}") for name in names})
    )

    def step(at: Reached) -> Reached:
        most = min(AT_ONCE, one.at_once)
        rows = next_rows(store, one.number, one.columns, at, most)
        new = [
            {"of": row[0]}
            | {
                f"new_{name}": None if value is None else sealer.keys.wrapped(value)
                for name, value in zip(names, row[1:], strict=True)
            }
            for row in rows
        ]
        now = after(at, rows, most)
        with store.write() as connection:
            overwriting(store, connection)
            print_state.note(connection, one.table.name, at, now)
            if new:
                connection.execute(put, new)
        return now

    return step


def next_rows(store: Store, number: Any, columns: Sequence[Any], at: Reached, most: int) -> Rows:
    """Return the next rows: their number first, then the columns."""
    query = (
        select(number, *columns)
        .where(number > at.after, number <= at.last)
        .order_by(number)
        .limit(most)
    )
    with store.read() as connection:
        return connection.execute(query).all()


def after(at: Reached, rows: Rows, most: int) -> Reached:
    if len(rows) < most:
        return Reached(at.last, at.last, at.count + len(rows), done=True)
    return Reached(rows[-1][0], at.last, at.count + len(rows))
