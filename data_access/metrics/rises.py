"""Which categories rose most against their own norm.

A category's expectation is its own rate over the eight weeks before, by days of equal weight, times
its own season (last year's same weeks against the eight before them) where last year is there. The
rise is judged against the scatter that such weeks show, and the list as a whole by Benjamini and
Hochberg's rule, so that many categories don't bring many false findings.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import timedelta
from statistics import NormalDist
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data_access.metrics.baseline import HISTORY_DAYS, DayFactors, Days, days_of, fit
from data_access.metrics.intervals import rate_ratio
from data_access.types import Period

_WEEKS = HISTORY_DAYS // 7
_SEASON_WEIGHT = 20.0  # cases of "no season" that last year's season has to outweigh
_SEASON_LIMIT = 3.0
_FALSE_SHARE = 0.1
_MEDIAN_OF_MEAN_SQUARE = 0.9065  # median of χ² with 7 degrees of freedom, divided by 7

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Rise:
    """One category: ``ratio`` is observed ÷ expected, with its 95 % interval.

    ``score``: standard deviations above the expectation, on the square-root scale. ``notable``:
    stands out even among so many categories. ``seasonal``: last year's season was reckoned with.
    """

    category: str
    observed: int
    expected: float
    ratio: float
    low: float
    high: float
    score: float
    notable: bool
    seasonal: bool


def category_rises(
    counts: pd.DataFrame,
    window: Period,
    calendar: str = "cn",
    *,
    min_n: int = 10,
    column: str = "category",
    value: str = "tickets",
) -> tuple[Rise, ...]:
    """Return the categories above their expectation in ``window``, the strongest first.

    ``counts``: columns day, ``column``, ``value``; days before the window make the expectation,
    and those a year before, where present, the season. Rows without category are left out.
    Categories with fewer than ``min_n`` cases in the window aren't listed. Empty with under 28
    days of history.
    """
    known = _Known.of(counts, column, value)
    total = known.by_day()
    factors = fit(total, window.start, calendar)
    if factors is None:
        return ()
    weeks = _Weeks.of(known, window, factors)
    dispersion = _dispersion(weeks.prior, weeks.prior_exposure)
    before = _cut_back(weeks.prior, weeks.prior_exposure, dispersion).sum(axis=1)
    year = window.shift(-364)
    history = Period(year.start - timedelta(days=HISTORY_DAYS), year.end)
    has_year = total.index.min() <= pd.Timestamp(history.start)
    season = np.ones(len(before))
    if has_year:
        then = _Weeks.of(known, year, factors, weeks.categories)
        norm = then.prior.sum(axis=1) * then.exposure / then.prior_exposure.sum()
        season = (then.observed + _SEASON_WEIGHT) / (norm + _SEASON_WEIGHT)
        season = np.clip(season, 1 / _SEASON_LIMIT, _SEASON_LIMIT)
    share = weeks.exposure / weeks.prior_exposure.sum() * season
    # Half a case: what has never happened isn't impossible.
    expected = np.maximum(before, 0.5) * share
    # Square roots of counts scatter evenly, so that rare categories don't top the list by chance.
    rise = np.sqrt(weeks.observed + 0.375) - np.sqrt(expected + 0.375)
    score = 2 * rise / np.sqrt(dispersion * (1 + share))
    listed = (weeks.observed >= min_n) & (weeks.observed > expected)
    notable = listed & _stand_out(score, weeks.observed + before >= min_n)
    rises = []
    for row in np.flatnonzero(listed)[np.argsort(-score[listed], kind="stable")]:
        low, high = rate_ratio(
            float(weeks.observed[row]),
            max(float(before[row]), 0.5),
            exposure_a=float(share[row]),
            dispersion=dispersion,
        )
        rises.append(
            Rise(
                str(known.names[weeks.categories[row]]),
                int(weeks.observed[row]),
                float(expected[row]),
                float(weeks.observed[row] / expected[row]),
                low,
                high,
                float(score[row]),
                bool(notable[row]),
                bool(has_year),
            )
        )
    return tuple(rises)


@dataclass(frozen=True, slots=True)
class _Known:
    """The counts with a category: its place in the sorted ``names``, the day, the tickets."""

    names: NDArray[Any]
    category: NDArray[np.int64]
    day: Days
    tickets: Floats

    @classmethod
    def of(cls, counts: pd.DataFrame, column: str, value: str) -> _Known:
        category, names = pd.factorize(counts[column], sort=True)
        there = category >= 0
        day = pd.to_datetime(counts["day"]).to_numpy().astype("datetime64[D]")
        tickets = counts[value].to_numpy(dtype=float)
        found = np.asarray(names, dtype=object)
        return cls(found, category[there].astype(np.int64), day[there], tickets[there])

    def by_day(self) -> pd.Series[Any]:
        """Return the tickets of each day that has some, in order."""
        days, place = np.unique(self.day, return_inverse=True)
        totals = np.bincount(place, self.tickets, len(days))
        return pd.Series(totals, index=pd.DatetimeIndex(days.astype("datetime64[us]")))


@dataclass(frozen=True, slots=True)
class _Weeks:
    """Counts by category: in the window, and in each of the eight weeks before it."""

    categories: NDArray[np.int64]
    observed: Floats
    exposure: float
    prior: Floats
    prior_exposure: Floats

    @classmethod
    def of(
        cls,
        known: _Known,
        window: Period,
        factors: DayFactors,
        categories: NDArray[np.int64] | None = None,
    ) -> _Weeks:
        days = days_of(Period(window.start - timedelta(days=HISTORY_DAYS), window.end))
        day = (known.day - days[0]).astype(np.int64)
        mine = (day >= 0) & (day < len(days))
        if categories is None:
            categories = np.unique(known.category[mine])
        table = _grid(known, mine, day, categories, len(days))
        weight = factors.of(days)
        prior = table[:, :HISTORY_DAYS].reshape(len(categories), _WEEKS, 7).sum(axis=2)
        prior_exposure = weight[:HISTORY_DAYS].reshape(_WEEKS, 7).sum(axis=1)
        observed = table[:, HISTORY_DAYS:].sum(axis=1)
        exposure = float(weight[HISTORY_DAYS:].sum())
        return cls(categories, observed, exposure, prior, prior_exposure)


def _grid(
    known: _Known,
    mine: NDArray[np.bool_],
    day: NDArray[np.int64],
    categories: NDArray[np.int64],
    days: int,
) -> Floats:
    """Return counts by category and day; what isn't among ``categories`` is left out."""
    place = np.full(len(known.names), -1)
    place[categories] = np.arange(len(categories))
    row = place[known.category]
    mine = mine & (row >= 0)
    cell = row[mine] * days + day[mine]
    counts: Floats = np.bincount(cell, known.tickets[mine], len(categories) * days).astype(float)
    return counts.reshape(-1, days)


