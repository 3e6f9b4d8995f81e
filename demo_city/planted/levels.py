"""Lasting changes of level: of the whole city, and of one category from a day on.

The city's level is a slow wave around one with a step each year. Each year some categories step up
or down for months: a new policy is asked about, a campaign works for a while, a new app makes
something easy to report. All of it is known: ``truth/level_shifts.csv``.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from demo_city.calendar.workdays import ordinal
from demo_city.categories import leaves
from demo_city.tables import rng

Floats = NDArray[np.float64]
SHIFTS_A_YEAR = 7
LONGEST = 330
CITY_STEP = 0.055
# What is behind a step, its size in logs (mean, spread), and where it may happen.
REASONS = (
    ("政策出台", 0.62, 0.18, ("1002", "1003", "1101", "0104", "1201", "1703", "2101", "1402")),
    ("治理见效", -0.45, 0.12, ("0201", "0301", "0801", "0902", "0101", "0202")),
    ("渠道便捷", 0.30, 0.08, ("0803", "0202", "0302", "0802", "0801", "0304")),
    ("需求增长", 0.42, 0.12, ("2202", "1301", "0601", "1302", "0702")),
)


@dataclass(frozen=True, slots=True)
class Shift:
    """A change of level by ``factor`` from ``first`` to ``last``; category '' is the whole city."""

    id: str
    category: str
    first: date
    last: date
    factor: float
    reason: str


@lru_cache(maxsize=64)
def shifts_of(seed: int, year: int) -> tuple[Shift, ...]:
    """Return the shifts that begin in ``year``."""
    random = rng(seed, "levels", year)
    start = date(year, 1, 1)
    # A year's step of the city lasts until the next year's, so that levels never run away.
    turn = _turn(seed, year)
    until = _turn(seed, year + 1) - timedelta(days=1)
    found = [
        Shift(f"S{year}00", "", turn, until, float(np.exp(random.normal(0, CITY_STEP))), "总体水平")
    ]
    for number in range(1, SHIFTS_A_YEAR + 1):
        reason, mean, spread, places = REASONS[int(random.integers(len(REASONS)))]
        first = start + timedelta(days=int(random.integers(360)))
        found.append(
            Shift(
                f"S{year}{number:02d}",
                str(random.choice(places)),
                first,
                first + timedelta(days=int(random.integers(75, LONGEST))),
                round(float(np.exp(random.normal(mean, spread))), 3),
                reason,
            )
        )
    return tuple(found)


def _turn(seed: int, year: int) -> date:
    random = rng(seed, "level-turn", year)
    return date(year, 1, 1) + timedelta(days=int(random.integers(30, 330)))


def shifts(seed: int, first: date, last: date) -> list[Shift]:
    """Return the shifts that touch a span."""
    found = [s for y in range(first.year - 2, last.year + 1) for s in shifts_of(seed, y)]
    return [s for s in found if s.last >= first and s.first <= last]


@lru_cache(maxsize=16)
def levels(seed: int, year: int) -> Floats:
    """Return the factors of a year, day of year by leaf."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    table = np.ones(((last - first).days + 1, len(leaves().codes)))
    for shift in shifts(seed, first, last):
        a = max(ordinal(shift.first) - ordinal(first), 0)
        b = min(ordinal(shift.last), ordinal(last)) - ordinal(first) + 1
        at = leaves().starting(shift.category)
        table[a:b, at] *= shift.factor
    return table


def level(seed: int, day: date) -> Floats:
    """Return a day's factors by leaf."""
    return np.asarray(levels(seed, day.year)[day.timetuple().tm_yday - 1])
