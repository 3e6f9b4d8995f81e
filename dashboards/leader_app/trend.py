"""The daily counts with their expectation, and the period's total against its own."""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pandas as pd

from dashboards.leader_app.content import Day
from dashboards.leader_app.sentences import VolumeFacts
from dashboards.leader_app.tiles import Asker
from dashboards.leader_app.windows import Windows
from data_access.calendar.workdays import holiday_name
from data_access.metrics.baseline import DayFactors, Trend, count_quantile, trend
from data_access.metrics.evaluate import evaluate
from data_access.types import Period

_WEEK = 7
_SIDES = (0.025, 0.975)


def daily_counts(asker: Asker, windows: Windows) -> pd.Series[Any]:
    """Return tickets by day over the history that the page needs; days without are zero."""
    first = asker.summary.first_day or windows.history.start
    span = Period(max(windows.history.start, min(first, windows.period.start)), windows.period.end)
    frame = evaluate(
        asker.extract, asker.scope, asker.filters.during(span), (asker.volume,), ("day",)
    )
    frame = frame[frame["day"].notna()]
    counts = pd.Series(
        frame["value"].to_numpy(dtype=float), index=pd.DatetimeIndex(frame["day"]), dtype=float
    )
    days = pd.date_range(span.start, span.last, freq="D")
    return counts.groupby(level=0).sum().reindex(days).fillna(0.0)


def days_of(
    counts: pd.Series[Any], windows: Windows, calendar: str
) -> tuple[tuple[Day, ...], DayFactors | None, str]:
    """Return the shown days with their expectation, the period's factors, and a note, or "".

    The days before the period are judged week by week, each from the eight weeks before it: no
    day's expectation has seen the day itself.
    """
    current = trend(counts, windows.period, calendar)
    parts = [current]
    start = windows.period.start
    while start > windows.shown.start:
        week = Period(max(start - timedelta(days=_WEEK), windows.shown.start), start)
        parts.insert(0, trend(counts, week, calendar))
        start = week.start
    first = counts.index.min().date() if len(counts) else windows.period.start
    days = tuple(day for part in parts for day in _days(part, calendar) if day.day >= first)
    return days, current.factors, current.note


def _days(part: Trend, calendar: str) -> Iterator[Day]:
    columns = (part.days, part.observed, part.expected, part.low, part.high)
    for day, *figures in zip(*(column.tolist() for column in columns), strict=True):
        observed, expected, low, high = (None if math.isnan(f) else f for f in figures)
        yield Day(day, observed, expected, low, high, holiday_name(day, calendar))


def volume_facts(
    observed: int, words: str, period: Period, factors: DayFactors | None
) -> VolumeFacts:
    """Return the period's total against its 95 % range."""
    if factors is None:
        return VolumeFacts(words, observed)
    exposure = factors.exposure(period)
    expected = factors.level * exposure
    variance = factors.dispersion * expected + factors.level_variance * exposure**2
    low, high = (count_quantile(expected, variance, q) for q in _SIDES)
    return VolumeFacts(words, observed, expected, low, high)
