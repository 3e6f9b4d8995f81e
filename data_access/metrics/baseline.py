"""What a day's count should be: recent level times the factor of its kind of day.

Factors of the seven days of the week, of statutory days off and of swapped working days, and the
level, are estimated from the 56 days before. Single bursts are cut back to what scatter allows
before they count. The band is that of a negative binomial count whose variance is the dispersion
times the mean (quasi-Poisson), plus the level's own uncertainty.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data_access.calendar.table import HOLIDAY, KINDS, MAKE_UP, table
from data_access.calendar.vector import rows_of
from data_access.types import Period

HISTORY_DAYS, ENOUGH_DAYS = 56, 28
_HOLIDAY_CLASS, _MAKE_UP_CLASS, _CLASSES = 7, 8, 9
_CUT = 3.0  # standard deviations beyond which a day is cut back
_HALF_LIFE = 14.0  # days
_FACTOR_SPREAD = 0.3
_ROUNDS = 5
_BAND = (0.1, 0.9)

_FIRST_WEEKDAY = 3  # 1970-01-01, from which NumPy counts days, was a Thursday

Floats = NDArray[np.float64]
Days = NDArray[np.datetime64]
"""Counts or factors by day; days without time (``datetime64[D]``)."""


@dataclass(frozen=True, slots=True)
class DayFactors:
    """Factor of each kind of day (an ordinary week averages 1) and how counts scatter.

    ``factors``: Monday to Sunday, statutory day off, swapped working day. ``level``: count of an
    average day at the end of the history. ``level_variance``: its uncertainty. ``dispersion``:
    variance ÷ mean, at least 1.
    """

    factors: tuple[float, ...]
    level: float
    level_variance: float
    dispersion: float
    calendar: str

    def of(self, days: Days) -> Floats:
        """Return each day's factor."""
        return np.asarray(self.factors)[_classes(days, self.calendar)]

    def exposure(self, period: Period) -> float:
        """Return the period's days, each weighted by its factor."""
        return float(self.of(days_of(period)).sum())


@dataclass(frozen=True, slots=True)
class Trend:
    """Observed and expected by day, as arrays over ``days``; NaN: unknown.

    ``note``: why there is no expectation (Chinese), or "".
    """

    days: Days
    observed: Floats
    expected: Floats
    low: Floats
    high: Floats
    calendar: str
    factors: DayFactors | None
    note: str = ""

    @property
    def frame(self) -> pd.DataFrame:
        """The same as a table: day, kind, observed, expected, low, high, outside."""
        columns = {
            "day": self.days.astype("datetime64[us]"),
            "kind": _kinds(self.days, self.calendar),
            "observed": self.observed,
            "expected": self.expected,
            "low": self.low,
            "high": self.high,
            "outside": (self.observed < self.low) | (self.observed > self.high),
        }
        return pd.DataFrame(columns)


def fit(history: pd.Series[Any], end: date, calendar: str = "cn") -> DayFactors | None:
    """Estimate from the 56 days before ``end``; None with fewer than 28 days of history.

    ``history``: counts by day (a day index). A day that is missing after the first counts as zero.
    """
    days, seen = _complete(history, end)
    if len(seen) < ENOUGH_DAYS or seen.sum() <= 0:
        return None
    classes = _classes(days, calendar)
    age = np.arange(len(seen))[::-1]
    week = age // 7
    factors, dispersion = np.ones(_CLASSES), 1.0
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
    weight = 0.5 ** (age / _HALF_LIFE)
    exposure = float((weight * factors[classes]).sum())
    now = float((weight * cut).sum()) / exposure
    variance = dispersion * now * float((weight**2 * factors[classes]).sum()) / exposure**2
    return DayFactors(tuple(factors.tolist()), now, variance, dispersion, calendar)


def trend(history: pd.Series[Any], period: Period, calendar: str = "cn") -> Trend:
    """Return observed and expected counts with an 80 % band for each day of ``period``.

    ``history``: counts by day; the days before the period make the expectation, those in it are
    the observed ones (NaN after the last day that ``history`` has).
    """
    days = days_of(period)
    observed = _observed(history, days)
    factors = fit(history, period.start, calendar)
    expected, low, high = (np.full(len(days), np.nan) for _ in range(3))
    note = f"此前历史不足 {ENOUGH_DAYS} 天或没有工单,暂不给出预期。"
    if factors is not None:
        share, note = factors.of(days), ""
        expected = factors.level * share
        variance = factors.dispersion * expected + factors.level_variance * share**2
        bands = {
            pair: count_quantiles(*pair, _BAND)
            for pair in dict.fromkeys(zip(expected.tolist(), variance.tolist(), strict=True))
        }
        pairs = zip(expected.tolist(), variance.tolist(), strict=True)
        low, high = np.array([bands[pair] for pair in pairs]).T
    return Trend(days, observed, expected, low, high, calendar, factors, note)