def _expected_weeks(prior: Floats, exposure: Floats) -> Floats:
    """Return each week's expectation from the category's median rate, with a floor."""
    rate = np.median(prior / exposure, axis=1)
    mean = prior.sum(axis=1) / exposure.sum()
    level = np.where(rate > 0, rate, mean)
    result: Floats = np.maximum(level[:, None] * exposure[None, :], 1e-9)
    return result


def _dispersion(prior: Floats, exposure: Floats) -> float:
    """Return variance ÷ mean of weekly counts over the categories, at least 1 (median: robust)."""
    mean = prior.sum(axis=1, keepdims=True) / exposure.sum() * exposure
    big = mean.mean(axis=1) >= 2
    if not big.any():
        return 1.0
    pearson = ((prior[big] - mean[big]) ** 2 / mean[big]).sum(axis=1) / (_WEEKS - 1)
    return max(1.0, float(np.median(pearson)) / _MEDIAN_OF_MEAN_SQUARE)


def _cut_back(prior: Floats, exposure: Floats, dispersion: float) -> Floats:
    """Return the weeks with bursts cut back, so that an old burst doesn't hide a new one."""
    mean = _expected_weeks(prior, exposure)
    result: Floats = np.minimum(prior, mean + 4 * np.sqrt(dispersion * mean) + 2)
    return result


def _stand_out(score: Floats, tested: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Benjamini and Hochberg at a tenth of false findings, one-sided, over the tested ones."""
    normal = NormalDist()
    p = np.array([1 - normal.cdf(s) if math.isfinite(s) else 1.0 for s in score])
    ranked = np.sort(p[tested])
    if not len(ranked):
        return np.zeros(len(p), dtype=bool)
    passing = ranked <= _FALSE_SHARE * np.arange(1, len(ranked) + 1) / len(ranked)
    limit = ranked[passing].max() if passing.any() else -1.0
    result: NDArray[np.bool_] = tested & (p <= limit)
    return result
