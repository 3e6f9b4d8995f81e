"""An hour on all boards: what it opens and pushes within what is left of the day's budget."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from early_warning.detection import Detection
from early_warning.events.life import LifeSettings
from early_warning.events.related import Neighbours
from early_warning.hourly.boards import Told, hour_on, told_on
from early_warning.live.day_by_day import HOURLY, RISK_BUDGET, named
from early_warning.live.state import Live
from early_warning.text.risk_words import shipped


@dataclass(frozen=True, slots=True)
class Limits:
    """The day's budget, and each community's nearest others."""

    budget: int
    near: Neighbours = field(default_factory=dict)


@dataclass(frozen=True)
class HourLook:
    """The boards after an hour, the numbers of the warnings that it touched, and what the day has
    told by now.
    """

    live: Live
    touched: frozenset[str]
    told: Told


def look_on(
    live: Live,
    found: Sequence[Detection],
    day: int,
    told: Told,
    *,
    limits: Limits,
    first: np.datetime64,
) -> HourLook:
    """Return the boards of ``day`` with what an hour found.

    Of the day's budget as much stays free for danger to life as the night would give it, so that an
    early surge never keeps a danger from being told.
    """
    grave = shipped().threatening
    risk = [d for d in found if d.kind == "risk" and d.note in grave]
    parts = {
        "risk": risk,
        "event": [d for d in found if d.kind == "event"],
        "repeat": [d for d in found if d.kind == "risk" and d.note not in grave],
    }
    boards = dict(live.boards)
    danger, used = len(told.pushed("risk")), told.count()
    left = max(min(RISK_BUDGET - danger, limits.budget - used), 0)
    for name in HOURLY:
        hour = hour_on(
            boards[name], parts[name], day, LifeSettings(budget=left if name != "repeat" else 0),
            limits.near,
        )  # fmt: skip
        if name == "risk":
            spent = left - hour.left
            reserved = max(RISK_BUDGET - danger - spent, 0)
            left = max(limits.budget - used - spent - reserved, 0)
        boards[name] = hour.board
    after = named(Live(boards, live.ids), first)
    after = replace(after, ids={**live.ids, **after.ids})
    before = {(name, w.number): w for name in HOURLY for w in live.boards[name].warnings}
    touched = frozenset(
        after.ids[name, w.number]
        for name in HOURLY
        for w in after.boards[name].warnings
        if before.get((name, w.number)) != w
    )
    own = {name: after.boards[name] for name in HOURLY}
    known = {key for rows in told_on(day, own, after.ids).warnings.values() for key, _ in rows}
    gone = {
        name: [(key, w) for key, w in rows if key not in known]
        for name, rows in told.warnings.items()
    }
    return HourLook(after, touched, told_on(day, own, after.ids, gone))
