"""Next month's matters by how much they are expected to rise over their yearly norm.

Score of a matter: tickets expected above its yearly norm (rise × volume), times one plus the share
of its past tickets that were repeats. Only rises that the forecast is fairly sure of are listed:
its lower quartile over the month lies above the norm.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pandas as pd

from data_access.types import ANY, Period
from forecasting.frames import CALENDAR_ITEM
from forecasting.types import Floats, History

_YEAR = 365
_LEAST_RISE, _LEAST_EXCESS = 1.10, 5.0


@dataclass(frozen=True, eq=False)
class Past:
    """What is known of matters besides their counts.

    ``repeat_rate``: share of repeats by category, 0 to 1. ``departments``: units that handled most
    of a category in last year's month, the busiest first. ``names``: of categories.
    """

    repeat_rate: Mapping[str, float]
    departments: Mapping[str, tuple[str, ...]]
    names: Mapping[str, str]


def next_month(last: date) -> Period:
    """Return the month after the one that ``last`` lies in."""
    start = (last.replace(day=1) + timedelta(days=32)).replace(day=1)
    return Period(start, (start + timedelta(days=32)).replace(day=1))


def calendar_items(
    history: History,
    forecast: pd.DataFrame,
    month: Period,
    past: Past,
    *,
    digits: int = 4,
    most: int = 20,
) -> pd.DataFrame:
    """Return the month's matters, the most pressing first, as the frame ``CALENDAR_ITEM``.

    ``history``: counts of the nodes up to today. ``forecast``: the run's frame, reaching to the
    month's end (days it lacks make a month that can't be judged: no row). ``digits``: length of the
    category codes that are listed. ``start``: Monday of the first week at half the rise or more.
    """
    known = pd.DataFrame(
        history.counts.T, index=pd.DatetimeIndex(history.days.astype("datetime64[s]"))
    )
    mine = forecast[(forecast["area"] == ANY) & (forecast["channel"] == ANY)]
    of_month = mine[mine["period"].between(pd.Timestamp(month.start), pd.Timestamp(month.last))]
    expected = of_month.groupby("category")["mean"].sum()
    rows_of = mine.groupby("category", sort=False).indices
    rows = []
    for number, (area, category, channel) in enumerate(
        history.keys.itertuples(index=False, name=None)
    ):
        if area != ANY or channel != ANY or len(category) != digits or not category.isdigit():
            continue
        norm = float(known[number].iloc[-_YEAR:].mean()) * month.days
        if not _rises(float(expected.get(category, 0.0)), norm):
            continue
        ahead = mine.iloc[rows_of[category]].set_index("period").sort_index()
        row = _item(known[number], ahead, month, category, past)
        if row is not None:
            rows.append(row)
    frame = pd.DataFrame(rows, columns=[c for c in CALENDAR_ITEM.names if c != "rank"])
    frame = frame.sort_values(["score", "category"], ascending=[False, True]).head(most)
    frame.insert(2, "rank", np.arange(1, len(frame) + 1))
    return frame.reset_index(drop=True)[list(CALENDAR_ITEM.names)]


def _rises(expected: float, norm: float) -> bool:
    """Tell whether a month is expected clearly above the norm; not where there is none."""
    return norm > 0 and expected / norm >= _LEAST_RISE and expected - norm >= _LEAST_EXCESS


def _item(
    counts: pd.Series, ahead: pd.DataFrame, month: Period, category: str, past: Past
) -> tuple[object, ...] | None:
    days = pd.date_range(month.start, month.last, freq="D")
    of_month = ahead.reindex(days)
    norm = float(counts.iloc[-_YEAR:].mean()) * len(days)
    if of_month["mean"].isna().any():
        return None
    expected = float(of_month["mean"].sum())
    low, high = _band(of_month, expected)
    rise, excess = expected / norm, expected - norm
    if not _rises(expected, norm) or low <= norm:
        return None
    then, then_rise = _last_year(counts, month)
    rate = float(past.repeat_rate.get(category, 0.0))
    start = _start(ahead["mean"], month, norm / len(days), rise)
    units = past.departments.get(category, ())
    return (
        month.start, category, expected, norm, rise, low, high, then, then_rise, rate,
        excess * (1 + rate), start, "、".join(units[:3]),
        _evidence(past.names.get(category, category), then, then_rise, rate),
    )  # fmt: skip


def _band(of_month: pd.DataFrame, expected: float) -> tuple[float, float]:
    """Return a 50 % band of the month's sum.

    Days' errors partly go together: between independent (root of the sum of squares) and all alike
    (sum) the geometric mean is taken.
    """
    spread = ((of_month["q75"] - of_month["q25"]) / 2).to_numpy(dtype=float)
    apart, together = float(np.sqrt((spread**2).sum())), float(spread.sum())
    half = float(np.sqrt(apart * together))
    return max(0.0, expected - half), expected + half


def _last_year(counts: pd.Series, month: Period) -> tuple[float, float]:
    """Return last year's tickets in the month, and their ratio to the year around it (or NaN)."""
    start = pd.Timestamp(month.start) - pd.DateOffset(years=1)
    end = pd.Timestamp(month.end) - pd.DateOffset(years=1)
    mine = counts[(counts.index >= start) & (counts.index < end)]
    if len(mine) < (end - start).days or mine.isna().any():
        return float("nan"), float("nan")
    middle = start + (end - start) / 2
    half = pd.Timedelta(days=_YEAR // 2)
    around = counts[(counts.index >= middle - half) & (counts.index < middle + half)]
    usual = float(around.mean()) * len(mine)
    return float(mine.sum()), float(mine.sum()) / usual if usual > 0 else float("nan")


def _start(mean: pd.Series, month: Period, norm: float, rise: float) -> date:
    """Return the Monday of the first week, from now on, at half the month's rise or more."""
    # Three days from each day on: one busy day is not a beginning.
    coming: Floats = mean[::-1].rolling(3, min_periods=1).mean()[::-1].to_numpy(dtype=float)
    reached = coming >= norm * (1 + (rise - 1) / 2)
    day = mean.index[int(reached.argmax())].date() if reached.any() else month.start
    monday: date = day - timedelta(days=day.weekday())
    return monday


def _evidence(name: str, then: float, then_rise: float, rate: float) -> str:
    if np.isnan(then):
        said = f"{name}:去年同月无完整数据,依据近期走势和季节规律"
    else:
        change = "高" if then_rise >= 1 else "低"
        said = f"{name}:去年同月 {then:.0f} 件,比当年月均{change} {abs(then_rise - 1):.0%}"
    return said + (f",其中重复诉求占 {rate:.0%}。" if rate > 0 else "。")
