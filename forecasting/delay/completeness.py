"""What the last days will have in the end, by channel and in all, as the frame ``COMPLETENESS``."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np
import pandas as pd

from data_access.store.recordings import Recording
from data_access.types import ANY
from forecasting.delay.nowcast import delay_table, delays, nowcast, real_recordings
from forecasting.frames import COMPLETENESS

DAYS = 90
"""Days of acceptance that tell of delays."""
SHOWN = 7
RIPE = 0.9
"""A day of which a smaller share is there is not known yet."""


def completeness(found: Sequence[Recording], last: date) -> pd.DataFrame:
    """Return the last ``SHOWN`` days up to ``last``: what is there and what is expected in the end,
    with bounds that leave 5 % on each side.

    Empty where nothing tells of delays: a source that is loaded at once, or for too short a time.
    """
    empty = pd.DataFrame(columns=list(COMPLETENESS.names))
    if not found:
        return empty
    n = np.array([one.n for one in found])
    accepted, recorded = (
        np.repeat(np.array(days, dtype="datetime64[D]").astype(np.int64), n)
        for days in ([one.accepted for one in found], [one.recorded for one in found])
    )
    if not real_recordings(accepted, recorded):
        return empty
    channels = sorted({one.channel for one in found})
    source = np.repeat([channels.index(one.channel) for one in found], n)
    today = int(recorded.max())
    table = delay_table(accepted, recorded, source, len(channels), today=today, days=DAYS)
    behind = today - (last - date(1970, 1, 1)).days
    reach = SHOWN + max(behind, 0)
    made = nowcast(table, delays(table), last=reach)
    days = [last - timedelta(days=SHOWN - 1 - at) for at in range(SHOWN)]
    keep = slice(0, SHOWN)
    seen, mean = made.seen[:, keep], made.mean[:, keep]
    low, high = made.low[:, keep], made.high[:, keep]
    # The channels' numbers come independently.
    whole = mean.sum(axis=0)
    under = np.sqrt(((mean - low) ** 2).sum(axis=0))
    over = np.sqrt(((high - mean) ** 2).sum(axis=0))
    there = seen.sum(axis=0)
    rows = [
        (ANY, there, whole, np.maximum(np.floor(whole - under), there), np.ceil(whole + over)),
        *zip(channels, seen, mean, low, high, strict=True),
    ]
    parts = [
        pd.DataFrame({"period": days, "channel": name, "seen": s, "mean": m, "low": lo, "high": hi})
        for name, s, m, lo, hi in rows
    ]
    frame = pd.concat(parts, ignore_index=True)
    frame["period"] = pd.to_datetime(frame["period"])
    return frame[list(COMPLETENESS.names)]


def unripe(frame: pd.DataFrame) -> list[date]:
    """Return the days of which less than ``RIPE`` is there, oldest first."""
    whole = frame[(frame["channel"] == ANY) & (frame["seen"] < RIPE * frame["mean"])]
    return [day.date() for day in whole["period"].sort_values()]
