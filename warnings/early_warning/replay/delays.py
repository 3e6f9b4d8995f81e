"""How long after an event's first ticket its warning comes, by the night and by the hour."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from early_warning.replay.hour_by_hour import Timed
from early_warning.replay.score import Score, score

Floats = NDArray[np.float64]
QUANTILES = (0.1, 0.25, 0.5, 0.75, 0.9)
WITHIN = (1.0, 2.0, 6.0, 24.0)
"""Hours after the first ticket, for the share that is warned of by then."""


@dataclass(frozen=True)
class Truth:
    """The events (see ``score``), codes they were filed under, and the hour of each one's first
    ticket (since the history's first midnight) by event id, where its tickets are known.
    """

    events: pd.DataFrame
    renamed: Mapping[str, str]
    filed: Mapping[str, str]
    onset: Mapping[str, float]


def onsets(
    members: pd.DataFrame | None, tickets: pd.DataFrame, first: np.datetime64
) -> dict[str, float]:
    """Return the hour of each event's first ticket. ``members``: ticket_no, event_id."""
    if members is None:
        return {}
    joined = members.merge(tickets[["ticket_no", "t_accept"]], on="ticket_no")
    at = (joined["t_accept"] - pd.Timestamp(first)) / pd.Timedelta(hours=1)
    found = at.groupby(joined["event_id"].astype(str)).min()
    return {str(k): float(v) for k, v in found.items()}


def compared(nightly: Timed, hourly: Timed, truth: Truth, first: np.datetime64) -> dict[str, Any]:
    """Return both ways' figures, the lead gained on the events that both found, and what the night
    did not bear out. Hours everywhere; JSON.
    """
    scored = {
        name: score(one.replay, truth.events, first, renamed=truth.renamed, filed=truth.filed)
        for name, one in (("nightly", nightly), ("hourly", hourly))
    }
    at = {
        name: _found_at(scored[name], one)
        for name, one in (("nightly", nightly), ("hourly", hourly))
    }
    started = _started(scored["nightly"].events_frame, truth.onset)
    both = [k for k in at["nightly"] if k in at["hourly"]]
    gained = np.array([at["nightly"][k] - at["hourly"][k] for k in both])
    document: dict[str, Any] = {
        name: _figures(scored[name], at[name], started, nightly.replay.days) for name in at
    }
    document["lead_gained"] = {
        **spread(gained),
        "sooner": int((gained > 0).sum()),
        "later": int((gained < 0).sum()),
    }
    document["by_hours"] = {"pushes": hourly.early, "not_borne_out": hourly.unborne}
    return document


def spread(hours: Floats) -> dict[str, Any]:
    """Return n, mean, median and ``QUANTILES`` of hours; None where there are none."""
    n = len(hours)
    values = [float(v) for v in np.quantile(hours, QUANTILES)] if n else [None] * len(QUANTILES)
    return {
        "n": n,
        "mean": float(hours.mean()) if n else None,
        "median": values[QUANTILES.index(0.5)],
        "quantiles": {f"{q:g}": v for q, v in zip(QUANTILES, values, strict=True)},
    }


def _figures(
    found: Score, at: Mapping[str, float], started: Mapping[str, float], days: int
) -> dict[str, Any]:
    delay = np.array([at[k] - started[k] for k in at])
    return {
        "precision": found.precision if found.pushes else None,
        "recall": found.recall if found.events else None,
        "pushes": found.pushes,
        "right": found.right,
        "events": found.events,
        "found": found.found,
        "false_a_week": (found.pushes - found.right) / (days / 7.0),
        "most_a_day": found.most_a_day,
        "delay": {
            **spread(delay),
            "within": {f"{h:g}": int((delay <= h).sum()) for h in WITHIN},
        },
    }


def _found_at(found: Score, one: Timed) -> dict[str, float]:
    """Return by event id the hour of the first push that was right about it."""
    numbers = [w.number for w in one.replay.pushed]
    at: dict[str, float] = {}
    for number, events in zip(numbers, found.pushed["events"], strict=True):
        for event in events:
            at[event] = min(at.get(event, np.inf), one.hour[number])
    inside = set(found.events_frame["id"].astype(str))
    return {k: v for k, v in at.items() if k in inside}


def _started(events: pd.DataFrame, onset: Mapping[str, float]) -> dict[str, float]:
    """Return by event id the hour of its first ticket, or of its first day's midnight."""
    ids = events["id"].astype(str)
    return {k: onset.get(k, float(day) * 24.0) for k, day in zip(ids, events["start"], strict=True)}
