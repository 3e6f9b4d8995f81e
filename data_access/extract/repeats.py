"""Which tickets are repeats: the same caller, the same leaf category, within 30 or 90 days."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from data_access.extract.writer import arrow_of
from data_access.extract.writer import connection as duck

if TYPE_CHECKING:
    import pyarrow as pa

REPEAT_DAYS = (30, 90)
REPEATS = tuple(f"repeat_{days}d" for days in REPEAT_DAYS)
# What tells a repeat: read of the months before, too.
CALLER = ("ticket_no", "caller_key", "category_code", "t_accept")


def months_before(month: str) -> list[str]:
    """Return the months that hold days up to 90 days before the month: three, or four in spring."""
    first = date.fromisoformat(f"{month}-01")
    return sorted({f"{first - timedelta(days=n):%Y-%m}" for n in range(1, REPEAT_DAYS[-1] + 2)})


def repeats(rows: pa.Table, before: pa.Table) -> dict[str, pa.Array]:
    """Mark tickets whose caller brought the same leaf category within the 30, the 90 days before.

    ``before``: the tickets of the months before. Null where the caller is unknown, so that the
    share is over callers that can be recognised.
    """
    flags = ", ".join(
        f"since IS NOT NULL AND since <= INTERVAL {days} DAY AS {name}"
        for name, days in zip(REPEATS, REPEAT_DAYS, strict=True)
    )
    with duck() as db:
        db.register("rows", rows)
        db.register("before", before)
        found = arrow_of(db, _REPEATS_SQL.format(flags=flags, names=", ".join(REPEATS)))
    return {name: found.column(name).combine_chunks() for name in REPEATS}


_REPEATS_SQL = """
WITH numbered AS (SELECT *, row_number() OVER () AS place FROM rows),
known AS (
    SELECT place, ticket_no, caller_key, coalesce(category_code, '') AS what, t_accept
    FROM numbered WHERE caller_key IS NOT NULL
    UNION ALL
    SELECT NULL, ticket_no, caller_key, coalesce(category_code, ''), t_accept
    FROM before WHERE caller_key IS NOT NULL
), judged AS (
    SELECT place, {flags} FROM (
        SELECT place, t_accept - lag(t_accept) OVER (
            PARTITION BY caller_key, what ORDER BY t_accept, ticket_no
        ) AS since FROM known
    )
)
SELECT {names} FROM numbered LEFT JOIN judged USING (place) ORDER BY place
"""
