"""What the parts of the room hand each other: histories and forecasts of many series at once."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Protocol

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data_access.types import WeisuError
from forecasting.calendar.features import Calendar

Floats = NDArray[np.float64]
Days = NDArray[np.datetime64]

KEYS = ("area", "category", "channel")
QUANTILES = (0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95)
QUANTILE_NAMES = tuple(f"q{round(100 * q):02d}" for q in QUANTILES)
LONGEST = 400  # days ahead


@dataclass(frozen=True, eq=False)
class History:
    """Daily counts of ``n`` series over the same ``T`` days.

    ``days``: consecutive local days (datetime64[D]). ``counts``: n × T, NaN where a day's count is
    not known. ``keys``: n rows of area, category and channel (``*``: all of them).
    """

    days: Days
    counts: Floats
    keys: pd.DataFrame

    def __len__(self) -> int:
        """Number of series."""
        return len(self.counts)

    def until(self, length: int) -> History:
        """Return the first ``length`` days."""
        return replace(self, days=self.days[:length], counts=self.counts[:, :length])

    def pick(self, rows: NDArray[np.int64] | list[int]) -> History:
        """Return some of the series."""
        keys = self.keys.iloc[rows].reset_index(drop=True)
        return replace(self, counts=self.counts[rows], keys=keys)

    def ahead(self, h: int) -> Days:
        """Return the ``h`` days after the last."""
        days: Days = self.days[-1] + np.arange(1, h + 1)
        return days

    @property
    def last(self) -> date:
        """The last day."""
        day: date = self.days[-1].astype(object)
        return day


@dataclass(frozen=True, eq=False)
class Forecast:
    """Means (n × h) and, where a model has its own, quantiles (n × h × 7, of ``QUANTILES``)."""

    mean: Floats
    quantiles: Floats | None = None


class Fitted(Protocol):
    """A model that has seen its history."""

    def forecast(self, h: int) -> Forecast:
        """Return the next ``h`` days: finite, never below zero."""


class Model(Protocol):
    """One way to forecast. ``slow``: costs tenths of a second a series, not thousandths."""

    @property
    def name(self) -> str:
        """Name in results."""

    @property
    def slow(self) -> bool:
        """Whether it belongs to the second tier only."""

    def fit(self, history: History, calendar: Calendar) -> Fitted:
        """Fit every series; nothing after the history's last day is known to it."""


def history_of(counts: pd.DataFrame, last: date | None = None) -> History:
    """Return the history of a long frame (area, category, channel, day, n), one series a cell.

    Days without a row are not known (NaN); the series end on ``last`` (default: the last day in
    the frame). Raises ``WeisuError`` where a count is negative, fractional or given twice, or where
    no row is left; nothing is repaired silently.
    """
    rows = counts[counts["day"].notna()]
    if last is not None:
        rows = rows[pd.to_datetime(rows["day"]) <= pd.Timestamp(last)]
    if rows.empty:
        raise WeisuError("没有可用于预测的工单计数。数据未受影响,请检查时间范围和数据来源。")
    n = pd.to_numeric(rows["n"]).to_numpy(dtype=float)
    wrong = ~(np.isnan(n) | ((n >= 0) & (n == np.round(n)) & np.isfinite(n)))
    if wrong.any():
        raise WeisuError(
            f"每日计数应为不小于零的整数,有 {int(wrong.sum())} 行不是(如 {n[wrong][0]:g})。"
            "数据未受影响,请检查数据来源后重试。"
        )
    moments = pd.to_datetime(rows["day"])
    if getattr(moments.dtype, "tz", None) is not None:
        raise WeisuError("日期应为当地日期,不带时区。数据未受影响,请先换算为当地日期。")
    day = moments.to_numpy(dtype="datetime64[us]").astype("datetime64[D]")
    end = np.datetime64(last, "D") if last is not None else day.max()
    days = np.arange(day.min(), end + 1)
    which, keys = _cells_of(rows)
    values = np.full((len(keys), len(days)), np.nan)
    column = (day - days[0]).astype(int)
    if len(np.unique(which * len(days) + column)) < len(rows):
        raise WeisuError("同一单元同一天有多行计数。数据未受影响,请先合并重复的行。")
    values[which, column] = n
    return History(days, values, keys)


def _cells_of(rows: pd.DataFrame) -> tuple[NDArray[np.int64], pd.DataFrame]:
    """Return each row's cell by number, and the cells in the order of their keys."""
    joined = np.zeros(len(rows), dtype=np.int64)
    parts = []
    for name in KEYS:
        codes, values = pd.factorize(rows[name].astype(object), sort=True, use_na_sentinel=False)
        joined = joined * len(values) + codes
        parts.append(np.asarray(values, dtype=object))
    seen, which = np.unique(joined, return_inverse=True)
    columns = {}
    for name, values in reversed(list(zip(KEYS, parts, strict=True))):
        columns[name] = values[seen % len(values)]
        seen = seen // len(values)
    return which.astype(np.int64), pd.DataFrame(columns, columns=list(KEYS))
