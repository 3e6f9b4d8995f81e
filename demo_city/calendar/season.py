"""Daily multipliers of a category: season, weekday, statutory holidays, Spring Festival, exams.

Sources of the shapes are named in ``docs/demo-city.md``; where none was published they are
assumptions, and said to be.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

import numpy as np
from numpy.typing import NDArray

from demo_city.calendar.workdays import is_holiday, is_workday, spring_festival
from demo_city.tables import rows

Floats = NDArray[np.float64]
WEEKDAY = (1.12, 1.05, 1.02, 1.0, 0.98, 0.70, 0.63)
HOLIDAY = 0.66
SWAPPED_WORKDAY = 0.95
# How much of the weekend and holiday dip a category shows: night noise keeps no week.
DIP = {"office": 1.7, "day": 1.3, "commute": 1.2, "morning": 0.9, "evening": 0.9, "meal": 0.4,
       "night": 0.0}  # fmt: skip
NIGHT_WEEK = (0.92, 0.92, 0.94, 0.97, 1.10, 1.14, 1.01)
FIRST_NOON = 15
# Brings the heating curve's mean over 2024 to one.
HEATING_LEVEL = 1.37


@cache
def _monthly() -> dict[str, tuple[float, ...]]:
    return {
        r["profile"]: tuple(float(r[f"m{k}"]) for k in range(1, 13))
        for r in rows("season_profiles")
    }


def season(profile: str, day: date) -> float:
    """Return the season's multiplier (mean about 1 over a year), smooth between mid-months."""
    if profile == "HEAT":
        return heating(day)
    months = _monthly()[profile]
    at = day.month - 1 + (day.day - FIRST_NOON) / 30.4
    low = int(np.floor(at))
    share = at - low
    value = months[low % 12] * (1 - share) + months[(low + 1) % 12] * share
    if profile == "WAGE":
        value *= wages(day)
    return float(value)


def heating(day: date) -> float:
    """Return the heating desk's multiplier: ramp from 1 November, a step on the 15th, decay.

    The step is six- to eightfold within five days; February and March fall off, and between the
    seasons only fees and connections are asked about. Year over year a tenth fewer, from 2024 on.
    """
    yearly = HEATING_LEVEL * 0.9 ** max(
        0, (day if day.month > 6 else day - timedelta(days=200)).year - 2024
    )
    start = date(day.year, 11, 15)
    since = (day - start).days
    if -14 <= since < 0:
        return yearly * (0.5 + 0.45 * (since + 14) / 14)
    if since >= 0:
        ramp = 4.8 + 0.35 * min(since, 4)
        return yearly * (ramp if since < 5 else 1.9 + 4.3 * float(np.exp(-(since - 4) / 10)))
    if day < date(day.year, 3, 16):
        left = (date(day.year, 3, 15) - day).days
        return yearly * (0.35 + 1.5 * left / 74)
    return {3: 0.25, 9: 0.2, 10: 0.45}.get(day.month, 0.06)


def wages(day: date) -> float:
    """Return the rise of wage claims before Spring Festival and, smaller, before 1 October."""
    left = (spring_festival(day.year) - day).days
    rise = 1.0
    if 0 < left <= 35:
        rise = 1.0 + 0.9 * (1 - left / 35)
    elif -14 <= left <= 0:
        rise = 0.45
    autumn = (date(day.year, 10, 1) - day).days
    return rise * (1.35 if 0 < autumn <= 14 else 1.0)


def weekday(hours: str, day: date) -> float:
    """Return the week's multiplier of categories with this hour curve, holidays included."""
    if hours == "night":
        return NIGHT_WEEK[day.weekday()]
    if is_holiday(day):
        factor = HOLIDAY
    elif is_workday(day) and day.weekday() >= 5:
        factor = SWAPPED_WORKDAY
    else:
        factor = WEEKDAY[day.weekday()]
    return float(factor ** DIP[hours]) if factor < 1 else factor


def festival(day: date) -> float:
    """Return Spring Festival's effect on everything: a dip by half, back, then a rebound."""
    since = (day - spring_festival(day.year)).days
    if since in {-2, -1}:
        return 0.72
    if 0 <= since <= 2:
        return 0.72  # on top of the holiday's own factor: together a dip by about half
    if 3 <= since <= 6:
        return 0.9
    return 1.15 if 8 <= since <= 18 else 1.0


def exams(day: date) -> float:
    """Return the effect of the exam fortnight on noise reports, and the quiet after it."""
    left = (date(day.year, 6, 15) - day).days
    if 0 <= left <= 21:
        return 1.5
    return 0.85 if -12 <= left < 0 else 1.0
