"""Risk-word warnings against known events, day by day as if live.

No truth says of a ticket whether it is a risk, so events speak: a warning is right when its place
and category overlap an event between the event's start and two days after its end, as for pushes.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from data_access.metrics.intervals import wilson
from early_warning.events.life import Board, EarlyWarning, LifeSettings, advance
from early_warning.events.merge import merge
from early_warning.events.related import Neighbours
from early_warning.live.signals import (
    RISK_LEAST,
    RISK_PAST,
    RISK_WINDOW,
    risk_detections,
    ticket_signals,
)
from early_warning.replay.score import DATA_SHAPES, GRACE, overlaps, truth_events
from early_warning.text.risk_words import shipped

WARM_UP = 28  # days before, so that what has been so for weeks is no news


@dataclass(frozen=True, slots=True)
class Span:
    """The replayed ``days`` as numbers from ``first``."""

    first: pd.Timestamp
    days: range


@dataclass(frozen=True)
class Truths:
    """The events (see ``score``). ``members`` (ticket_no, event_id): an event is to be found when
    at least three of its tickets raise one class of risk; without it there is no recall.
    ``codes``: by event id the code that it was filed under where that is not its own.
    """

    events: pd.DataFrame
    members: pd.DataFrame | None = None
    codes: Mapping[str, str] | None = None


@dataclass(frozen=True)
class RiskTexts:
    """All ``signals`` of the tickets looked at, those that raise a risk in their order of days, and
    the tickets that ``said`` so.
    """

    signals: pd.DataFrame
    raised: pd.DataFrame
    said: pd.DataFrame

    def until(self, stamp: pd.Timestamp) -> pd.DataFrame:
        """Return what was raised by the end of a day, as far back as a look reaches."""
        oldest = stamp - pd.Timedelta(days=RISK_PAST + RISK_WINDOW)
        return self.raised[(self.raised["day"] > oldest) & (self.raised["day"] <= stamp)]


def risk_texts(tickets: pd.DataFrame, first: pd.Timestamp, begin: int) -> RiskTexts:
    """Return what texts raise from day ``begin`` on and as far before it as a look reaches.

    ``tickets``: ticket_no, t_accept, area, category, caller, text.
    """
    since = first + pd.Timedelta(days=begin - RISK_PAST - RISK_WINDOW)
    texts = tickets[tickets["t_accept"] >= since]
    texts = texts.assign(
        day=texts["t_accept"].dt.normalize(), caller=texts["caller"].fillna(texts["ticket_no"])
    )
    signals = ticket_signals(texts[["ticket_no", "day", "category", "text"]])
    raised = signals[signals["raises"]].sort_values(["day", "ticket_no"])
    return RiskTexts(signals, raised, texts[texts["ticket_no"].isin(raised["ticket_no"])])


def risk_warnings(
    tickets: pd.DataFrame, first: pd.Timestamp, days: range, near: Neighbours
) -> tuple[list[EarlyWarning], pd.DataFrame]:
    """Return the warnings of risk words opened on ``days`` (numbers from ``first``), and the
    signals they rest on. ``tickets`` as for ``risk_texts``.
    """
    begin = days[0] - WARM_UP
    texts = risk_texts(tickets, first, begin)
    board, opened = Board(), []
    for day in range(begin, days[-1] + 1):
        stamp = first + pd.Timedelta(days=day)
        found = risk_detections(texts.until(stamp), texts.said, stamp, day)
        board, new = advance(board, merge(found, near), day, LifeSettings(budget=0), near)
        opened += [w for w in new if w.opened == day and day >= days[0]]
    return opened, texts.signals


def events_seen(truths: Truths, span: Span) -> pd.DataFrame:
    """Return the events that the replayed days can tell of."""
    events = truth_events(truths.events, span.first.to_numpy())
    events = events[~events["shape"].isin(DATA_SHAPES)]
    events["category_new"] = [dict(truths.codes or {}).get(str(i), "") for i in events["id"]]
    events["category_filed"] = ""
    days = span.days
    return events[(events["end"] + GRACE >= days[0]) & (events["start"] <= days[-1])]


def score_risks(
    opened: list[EarlyWarning], signals: pd.DataFrame, truths: Truths, span: Span
) -> dict[str, Any]:
    """Return precision and recall of the warnings; keys: docs/early_warning.md."""
    days, seen = span.days, events_seen(truths, span)
    hits = [matched(w, seen) for w in opened]
    right = sum(bool(h) for h in hits)
    low, high = wilson(pd.Series([right]), pd.Series([len(opened)]))
    grave = {one.name: one.life for one in shipped().classes}
    by_class = []
    for risk in sorted({w.lead.note for w in opened}):
        mine = [bool(h) for w, h in zip(opened, hits, strict=True) if w.lead.note == risk]
        by_class.append({
            "risk": risk, "life": grave.get(risk, False), "warnings": len(mine),
            "right": sum(mine), "precision": sum(mine) / len(mine),
        })  # fmt: skip
    found = set().union(*hits) if hits else set()
    wanted = _told(signals, seen, truths.members, days)
    return {
        "warnings": len(opened),
        "right": right,
        "precision": right / len(opened) if opened else None,
        "low": float(low[0]) if opened else None,
        "high": float(high[0]) if opened else None,
        "events": None if wanted is None else len(wanted),
        "found": None if wanted is None else len(wanted & found),
        "recall": len(wanted & found) / len(wanted) if wanted else None,
        "by_class": by_class,
    }


def matched(warning: EarlyWarning, events: pd.DataFrame) -> set[str]:
    """Return the ids of the events that a warning is right about."""
    return {
        str(e["id"])
        for _, e in events.iterrows()
        if e["start"] <= warning.opened <= e["end"] + GRACE and overlaps(warning.lead, e)
    }


def _told(
    signals: pd.DataFrame, events: pd.DataFrame, members: pd.DataFrame | None, days: range
) -> set[str] | None:
    """Return the events inside the replayed days of which enough tickets raise one class."""
    if members is None:
        return None
    inside = events[(events["start"] >= days[0]) & (events["end"] <= days[-1])]
    raised = signals[signals["raises"]].merge(members, on="ticket_no")
    raised = raised.assign(risk=raised["risks"].map(json.loads)).explode("risk")
    counts = raised.groupby(["event_id", "risk"])["ticket_no"].nunique()
    enough = {str(event) for event, _ in counts[counts >= RISK_LEAST].index}
    return enough & set(inside["id"].astype(str))
