"""The period of a card: a month, a quarter or a year, as people write it."""

from __future__ import annotations

import re
from datetime import date

from data_access.types import CallError, Period
from style.texts import text

_WRITTEN = re.compile(r"(\d{4})(?:Q([1-4])|-(0[1-9]|1[0-2]))?")
LINE_MONTHS = 12


def read_period(words: str) -> Period:
    """Return the days of ``2026``, ``2026Q3`` or ``2026-10``; ``CallError`` shows how to write."""
    found = _WRITTEN.fullmatch(words.strip())
    if found is None or int(found[1]) < 1900:
        raise CallError(text("scorecards.wrong_period", period=words))
    year, quarter, month = int(found[1]), found[2], found[3]
    first = int(month) if month else 3 * int(quarter) - 2 if quarter else 1
    months = 1 if month else 3 if quarter else 12
    return Period(date(year, first, 1), _month_after(date(year, first, 1), months))


def line_of(period: Period, last: date) -> Period:
    """Return the twelve months that end with the period's last one, or with the month of ``last``
    (the last day with data) where that comes before; of a longer period all.
    """
    end = min(period.end, _month_after(last.replace(day=1), 1))
    return Period(min(period.start, _month_after(end, -LINE_MONTHS)), end)


def _month_after(first: date, months: int) -> date:
    count = first.year * 12 + first.month - 1 + months
    return date(count // 12, count % 12 + 1, 1)
