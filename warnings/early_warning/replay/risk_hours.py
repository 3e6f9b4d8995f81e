"""Words of risk by the hour beside the night: how right they are, and how much sooner they come.

As ``hour_by_hour`` does with surges: the same days are led twice, each way with a board of its own.
Tickets are taken to be known when they are accepted, and a look to take no time.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.stats import binom

from early_warning.detection import Detection
from early_warning.events.life import Board, EarlyWarning, LifeSettings, advance, belongs_to
from early_warning.events.merge import Group, merge
from early_warning.events.related import Neighbours
from early_warning.hourly.boards import hour_on
from early_warning.live.signals import risk_detections
from early_warning.replay.delays import spread
from early_warning.replay.hour_by_hour import NIGHT_HOUR
from early_warning.replay.risks import (
    WARM_UP,
    RiskTexts,
    Span,
    Truths,
    events_seen,
    matched,
    risk_texts,
    score_risks,
)

_QUIET = LifeSettings(budget=0)
_LEAST = 6
"""From so few values on a 95 % interval of their median lies between two of them."""


@dataclass
class RiskLine:
    """One way of looking: the warnings opened on the scored days and the hour of each (since the
    history's first midnight); ``unborne``: those of hours that the night did not find.
    """

    opened: list[EarlyWarning] = field(default_factory=list)
    hour: list[float] = field(default_factory=list)
    early: int = 0
    unborne: int = 0

    def note(self, one: EarlyWarning, hour: float) -> None:
        """Keep a warning with its hour."""
        self.opened.append(one)
        self.hour.append(hour)


def replay_risk_hours(
    tickets: pd.DataFrame, span: Span, near: Neighbours
) -> tuple[RiskLine, RiskLine, pd.DataFrame]:
    """Return the nightly and the hourly line, and the signals they rest on (see ``risk_warnings``,
    whose warnings the nightly line has).
    """
    days = span.days
    begin = days[0] - WARM_UP
    texts = risk_texts(tickets, span.first, begin)
    board, nightly, hourly = Board(), RiskLine(), RiskLine()
    for day in range(begin, days[-1] + 1):
        told = _hours(texts, board, day, span, near) if day >= days[0] else []
        groups = merge(_look(texts, day, span), near)
        board, new = advance(board, groups, day, _QUIET, near)
        if day < days[0]:
            continue
        night = (day + 1) * 24.0 + NIGHT_HOUR
        for one, hour in told:
            hourly.note(one, hour)
        left = [one for one, _ in told]
        hourly.early += len(told)
        for one in (w for w in new if w.opened == day):
            nightly.note(one, night)
            at = belongs_to(left, Group(one.lead, one.parts), day, _QUIET, near)
            if at is None:
                hourly.note(one, night)
            else:
                del left[at]
        hourly.unborne += len(left)
    return nightly, hourly, texts.signals


def _look(
    texts: RiskTexts, day: int, span: Span, known: NDArray[np.bool_] | None = None
) -> list[Detection]:
    stamp = span.first + pd.Timedelta(days=day)
    part = texts.until(stamp)
    if known is not None:
        hidden = texts.said.loc[~known, "ticket_no"]
        part = part[~part["ticket_no"].isin(hidden)]
    return risk_detections(part, texts.said, stamp, day)


def _hours(
    texts: RiskTexts, board: Board, day: int, span: Span, near: Neighbours
) -> list[tuple[EarlyWarning, float]]:
    """Return what the hours of a day open, each with its hour."""
    begun = (texts.said["t_accept"] - span.first) / pd.Timedelta(hours=1) - day * 24.0
    at = begun.to_numpy(dtype=float)
    told: list[tuple[EarlyWarning, float]] = []
    for hour in range(1, 25):
        known, fresh = at < hour, (at >= hour - 1) & (at < hour)
        if not fresh.any():
            continue
        new = set(texts.said.loc[fresh, "ticket_no"])
        found = [d for d in _look(texts, day, span, known) if new & set(d.evidence)]
        if not found:
            continue
        after = hour_on(board, found, day, _QUIET, near)
        board = after.board
        told += [(one, day * 24.0 + hour) for one in after.opened if one.opened == day]
    return told


def score_risk_hours(
    nightly: RiskLine, hourly: RiskLine, signals: pd.DataFrame, truths: Truths, span: Span
) -> dict[str, Any]:
    """Return both ways' figures and the lead gained on events that both found; keys:
    docs/early_warning.md. ``has_truth`` False: no event of the truth speaks of risk, so nothing
    tells right from wrong.
    """
    lines = {"nightly": nightly, "hourly": hourly}
    scored = {name: score_risks(one.opened, signals, truths, span) for name, one in lines.items()}
    found = {name: _found_at(one, truths, span) for name, one in lines.items()}
    both = sorted(found["nightly"].keys() & found["hourly"].keys())
    gained = np.array([found["nightly"][k] - found["hourly"][k] for k in both], dtype=float)
    low, high = median_interval(gained)
    kept = ("warnings", "right", "precision", "low", "high", "events", "found", "recall")
    return {
        "has_truth": bool(found["nightly"] or found["hourly"] or scored["nightly"]["events"]),
        **{name: {key: one[key] for key in kept} for name, one in scored.items()},
        "lead_gained": {
            **spread(gained), "low": low, "high": high,
            "sooner": int((gained > 0).sum()), "later": int((gained < 0).sum()),
        },
        "by_hours": {"warnings": hourly.early, "not_borne_out": hourly.unborne},
    }  # fmt: skip


def _found_at(line: RiskLine, truths: Truths, span: Span) -> Mapping[str, float]:
    """Return by event id the hour of the first warning that was right about it."""
    events = events_seen(truths, span)
    at: dict[str, float] = {}
    for one, hour in zip(line.opened, line.hour, strict=True):
        for event in matched(one, events):
            at[event] = min(at.get(event, np.inf), hour)
    return at


def median_interval(values: Sequence[float] | NDArray[np.float64]) -> tuple[Any, Any]:
    """Return a 95 % interval of a median from the values' order, whatever their distribution;
    (None, None) where there are too few.
    """
    n = len(values)
    if n < _LEAST:
        return None, None
    ordered = sorted(float(v) for v in values)
    # The largest rank of which at most 2.5 % lies below, on either side.
    rank = int(binom.ppf(0.025, n, 0.5))
    return ordered[max(rank - 1, 0)], ordered[min(n - rank, n - 1)]
