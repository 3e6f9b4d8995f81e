"""What every table module shares: one ``metadata`` with named constraints, and column types."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import BigInteger, DateTime, Integer, MetaData
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

# Named constraints, so that a migration can drop or alter them on either database.
metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# A row's number: SQLite only counts up by itself in a column declared exactly INTEGER.
SERIAL = BigInteger().with_variant(Integer, "sqlite")


class UtcDateTime(TypeDecorator[datetime]):
    """A point in time, naive and in UTC both in the database and in Python.

    An aware UTC value is taken and loses its zone; an aware value of another zone is a mistake of
    the caller and raises ``ValueError``: converting it silently would hide that somebody mixes
    local and UTC times.
    """

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return ``value`` naive; refuse an aware value that is not UTC."""
        del dialect
        if value is None or value.tzinfo is None:
            return value
        if value.utcoffset() != timedelta(0):
            raise ValueError(f"times are stored in UTC, got offset {value.utcoffset()}")
        return value.replace(tzinfo=None)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """Return the stored time, naive and in UTC."""
        del dialect
        if not isinstance(value, datetime):
            return None
        return value.astimezone(UTC).replace(tzinfo=None) if value.tzinfo else value
