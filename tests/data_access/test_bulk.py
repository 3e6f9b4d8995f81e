"""Rows inserted by columns are those that SQLAlchemy inserts row by row, on both databases."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from sqlalchemy import (
    Column,
    Date,
    Float,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    insert,
    select,
)
from sqlalchemy.types import Boolean

from data_access.store.base import UtcDateTime
from data_access.store.bulk import insert_columns

ODD = Table(
    "odd_values", MetaData(),
    Column("id", Integer, primary_key=True),
    Column("order", Text), Column("at", UtcDateTime), Column("day", Date), Column("share", Float),
    Column("yes", Boolean), Column("box", LargeBinary),
)  # fmt: skip
ROWS = [
    (
        1,
        "甲\t乙\\N\n\"'😀",
        datetime.fromisoformat("2026-01-02 03:04:05"),
        date(2026, 1, 2),
        0.1,
        True,
        b"\0\xff",
    ),
    (2, None, None, None, None, None, None),
    (
        3,
        "",
        datetime.fromisoformat("2026-01-02 03:04:05.000678"),
        date(1986, 5, 4),
        -0.0,
        False,
        b"",
    ),
]
NAMES = [column.name for column in ODD.columns]


def columns(rows):
    return dict(zip(NAMES, map(list, zip(*rows, strict=True)), strict=True))


@pytest.fixture
def table(store):
    with store.write() as connection:
        ODD.create(connection)
    yield ODD
    with store.write() as connection:
        ODD.drop(connection)


def stored(connection):
    return [tuple(row) for row in connection.execute(select(ODD).order_by(ODD.c.id))]


def test_values_come_back_as_they_were(store, table):
    with store.write() as connection:
        insert_columns(connection, table, columns(ROWS))
        assert stored(connection) == ROWS
        connection.execute(table.delete())
        connection.execute(insert(table), [dict(zip(NAMES, row, strict=True)) for row in ROWS])
        by_row = connection.exec_driver_sql("SELECT * FROM odd_values ORDER BY id").all()
        connection.execute(table.delete())
        insert_columns(connection, table, columns(ROWS))
        assert connection.exec_driver_sql("SELECT * FROM odd_values ORDER BY id").all() == by_row


def test_what_is_there_stays_where_that_is_asked(store, table):
    with store.write() as connection:
        insert_columns(connection, table, columns(ROWS[:1]))
        again = [(1, "别的", None, None, None, None, None), *ROWS[1:]]
        insert_columns(connection, table, columns(again), ignore=True)
        assert stored(connection) == ROWS


def test_nothing_is_nothing(store, table):
    with store.write() as connection:
        insert_columns(connection, table, {name: [] for name in NAMES})
        assert stored(connection) == []
