"""The statutory working-day calendar (with swapped days), as arrays over day ordinals."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

import chinese_calendar
import numpy as np
from chinese_calendar.constants import holidays as statutory_table
from holidays.calendars.chinese import _ChineseLunisolar
from numpy.typing import NDArray

Ints = NDArray[np.int64]
EPOCH = date(1970, 1, 1)
SPRING_FESTIVAL_DAYS = 3
FIXED_HOLIDAYS = ((1, 1), (5, 1), (10, 1), (10, 2), (10, 3))


def ordinal(day: date) -> int:
    """Return days since 1970-01-01."""
    return (day - EPOCH).days


def day_of(number: int) -> date:
    """Return the date of a day ordinal."""
    return EPOCH + timedelta(days=number)


@cache
def published_years() -> frozenset[int]:
    """Return the years for which the State Council's table is known."""
    return frozenset(day.year for day in statutory_table)


@cache
def spring_festival(year: int) -> date:
    """Return the first day of the lunar year that begins in ``year`` (1901 to 2100)."""
    day, _ = _ChineseLunisolar().lunar_new_year_date(year)
    if day is None:
        raise ValueError(f"no lunar calendar for {year}")
    return day


def is_holiday(day: date) -> bool:
    """Tell whether a statutory holiday or its bridge falls on the day.

    A year without a published table is guessed from the days fixed by law; the swapped weekends
    of such a year aren't known.
    """
    if day.year in published_years():
        off, name = chinese_calendar.get_holiday_detail(day)
        return bool(off and name is not None)
    festival = spring_festival(day.year)
    return (day.month, day.day) in FIXED_HOLIDAYS or (
        festival <= day < festival + timedelta(days=SPRING_FESTIVAL_DAYS)
    )


def is_workday(day: date) -> bool:
    """Tell whether offices work on the day."""
    if day.year in published_years():
        return bool(chinese_calendar.is_workday(day))
    return day.weekday() < 5 and not is_holiday(day)


class Workdays:
    """Working days of a span, for arithmetic on whole arrays of day ordinals."""

    def __init__(self, first: date, last: date) -> None:
        """Cover ``first`` .. ``last``, both included."""
        self.start = ordinal(first)
        days = [first + timedelta(days=k) for k in range((last - first).days + 1)]
        self.works = np.array([is_workday(d) for d in days])
        self.holiday = np.array([is_holiday(d) for d in days])
        self._list = np.flatnonzero(self.works) + self.start
        # How many working days come up to and including each day.
        self._count = np.cumsum(self.works)

    def add(self, day: Ints, count: Ints) -> Ints:
        """Return the day ``count`` working days after ``day``, which itself doesn't count."""
        return np.asarray(self._list[self._count[day - self.start] + count - 1])

    def on_or_after(self, day: Ints) -> Ints:
        """Return the day itself where offices work, else the next day on which they do."""
        at = day - self.start
        return np.asarray(self._list[self._count[at] - self.works[at]])
