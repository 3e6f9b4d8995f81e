"""Which days 趋势预测 speaks of, seen from the last day with data."""

from __future__ import annotations

from datetime import date, timedelta

from tests.agreement.facts import Days
from tests.agreement.reading import Reading

FORECAST, VOLUME = "forecast", "volume"


def ahead(reading: Reading, days: int) -> Days:
    """Return the next days, seen from the last day with data."""
    last = reading.look.last_day
    return last + timedelta(days=1), last + timedelta(days=days)


def past(reading: Reading, days: int) -> Days:
    """Return the last days."""
    last = reading.look.last_day
    return last - timedelta(days=days - 1), last


def next_month(reading: Reading) -> Days:
    """Return the days of the month that follows the last day with data."""
    last = reading.look.last_day
    first = date(last.year + last.month // 12, last.month % 12 + 1, 1)
    following = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    return first, following - timedelta(days=1)


def year_before(month: Days) -> Days:
    """Return the same month a year earlier."""
    first = date(month[0].year - 1, month[0].month, 1)
    following = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    return first, following - timedelta(days=1)
