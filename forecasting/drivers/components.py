"""One series taken apart for its readers: trend, days of the week, months, holidays.

Prophet (Taylor and Letham 2018) on log1p counts with the Chinese calendar: on that scale its parts
add up, so that exp of a part is a factor against the usual day. Slow (a third of a second a
series), hence for the nightly run only.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from forecasting.calendar.features import WEEKDAYS, Calendar
from forecasting.frames import COMPONENT
from forecasting.models.prophet import engine_of, holidays_of
from forecasting.reading import APART_DAYS
from forecasting.types import KEYS, Days, Floats, History

LEAST_MEAN = 1.0
"""Below one ticket a day a factor says nothing."""
_TREND, _WEEK, _YEAR, _HOLIDAY = "trend", "week", "year", "holiday"


def components(
    history: History, rows: Sequence[int], calendar: Calendar, h: int = 28
) -> pd.DataFrame:
    """Return the parts of some series, one row a point, as the frame ``COMPONENT``.

    ``trend``: tickets a day at each month's middle, through the ``h`` days ahead (key: the month's
    first day); ``week``, ``year``, ``holiday``: factors against the usual day, by weekday, month
    and festival that the history knows. Series that are too short or too thin have no row.
    """
    days = np.concatenate([history.days, history.ahead(h)])
    known = holidays_of(calendar, days)
    found = []
    for row in rows:
        counts = history.counts[row]
        seen = ~np.isnan(counts)
        if seen.sum() < APART_DAYS or counts[seen].mean() < LEAST_MEAN:
            continue
        parts = _parts(counts, seen, known, days)
        frame = pd.DataFrame(parts, columns=["part", "key", "place", "value"])
        for name in reversed(KEYS):
            frame.insert(0, name, history.keys[name].iloc[row])
        found.append(frame)
    if not found:
        return pd.DataFrame(columns=list(COMPONENT.names))
    whole = pd.concat(found, ignore_index=True)
    finite = np.isfinite(whole["value"].to_numpy(dtype=float))
    kept: pd.DataFrame = whole.loc[finite].reset_index(drop=True)
    return kept


def _parts(
    counts: Floats, seen: NDArray[np.bool_], known: pd.DataFrame, days: Days
) -> list[tuple[str, str, int, float]]:
    engine = engine_of(known, samples=0)
    moments = days.astype("datetime64[ns]")
    past = pd.DataFrame({"ds": moments[: len(counts)][seen], "y": np.log1p(counts[seen])})
    engine.fit(past, seed=1)
    said = engine.predict(pd.DataFrame({"ds": moments}))
    at = pd.DatetimeIndex(said["ds"])
    curve = np.expm1(said["yhat"].to_numpy())
    # The mean of exp lies above exp of the mean: what was seen sets the height.
    smear = counts[seen].sum() / max(curve[: len(counts)][seen].sum(), 1e-9)
    trend = np.maximum(np.expm1(said["trend"].to_numpy()) * smear, 0.0)
    months = at.to_period("M")
    found = [
        (_TREND, f"{month}-01", place, float(trend[months == month].mean()))
        for place, month in enumerate(months.unique())
    ]
    week = np.exp(said["weekly"].to_numpy())
    found += [
        (_WEEK, name, day, float(week[at.dayofweek == day].mean()))
        for day, name in enumerate(WEEKDAYS)
    ]
    # The last year of days, so that each month counts once.
    year = np.exp(said["yearly"].to_numpy())
    last = np.arange(len(at)) >= len(at) - 365
    found += [
        (_YEAR, f"{month}月", month, float(year[last & (at.month == month)].mean()))
        for month in range(1, 13)
    ]
    names = [n for n in dict.fromkeys(known["holiday"]) if n in said]
    for place, name in enumerate(names):
        on = np.isin(moments, known.loc[known["holiday"] == name, "ds"].to_numpy(moments.dtype))
        on[len(counts) :] = False
        if on.any():
            found.append((_HOLIDAY, str(name), place, float(np.exp(said[name][on]).mean())))
    return found
