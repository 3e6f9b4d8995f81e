"""Calls by hour and the seats they need.

A day's calls are forecast like any series; the hours' shares come from the recent weeks of the
same kind of day (Monday to Sunday, holiday, swapped day), drawn to all days' shares.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from forecasting.calendar.features import Calendar
from forecasting.frames import STAFFING
from forecasting.seats.erlang import Queue, agents_needed
from forecasting.types import Floats

HOURS = 24
_KINDS = 9
_WEEKS = 26
_PULL = 50.0  # calls of the common curve that each kind of day starts with


@dataclass(frozen=True, slots=True)
class SeatSettings:
    """``handling_s``: talk and after-call work. ``patience_s`` None: callers never hang up.

    ``target_s`` and ``level``: 15 seconds, 95 %. Seats are agents on the phone: breaks and training
    come on top.
    """

    handling_s: float = 240.0
    patience_s: float | None = 120.0
    target_s: float = 15.0
    level: float = 0.95


def hour_shares(calls: pd.DataFrame, calendar: Calendar) -> Floats:
    """Return 9 × 24 shares of a day's calls by kind of day; each row sums to one.

    ``calls``: columns day, hour, n. Without a call every hour has the same share.
    """
    day = pd.to_datetime(calls["day"]).to_numpy(dtype="datetime64[us]").astype("datetime64[D]")
    table = np.zeros((_KINDS, HOURS))
    if len(calls):
        recent = day > day.max() - 7 * _WEEKS
        kinds = calendar.kinds(day[recent])
        hours = calls["hour"].to_numpy(dtype=int)[recent]
        np.add.at(table, (kinds, hours), calls["n"].to_numpy(dtype=float)[recent])
    total = table.sum(axis=0)
    common = total / total.sum() if total.sum() > 0 else np.full(HOURS, 1 / HOURS)
    weekend = table[5:7].sum(axis=0)
    off = (weekend + _PULL * common) / (weekend.sum() + _PULL)
    base = np.tile(common, (_KINDS, 1))
    base[7] = off
    result: Floats = (table + _PULL * base) / (table.sum(axis=1, keepdims=True) + _PULL)
    return result


def seat_plan(
    days: NDArray[np.datetime64],
    daily: Floats,
    shares: Floats,
    calendar: Calendar,
    *,
    settings: SeatSettings | None = None,
    high: Floats | None = None,
) -> pd.DataFrame:
    """Return one row a day and hour: expected calls and the agents that meet the target.

    ``daily``: expected calls a day; ``high``: their upper quantile (90 %), for a safer plan. Hours
    are staffed for the mean; ``agents_high`` for the upper quantile.
    """
    settings = settings or SeatSettings()
    kinds = calendar.kinds(days)
    hourly = daily[:, None] * shares[kinds]
    upper = (high if high is not None else daily)[:, None] * shares[kinds]
    rows = []
    for d, day in enumerate(days):
        for hour in range(HOURS):
            calls, more = float(hourly[d, hour]), float(upper[d, hour])
            queue = _queue(calls, settings)
            rows.append(
                (
                    day, hour, calls, max(0.0, 2 * calls - more), more, queue.agents,
                    _queue(more, settings).agents, queue.level, queue.mean_wait, queue.abandoned,
                    queue.occupancy,
                )
            )  # fmt: skip
    frame = pd.DataFrame(rows, columns=list(STAFFING.names))
    frame["day"] = pd.to_datetime(frame["day"])
    return frame


def _queue(calls: float, s: SeatSettings) -> Queue:
    return agents_needed(calls / 3600, s.handling_s, s.target_s, s.level, s.patience_s)
