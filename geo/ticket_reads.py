"""What is read of tickets beside the registry's counts: first reports, and a month's print."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data_access.extract.query import Extract
from data_access.types import Filters, Scope

if TYPE_CHECKING:
    import pandas as pd

_AREA = {
    "county": "area_county",
    "street": "area_street",
    "community": "CASE WHEN length(area_code) >= 12 THEN left(area_code, 12) END",
}


def first_report_counts(
    extract: Extract, scope: Scope, filters: Filters, level: str, digits: int
) -> pd.DataFrame:
    """Count each caller once a matter (``expected_reports.first_reports``) by area and week.

    Columns: area, matter (the category's first ``digits`` digits), week (whole weeks since the
    period's first day), n. Tickets without area are left out; those without a known caller all
    count.
    """
    first = filters.period.start.isoformat()
    sql = f"""
        , placed AS (
            SELECT {_AREA[level]} AS area, category_code AS leaf, caller_key AS caller, day,
                t_accept, ticket_no
            FROM t
        ), ranked AS (
            SELECT *, row_number() OVER (
                PARTITION BY area, leaf, coalesce(caller, ticket_no) ORDER BY t_accept, ticket_no
            ) AS place FROM placed WHERE area IS NOT NULL
        )
        SELECT area, coalesce(left(leaf, {int(digits)}), '') AS matter,
            (day::DATE - DATE '{first}') // 7 AS week, count(*) AS n
        FROM ranked WHERE place = 1 GROUP BY ALL ORDER BY ALL
    """  # noqa: S608 - names, numbers and a day of ours
    return extract.query(scope, filters, sql)


def month_print(extract: Extract, scope: Scope, filters: Filters) -> str:
    """Return a digest of who reported what where in a period: equal where none of it changed."""
    sql = """SELECT count(*) AS n, bit_xor(hash(
            ticket_no, day, area_code, area_street, area_county, category_code, caller_key
        )) AS mixed FROM t"""
    row = extract.query(scope, filters, sql).iloc[0]
    return f"{row['n']}-{row['mixed']}"
