"""Which share of a day's tickets days of its kind have brought by each quarter of an hour."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data_access.calendar.vector import day_kinds

Floats = NDArray[np.float64]
QUARTERS = 96  # of an hour, in a day
LIKE_DAYS = 56
"""Days before that are looked at: a workday is like the workdays among them, any other day like
the other days."""
LEAST_SHARE = 0.005
"""A share below is not told from nothing by so few days."""
_WORK = ("工作日", "调休上班")


def profile(
    at: NDArray[np.datetime64], first: np.datetime64, day: int, calendar: str = "cn"
) -> Floats:
    """Return the share of ``day``'s tickets that has come by the end of each quarter of an hour.

    ``at``: local moments of acceptance, of any days; ``day`` counts from ``first``. Where none of
    the days before are like it, all of them tell; without any ticket every quarter is as good.
    """
    quarter = (at - first.astype("datetime64[D]")).astype("timedelta64[m]").astype(np.int64) // 15
    since = max(day - LIKE_DAYS, 0)
    inside = quarter[(quarter >= since * QUARTERS) & (quarter < day * QUARTERS)]
    table = np.bincount(inside - since * QUARTERS, minlength=(day - since) * QUARTERS)
    table = table.reshape(day - since, QUARTERS).astype(float)
    days = first.astype("datetime64[D]") + np.arange(since, day + 1)
    work = np.isin(
        day_kinds(pd.Series(days.astype("datetime64[ns]")), calendar).to_numpy(dtype=object), _WORK
    )
    like = table[work[:-1] == work[-1]]
    usual = (like if like.sum() else table).sum(axis=0)
    if not usual.sum():
        usual = np.ones(QUARTERS)
    return np.asarray(np.cumsum(usual) / usual.sum())


def share_by(shares: Floats, minute: float) -> float:
    """Return the share that has come by a minute of the day, between quarters in proportion."""
    edges = np.arange(QUARTERS + 1) * 15.0
    share = float(np.interp(minute, edges, np.concatenate([[0.0], shares])))
    return min(max(share, LEAST_SHARE), 1.0)
