"""Silence: the whole city, a county, a street or a channel brings nothing, or far too little.

What everybody brings is compared with the calendar (weekday, holidays, season) and the level of
the last weeks, never with a share: when all stop, every share stays as it was. A part of the city
is compared with both, so that neither a quiet holiday nor a storm elsewhere makes it look silent.
Nothing here is an event of the city: it is told as a matter of the data.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data_access.calendar.vector import day_kinds, spring_festival_distances
from early_warning.detection import Detection
from early_warning.surge.daily import DailyModel, window_tests
from early_warning.surge.thresholds import upper_tail

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
QUARTERS = 96  # of an hour, in a day
PROFILE_DAYS = 56  # that tell how a day's tickets come in
COUNTY = 6  # digits of a county's code
MOST_OF_IT = 0.8  # of a city's tickets, from which on its counties' silences are the city's


@dataclass(frozen=True, slots=True)
class SilenceSettings:
    """How sure, and how little must be left. Shares are of the expected count."""

    windows: tuple[int, ...] = (1, 2, 3, 5, 7)
    whole_p: float = 1e-7
    nothing_p: float = 1e-4  # where not one ticket has come
    whole_share: float = 0.5
    holiday_share: float = 0.2  # on holidays and around Spring Festival, which differ by year
    nothing_share: float = 0.05  # up to here it is a stop, above tickets are missing
    least_phi: float = 1.3


def lower_tail(counts: Floats, mean: Floats, phi: Floats) -> Floats:
    """Return P(Y <= count) for a negative binomial with variance ``phi`` × mean."""
    return np.asarray(1.0 - upper_tail(counts + 1.0, mean, phi))


def quiet_days(days: NDArray[np.datetime64], calendar: str = "cn") -> Flags:
    """Tell which days are holidays or lie around Spring Festival."""
    series = pd.Series(days.astype("datetime64[ns]"))
    kinds = day_kinds(series, calendar).to_numpy(dtype=object)
    distance = spring_festival_distances(series).to_numpy(dtype=float)
    return np.asarray((kinds == "法定节假日") | ((distance >= -5) & (distance <= 15)))


def shares_of_day(at: NDArray[np.datetime64], first: np.datetime64, n: int, past: int) -> Floats:
    """Return by day which share of a usual day's tickets has come by the day's last ticket.

    The last day may have been loaded at noon: what comes in the afternoon is not missing yet. Usual
    is told by the ``past`` days before; a day without a ticket is over (1).
    """
    quarter = (at - first.astype("datetime64[D]")).astype("timedelta64[m]").astype(np.int64) // 15
    kept = (quarter >= 0) & (quarter < n * QUARTERS)
    table = np.bincount(quarter[kept], minlength=n * QUARTERS).reshape(n, QUARTERS)
    last = QUARTERS - 1 - np.argmax(table[:, ::-1] > 0, axis=1)
    sums = np.concatenate([np.zeros((1, QUARTERS)), np.cumsum(table, axis=0)])
    days = np.arange(n)
    usual = np.cumsum(sums[days] - sums[np.maximum(days - past, 0)], axis=1)
    total = usual[:, -1]
    share = usual[days, last] / np.maximum(total, 1.0)
    return np.asarray(np.where((table.sum(axis=1) > 0) & (total > 0), share, 1.0))


@dataclass(frozen=True, slots=True)
class Due:
    """Sources × windows ending today: counts, what the calendar lets expect, and its spread."""

    windows: tuple[int, ...]
    observed: Floats
    expected: Floats
    phi: Floats


def due_today(
    counts: Floats,
    model: DailyModel,
    rows: Floats,
    share_today: float,
    *,
    windows: tuple[int, ...],
    least_phi: float,
) -> Due:
    """Return what was to be expected of ``counts`` (sources × days) up to now.

    ``rows``: the design of the same days; ``share_today``: of the last day that is over.
    """
    mean = model.mean(rows)
    tests = window_tests(counts, mean, windows, least_phi=least_phi)
    whole = np.stack([mean[:, -w:].sum(axis=1) for w in windows], axis=1)
    over = 1.0 - (1.0 - share_today) * mean[:, -1:] / np.maximum(whole, 1e-9)
    return Due(windows, tests.observed, tests.expected * over, tests.phi)


def whole_stops(
    due: Due, names: Sequence[str], day: int, quiet: Flags, settings: SilenceSettings
) -> list[Detection]:
    """Return where everything stopped or too little came: the city ("") and its counties.

    ``quiet``: the days up to today that are holidays. Of several windows the surest is told.
    """
    p = lower_tail(due.observed, due.expected, due.phi)
    holiday = np.array([bool(quiet[-w:].any()) for w in due.windows])
    limit = np.where(holiday, settings.holiday_share, settings.whole_share)
    sure = np.where(due.observed == 0, settings.nothing_p, settings.whole_p)
    found = (due.observed <= limit * due.expected) & (p < sure)
    value = np.where(found, p, 2.0)
    best = value.argmin(axis=1)
    result = []
    for k in np.flatnonzero(found.any(axis=1)).tolist():
        w = int(best[k])
        seen, expected = float(due.observed[k, w]), float(due.expected[k, w])
        stopped = seen <= settings.nothing_share * expected
        result.append(
            Detection(
                "silent" if stopped else "incomplete", "data", day, due.windows[w], seen, expected,
                float(p[k, w]), area=names[k],
            )
        )  # fmt: skip
    return result


def one_matter(found: Sequence[Detection]) -> list[Detection]:
    """Return a day's silences without those that another one contains.

    A city that has stopped says it for all its parts, a county for its streets. Where tickets of
    the city are missing and its counties tell where, they are named instead, unless most of the
    city is in them.
    """
    areas = [one for one in found if not one.channel]
    city = next((one for one in areas if not one.area), None)
    counties = [one for one in areas if len(one.area) == COUNTY]
    if city is not None and city.detector == "silent":
        return [city]
    named = {one.area for one in counties}
    told = [one for one in found if not (len(one.area) > COUNTY and one.area[:COUNTY] in named)]
    if city is None or not counties:
        return told
    inside = sum(one.expected / one.days for one in counties)
    if inside >= MOST_OF_IT * city.expected / city.days:
        return [one for one in told if one not in counties]
    return [one for one in told if one is not city]
