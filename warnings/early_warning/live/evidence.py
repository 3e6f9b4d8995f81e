"""The tickets behind a warning, and what they say of place, callers and who should lead."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from functools import partial
from operator import contains, eq
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data_access.metrics.lead_unit import lead_of
from early_warning.detection import Detection
from early_warning.events.life import EarlyWarning
from early_warning.history import History

PAST_DAYS = 60
MOST = 2000
OWN = ("repeat", "new")
"""Kinds that are told and drawn by their own tickets, not by those of their cell."""


def of_cell(history: History, rows: NDArray[np.int64], one: Detection) -> NDArray[np.int64]:
    """Return those of the rows whose tickets lie in a detection's cell, whatever the day."""
    scanned = one.detector == "scan"  # its places are no administrative unit
    wanted: list[tuple[str, Callable[[str], bool]]] = [
        ("area", partial(contains, set(one.evidence)) if scanned else _below(one.area)),
        ("category", _below(one.category)),
    ]
    wanted += [
        (column, partial(eq, name))
        for column, name in (("channel", one.channel), ("unit", one.unit))
        if name and not scanned and column in history.tickets
    ]
    for column, holds in wanted:
        of, values = history.values_of(column)
        # One more for the tickets without a value, whose -1 picks the last.
        held = np.array([*(holds(str(value)) for value in values), holds("")])
        rows = rows[held[of[rows]]]
    return rows


def _below(code: str) -> Callable[[str], bool]:
    return lambda value: value.startswith(code)


def tickets_of(history: History, day: NDArray[np.int64], warning: EarlyWarning) -> pd.DataFrame:
    """Return the tickets of a warning: its cells' windows until it was last seen, newest first.

    A rule that names its tickets (same words, repeats, risk words, a new topic) has those.
    """
    tickets = history.tickets
    named = named_by(warning)
    if named and (
        warning.lead.kind in ("repeat", "risk", "deadline", "new")
        or warning.lead.detector == "same_words"
    ):
        chosen = history.rows_of(named)
    else:
        # Days first: they leave few of a big city's rows.
        chosen = np.flatnonzero((day >= began(warning)) & (day <= warning.seen))
        chosen = of_cell(history, chosen, warning.lead)
    return tickets.iloc[chosen[::-1][:MOST]]


def named_by(warning: EarlyWarning) -> set[str]:
    """Return the tickets that a warning's rule names: all that it ever found, and of a new topic,
    whose tickets change with the topic, those of the newest day.
    """
    found = (warning.lead, *warning.parts)
    if warning.lead.kind == "new":
        found = (max(found, key=lambda one: one.day),)
    return {t for one in found for t in one.evidence}


def began(warning: EarlyWarning) -> int:
    """Return the first day of what a warning counts: of the windows of its own cell, or of all
    that it found where it counts its own tickets."""
    if warning.lead.kind in OWN:
        return min(p.first for p in (warning.lead, *warning.parts))
    own = [p for p in warning.parts if same_or_below(p, warning.lead)] or [warning.lead]
    return min(p.first for p in own)


def same_or_below(one: Detection, other: Detection) -> bool:
    """Tell whether a detection's cell is another's or lies in it."""
    return one.area.startswith(other.area) and one.category.startswith(other.category)


def summary(tickets: pd.DataFrame, unit: str = "") -> dict[str, Any]:
    """Return n, callers, the day of the newest ticket, places (most first) and who should lead."""
    place = tickets["area"].dropna().value_counts()
    lead = unit
    if not lead and "unit" in tickets:
        most = lead_of(Counter(tickets["unit"].dropna().astype(str)))
        lead = most.unit if most else ""
    ordered = sorted(place.items(), key=lambda pair: (-pair[1], str(pair[0])))[:8]
    return {
        "n": len(tickets),
        "latest": tickets["t_accept"].max() if len(tickets) else None,
        "callers": int(tickets["caller"].fillna(tickets["ticket_no"]).nunique()),
        "places": json.dumps([[str(k), int(v)] for k, v in ordered], ensure_ascii=False),
        "lead_unit": lead or None,
    }


def daily(
    history: History, day: NDArray[np.int64], warning: EarlyWarning, usual: NDArray[np.float64]
) -> pd.DataFrame:
    """Return day number, observed and expected of the ``PAST_DAYS`` days until it was last seen,
    or of all that it counts where that is longer.

    ``usual``: what is expected of the cell by day (NaN or too short: the window's expected count a
    day).
    """
    one = warning.lead
    last = max(warning.seen, one.day)
    days = np.arange(max(min(last - PAST_DAYS + 1, began(warning)), 0), last + 1)
    rows = np.flatnonzero((day >= days[0]) & (day <= last))
    if one.kind in OWN:
        rows = np.intersect1d(rows, history.rows_of(named_by(warning)))
    else:
        rows = of_cell(history, rows, one)
    inside = day[rows]
    counts = np.bincount(inside - days[0], minlength=len(days)).astype(float)
    level = one.expected / max(one.days, 1)
    due = np.full(len(days), level)
    if len(usual) > last:
        due = np.where(np.isnan(usual[days]), due, usual[days])
    return pd.DataFrame({"day": days, "observed": counts, "expected": due})