def _observed(history: pd.Series[Any], days: Days) -> Floats:
    """Return the counts of the days; zero where one lacks, NaN after the last that is known."""
    if not len(history):
        return np.full(len(days), np.nan)
    known, found = _spread(history, days[0], len(days))
    return np.where(np.isnan(found) & (days <= known.max()), 0.0, found)


def _spread(history: pd.Series[Any], first: np.datetime64, length: int) -> tuple[Days, Floats]:
    """Return the days that the history has, and its counts by day from ``first`` on (NaN: none)."""
    known = history.index.to_numpy().astype("datetime64[D]")
    place = (known - first).astype(np.int64)
    inside = (place >= 0) & (place < length)
    counts = np.full(length, np.nan)
    counts[place[inside]] = history.to_numpy(dtype=float)[inside]
    return known, counts


def count_quantile(mean: float, variance: float, q: float) -> float:
    """Return the q-quantile of a negative binomial count (Poisson where variance ≤ mean).

    Above a mean of 20,000 by the normal distribution, whose error is then below one count in 200.
    """
    return count_quantiles(mean, variance, (q,))[0]


def count_quantiles(mean: float, variance: float, qs: tuple[float, ...]) -> tuple[float, ...]:
    """Return several quantiles of one such count: see ``count_quantile``."""
    if mean <= 0:
        return (0.0,) * len(qs)
    deviation = math.sqrt(max(variance, mean))
    if mean > 20_000:
        from statistics import NormalDist

        normal = NormalDist()
        return tuple(float(max(0.0, round(mean + normal.inv_cdf(q) * deviation))) for q in qs)
    k = np.arange(1, int(mean + 12 * deviation) + 30, dtype=float)
    ratio = variance / mean
    if ratio > 1.000001:
        size = mean / (ratio - 1)
        first, steps = -size * math.log(ratio), np.log((size + k - 1) / k * (1 - 1 / ratio))
    else:
        first, steps = -mean, np.log(mean / k)
    logs = np.concatenate([[first], first + np.cumsum(steps)])
    return tuple(float(k) for k in np.searchsorted(np.cumsum(np.exp(logs)), qs))


def _by_week(cut: Floats, factor: Floats, week: NDArray[np.int64]) -> Floats:
    """Return each day's level: its week's count per day of equal weight."""
    level = np.bincount(week, cut) / np.maximum(np.bincount(week, factor), 1e-9)
    result: Floats = level[week]
    return result


def _without_bursts(seen: Floats, classes: NDArray[np.int64]) -> Floats:
    """Return a first cut by the median of the same kind of day, before any level is known."""
    usual = np.zeros(len(seen))
    for kind in np.unique(classes):
        usual[classes == kind] = _median(seen[classes == kind])
    # Median of a squared standard normal: 0.4549.
    scatter = _median((seen - usual) ** 2 / np.maximum(usual, 1.0)) / 0.4549
    limit = usual + 4 * np.sqrt(max(scatter, 1.0) * np.maximum(usual, 1.0))
    result: Floats = np.minimum(seen, limit)
    return result


def _median(values: Floats) -> float:
    """Return the median of a few numbers, none of them NaN, in a fifth of NumPy's time."""
    ordered, half = np.sort(values), len(values) // 2
    if len(values) % 2:
        return float(ordered[half])
    return float((ordered[half - 1] + ordered[half]) / 2)


def _factors(cut: Floats, level: Floats, classes: NDArray[np.int64], dispersion: float) -> Floats:
    """Return the factor of each class: count ÷ level, drawn to what is usual where counts are few.

    The pull is worth φ ÷ 0.3² cases (factors scatter by about 0.3 around 1), so that it vanishes
    for large counts; the rare kinds of day are pulled to weekends or weekdays by one day more.
    """
    got = np.bincount(classes, cut, _CLASSES)
    due = np.bincount(classes, level, _CLASSES)
    unit = float(level.mean()) or 1.0
    factors = np.ones(_CLASSES)
    pull = dispersion / _FACTOR_SPREAD**2
    factors[:7] = (got[:7] + pull) / (due[:7] + pull)
    factors[:7] /= factors[:7].mean()
    for rare, usual in (
        (_HOLIDAY_CLASS, factors[5:7].mean()),
        (_MAKE_UP_CLASS, factors[:5].mean()),
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


def _kinds(days: Days, calendar: str) -> list[str]:
    return [KINDS[kind] for kind in table(calendar).kind[rows_of(days)]]


def _classes(days: Days, calendar: str) -> NDArray[np.int64]:
    """Return 0 to 6 for Monday to Sunday, 7 for a statutory day off, 8 for a swapped one."""
    kind = table(calendar).kind[rows_of(days)]
    weekday = (days.astype(np.int64) + _FIRST_WEEKDAY) % 7
    classes = np.where(kind == HOLIDAY, _HOLIDAY_CLASS, weekday)
    return np.where(kind == MAKE_UP, _MAKE_UP_CLASS, classes).astype(np.int64)
