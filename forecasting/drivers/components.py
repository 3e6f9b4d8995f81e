"""Series taken apart for their readers: trend, days of the week, months, holidays.

By the count regression's curve, the one that forecasts and expectations rest on: its effects are
factors that multiply. What a month is without them is its trend.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from forecasting.calendar.features import FESTIVALS, WEEKDAYS, Calendar, Effects
from forecasting.calendar.groups import EVENTS, SEASON, WEEK, groups
from forecasting.frames import COMPONENT
from forecasting.models.regression import CountRegression
from forecasting.reading import APART_DAYS
from forecasting.types import KEYS, Days, Floats, History

LEAST_MEAN = 1.0
"""Below one ticket a day a factor says nothing."""
LEAST_MONTH = 7
"""Days of a month that must be known to say how high it was."""
_TREND, _WEEK, _YEAR, _HOLIDAY = "trend", "week", "year", "holiday"
_DAYS_OF_YEAR = 365
Part = tuple[str, str, int, float]


def components(history: History, rows: Sequence[int], calendar: Calendar) -> pd.DataFrame:
    """Return the parts of some series, one row a point, as the frame ``COMPONENT``.

    ``trend``: tickets a day of each month without the other parts (key: its first day); ``week``,
    ``year``, ``holiday``: factors against the year's average day, by weekday, month and festival
    that the history knows. Series that are too short or too thin have no row.
    """
    counts = history.counts[list(rows)]
    seen = ~np.isnan(counts)
    mean = np.nan_to_num(counts).sum(axis=1) / np.maximum(seen.sum(axis=1), 1)
    mine = [row for row, known, level in zip(rows, seen.sum(axis=1), mean, strict=True)
            if known >= APART_DAYS and level >= LEAST_MEAN]  # fmt: skip
    if not mine:
        return pd.DataFrame(columns=list(COMPONENT.names))
    part = history.pick(mine)
    own = CountRegression().fit(part, calendar).effects()
    effects = calendar.effects(history.days)
    found = []
    for number in range(len(mine)):
        points = _parts(part.counts[number], own[number], effects, calendar, history.days)
        frame = pd.DataFrame(points, columns=["part", "key", "place", "value"])
        for name in reversed(KEYS):
            frame.insert(0, name, part.keys[name].iloc[number])
        found.append(frame)
    return pd.concat(found, ignore_index=True)


def _parts(
    counts: Floats, own: Floats, effects: Effects, calendar: Calendar, days: Days
) -> list[Part]:
    place = {name: number for number, name in enumerate(effects.names)}
    week = np.exp([own[place[name]] for name in WEEKDAYS])
    factors = {}
    for group, columns in groups(effects.names, calendar).items():
        factors[group] = np.exp(effects.matrix[:, columns] @ own[columns])
    kind = factors[WEEK] / week.mean()
    season = factors[SEASON] / factors[SEASON][-_DAYS_OF_YEAR:].mean()
    event = factors.get(EVENTS, np.ones(len(days)))
    months = days.astype("datetime64[M]")
    found = _trend(counts, kind * season * event, months)
    found += [(_WEEK, name, n, float(week[n] / week.mean())) for n, name in enumerate(WEEKDAYS)]
    # The last year of days, so that each month counts once.
    late = np.arange(len(days)) >= len(days) - _DAYS_OF_YEAR
    number = months.astype(np.int64) % 12 + 1
    found += [
        (_YEAR, f"{month}月", month, float(season[late & (number == month)].mean()))
        for month in range(1, 13)
    ]
    for n, name in enumerate(FESTIVALS):
        on = effects.matrix[:, place[name]] > 0 if name in place else np.zeros(len(days), bool)
        if on.any():
            found.append((_HOLIDAY, name, n, float(kind[on].mean())))
    return found


def _trend(counts: Floats, factor: Floats, months: NDArray[np.datetime64]) -> list[Part]:
    """Return each month's tickets ÷ the days that its factors make of it."""
    known = ~np.isnan(counts)
    found: list[Part] = []
    for month in np.unique(months):
        mine = known & (months == month)
        if mine.sum() >= LEAST_MONTH:
            level = float(counts[mine].sum() / factor[mine].sum())
            found.append((_TREND, f"{month}-01", len(found), level))
    return found
