"""Months as the room counts them: by their first day."""

from __future__ import annotations

from datetime import date

from data_access.types import Period


def first_of(day: date) -> date:
    """Return the first day of a day's month."""
    return day.replace(day=1)


def after(month: date) -> date:
    """Return the first day of the next month."""
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)


def before(month: date, count: int) -> date:
    """Return the first day of the month so many months earlier."""
    number = month.year * 12 + month.month - 1 - count
    return date(number // 12, number % 12 + 1, 1)


def covered(first: date, last: date, most: int) -> list[date]:
    """Return the months with days from ``first`` to ``last``: the newest ``most``, oldest first."""
    month, found = max(first_of(first), before(first_of(last), most - 1)), []
    while month <= last:
        found.append(month)
        month = after(month)
    return found


def days_of(month: date, last: date) -> Period:
    """Return the days of a month up to ``last``."""
    end = after(month)
    return Period(month, end) if last >= end else Period.last_days(last, (last - month).days + 1)


def is_whole(month: date, first: date, last: date) -> bool:
    """Tell whether data reach from the month's first to its last day."""
    return first <= month and days_of(month, last).end == after(month)
