"""What kinds of days weigh, and how counts of days scatter.

Factors of the seven days of the week, of statutory days off and of swapped working days are
estimated from the 56 days before; so periods with unlike days can be compared. Single bursts are
cut back to what scatter allows before they count. What a day's count should be is another
question: ``forecasting.expected``.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data_access.calendar.vector import KINDS_OF_DAY, MAKE_UP_KIND, OFF_KIND, kinds_of
from data_access.types import Period

HISTORY_DAYS, ENOUGH_DAYS = 56, 28
_CUT = 3.0  # standard deviations beyond which a day is cut back
_FACTOR_SPREAD = 0.3
_ROUNDS = 5

Floats = NDArray[np.float64]
Days = NDArray[np.datetime64]
"""Counts or factors by day; days without time (``datetime64[D]``)."""


@dataclass(frozen=True, slots=True)
class DayFactors:
    """Factor of each kind of day (an ordinary week averages 1) and how counts scatter.

    ``factors``: Monday to Sunday, statutory day off, swapped working day. ``dispersion``:
    variance ÷ mean, at least 1.
    """

    factors: tuple[float, ...]
    dispersion: float
    calendar: str

    def of(self, days: Days) -> Floats:
        """Return each day's factor."""
        return np.asarray(self.factors)[kinds_of(days, self.calendar)]

    def exposure(self, period: Period) -> float:
        """Return the period's days, each weighted by its factor."""
        return float(self.of(days_of(period)).sum())


def fit(history: pd.Series[Any], end: date, calendar: str = "cn") -> DayFactors | None:
    """Estimate from the 56 days before ``end``; None with fewer than 28 days of history.

    ``history``: counts by day (a day index). A day that is missing after the first counts as zero.
    """
    days, seen = _complete(history, end)
    if len(seen) < ENOUGH_DAYS or seen.sum() <= 0:
        return None
    classes = kinds_of(days, calendar)
    week = np.arange(len(seen))[::-1] // 7
    factors, dispersion = np.ones(KINDS_OF_DAY), 1.0
    cut = _without_bursts(seen, classes)
    for _ in range(_ROUNDS):
        level = _by_week(cut, factors[classes], week)
        factors = _factors(cut, level, classes, dispersion)
        level = _by_week(cut, factors[classes], week)
        mean = np.maximum(level * factors[classes], 0.1)
        scatter = np.sqrt(dispersion * mean)
        cut = np.clip(seen, mean - _CUT * scatter, mean + _CUT * scatter)
        free = max(len(seen) - 7 - week.max() - 1, 1)
        dispersion = max(1.0, float(((cut - mean) ** 2 / mean).sum() / free))
    return DayFactors(tuple(factors.tolist()), dispersion, calendar)


def _spread(history: pd.Series[Any], first: np.datetime64, length: int) -> tuple[Days, Floats]:
    """Return the days that the history has, and its counts by day from ``first`` on (NaN: none)."""
    known = history.index.to_numpy().astype("datetime64[D]")
    place = (known - first).astype(np.int64)
    inside = (place >= 0) & (place < length)
    counts = np.full(length, np.nan)
    counts[place[inside]] = history.to_numpy(dtype=float)[inside]
    return known, counts


def _by_week(cut: Floats, factor: Floats, week: NDArray[np.int64]) -> Floats:
    """Return each day's level: its week's count per day of equal weight."""
    level = np.bincount(week, cut) / np.maximum(np.bincount(week, factor), 1e-9)
    result: Floats = level[week]
    return result


def _without_bursts(seen: Floats, classes: NDArray[np.int64]) -> Floats:
    """Return a first cut by the median of the same kind of day, before any level is known."""
    usual = np.zeros(len(seen))
    for kind in np.unique(classes):
        usual[classes == kind] = np.median(seen[classes == kind])
    # Median of a squared standard normal: 0.4549.
    scatter = float(np.median((seen - usual) ** 2 / np.maximum(usual, 1.0))) / 0.4549
    limit = usual + 4 * np.sqrt(max(scatter, 1.0) * np.maximum(usual, 1.0))
    result: Floats = np.minimum(seen, limit)
    return result


def _factors(cut: Floats, level: Floats, classes: NDArray[np.int64], dispersion: float) -> Floats:
    """Return the factor of each class: count ÷ level, drawn to what is usual where counts are few.

    The pull is worth φ ÷ 0.3² cases (factors scatter by about 0.3 around 1), so that it vanishes
    for large counts; the rare kinds of day are pulled to weekends or weekdays by one day more.
    """
    got = np.bincount(classes, cut, KINDS_OF_DAY)
    due = np.bincount(classes, level, KINDS_OF_DAY)
    unit = float(level.mean()) or 1.0
    factors = np.ones(KINDS_OF_DAY)
    pull = dispersion / _FACTOR_SPREAD**2
    factors[:7] = (got[:7] + pull) / (due[:7] + pull)
    factors[:7] /= factors[:7].mean()
    for rare, usual in (
        (OFF_KIND, factors[5:7].mean()),
        (MAKE_UP_KIND, factors[:5].mean()),
    ):
        factors[rare] = (got[rare] + (pull + unit) * usual) / (due[rare] + pull + unit)
    return factors


def _complete(history: pd.Series[Any], end: date) -> tuple[Days, Floats]:
    """Return the last 56 days before ``end`` with their counts: whole weeks, gaps filled with 0."""
    stop = np.datetime64(end, "D")
    if history.empty:
        return np.arange(stop, stop), np.zeros(0)
    first = max(history.index.min().to_datetime64().astype("datetime64[D]"), stop - HISTORY_DAYS)
    days = np.arange(first, stop)
    days = days[len(days) % 7 :]
    if not len(days):
        return days, np.zeros(0)
    _, counts = _spread(history, days[0], len(days))
    return days, np.where(np.isnan(counts), 0.0, counts)


def days_of(period: Period) -> Days:
    """Return the days of a period."""
    return np.arange(np.datetime64(period.start, "D"), np.datetime64(period.end, "D"))
