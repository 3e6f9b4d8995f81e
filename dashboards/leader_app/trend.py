"""The daily counts with their expectation, and the period's total against its own."""

from __future__ import annotations

import math
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from dashboards.leader_app.content import Day
from dashboards.leader_app.sentences import VolumeFacts
from dashboards.leader_app.tiles import Asker
from dashboards.leader_app.windows import Windows
from dashboards.shell.expectation import Expecting
from data_access.calendar.workdays import holiday_name
from data_access.metrics.evaluate import evaluate
from data_access.types import ANY, Period
from forecasting.expected.sums import Sum, day_ranges, sum_of
from style.texts import text

_DAY_RANGE = (0.1, 0.9)


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
    asker: Asker, counts: pd.Series[Any], windows: Windows, expecting: Expecting
) -> tuple[tuple[Day, ...], Sum | None, str]:
    """Return the shown days with their expectation, the period's sum, and a note, or ""."""
    span = (counts.index[0].date(), counts.index[-1].date())
    category = asker.filters.category or ANY
    cell = expecting.of(
        asker.filters, (category,), lambda: counts.to_numpy()[None, :], span,
        every_ticket=not asker.by_matter,
    )  # fmt: skip
    shown = slice(max(0, (windows.shown.start - span[0]).days), len(counts))
    empty = [(math.nan, math.nan)] * (shown.stop - shown.start)
    if cell is None:
        days = _days(asker, counts, shown, np.full(len(counts), np.nan), empty)
        return days, None, text("today.no_expectation")
    total = sum_of(cell, 0, slice((windows.period.start - span[0]).days, len(counts)))
    ranges = day_ranges(cell, 0, shown, _DAY_RANGE)
    note = "" if total is not None else text("today.not_expected")
    return _days(asker, counts, shown, cell.mean[0], ranges), total, note


def _days(
    asker: Asker,
    counts: pd.Series[Any],
    shown: slice,
    mean: np.ndarray,
    ranges: list[tuple[float, float]],
) -> tuple[Day, ...]:
    calendar = asker.summary.calendar
    rows = zip(counts.index[shown], counts.to_numpy()[shown], mean[shown], ranges, strict=True)
    last = asker.summary.last_day
    return tuple(
        _day(stamp.date(), None if last and stamp.date() > last else float(seen), due, sides,
             calendar)
        for stamp, seen, due, sides in rows
    )  # fmt: skip


def _day(
    day: date, seen: float | None, due: float, sides: tuple[float, float], calendar: str
) -> Day:
    low, high = (None if math.isnan(side) else side for side in sides)
    expected = None if math.isnan(due) else float(due)
    return Day(day, seen, expected, low, high, holiday_name(day, calendar))


def volume_facts(observed: int, words: str, total: Sum | None) -> VolumeFacts:
    """Return the period's total against its 95 % range."""
    if total is None:
        return VolumeFacts(words, observed)
    return VolumeFacts(words, observed, total.mean, total.low, total.high)
