"""The days since the last run, one after the other, with the boards carried on. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd

from data_access.one_thread import use_one_thread
from early_warning.detection import LISTED, Detection
from early_warning.engine import fit_city, look, select
from early_warning.events.judgement import Judgement, factor_for
from early_warning.events.life import Board, EarlyWarning, LifeSettings, advance
from early_warning.events.merge import merge
from early_warning.events.related import Neighbours
from early_warning.history import History, neighbours_of
from early_warning.hourly.boards import Named, Told, keep_told, spent, told_on
from early_warning.live.never_pushed import Listed, find_listed, with_feelings
from early_warning.live.signals import risk_detections
from early_warning.live.state import Live, lasting_id
from early_warning.rules.repeats import repeat_rules
from early_warning.settings import EngineSettings
from early_warning.text.risk_words import shipped

RISK_BUDGET = 2
HOURLY = ("risk", "event", "repeat")
"""Boards that are looked at in the course of a day as well."""
# What is listed only. A deadline matters on its day alone.
QUIET = {
    name: LifeSettings(fades_after=1, closes_after=1, budget=0) if name == "deadline"
    else LifeSettings(budget=0)
    for name in LISTED
}  # fmt: skip
LIMITS = {"shift": 1e-3, "emotion": 1e-4, "scan": 1e-2}
"""p-values above which a listed finding is not reported (see ``rules/``)."""


@dataclass(frozen=True)
class LookedAt:
    """What the days are looked at with. ``texts`` and ``signals`` may be empty.

    ``new``: detections of new matters by day number, from the room of topics. ``late``: the
    ``likely_late`` of the last day; only what is due now matters. ``scan``: whether to scan
    places, which costs more than everything else together.
    """

    history: History
    signals: pd.DataFrame
    texts: pd.DataFrame
    settings: EngineSettings = field(default_factory=EngineSettings)
    budget: int = 5
    judgements: Sequence[Judgement] = ()
    new: Mapping[int, Sequence[Detection]] = field(default_factory=dict)
    late: pd.DataFrame | None = None
    scan: bool = False


@dataclass(frozen=True)
class Outcome:
    """What came out: the boards before the last day and after it, every warning as last known."""

    before: Live
    after: Live
    warnings: Mapping[str, tuple[str, EarlyWarning]]  # by id: board, warning
    told: Told = field(default_factory=Told)  # what the last day opened and pushed, hours included


def look_on(
    looked: LookedAt,
    live: Live,
    first_day: int,
    last_day: int,
    progress: Callable[[int], None] | None = None,
    *,
    told: Told | None = None,
) -> Outcome:
    """Advance the boards over ``first_day`` .. ``last_day`` (numbers from the history's first).

    ``told``: what hours of ``first_day`` have told already; it keeps its numbers, and its pushes
    take their part of the day's budget.

    The model of the city is fitted anew every ``settings.refit_days`` days, counted from the
    history's first, so that how the days are cut into runs changes nothing.
    """
    use_one_thread()
    settings, history = looked.settings, looked.history
    listing = Listed(
        history, with_feelings(looked.texts), looked.late, last_day=last_day, scan=looked.scan
    )
    near = neighbours_of(history.areas)
    grave = shipped().threatening
    seen: dict[str, tuple[str, EarlyWarning]] = {}
    before, model, fitted = live, None, -1
    gone: dict[str, list[Named]] = {}
    for day in range(first_day, last_day + 1):
        anchor = day - (day - settings.least_history) % settings.refit_days
        if model is None or fitted != anchor:
            model, fitted = fit_city(history, anchor), anchor
        counts = select(look(history, day, model, settings), settings)
        counts = [d for d in counts if stands(d, looked.judgements, settings)]
        stamp = pd.Timestamp(history.first) + pd.Timedelta(days=day)
        risky = risk_detections(looked.signals, looked.texts, stamp, day)
        risk = [d for d in risky if d.note in grave]
        repeats = repeat_rules(history.tickets, stamp, day)
        before = live
        early = told if told is not None and told.day == day else Told()
        boards: dict[str, Board] = {}
        danger, others = early.pushed("risk"), early.pushed("event")
        limits = LifeSettings(budget=min(RISK_BUDGET, max(looked.budget - len(others), 0)))
        boards["risk"], pushed = advance(
            live.boards["risk"],
            merge(risk, near),
            day,
            limits,
            near,
            told=danger,
        )
        left = max(looked.budget - spent(pushed, danger, day, limits, near), 0)
        boards["event"], _ = advance(
            live.boards["event"], merge([*counts, *looked.new.get(day, ())], near), day,
            LifeSettings(budget=left), near, told=others,
        )  # fmt: skip
        boards["repeat"], _ = advance(
            live.boards["repeat"],
            merge([*repeats, *(d for d in risky if d.note not in grave)], near),
            day,
            LifeSettings(budget=0),
            near,
        )
        listed = find_listed(listing, day, model, live.boards["event"])
        for name in LISTED:
            stand = [d for d in listed[name] if stands(d, looked.judgements, settings)]
            boards[name], _ = advance(live.boards[name], merge(stand, near), day, QUIET[name], near)
        live = named(Live(boards, live.ids), history.first)
        live, gone = _with_told(live, early, day, near)
        seen.update({key: (name, w) for name, rows in gone.items() for key, w in rows})
        seen.update({
            live.ids[name, w.number]: (name, w)
            for name, board in live.boards.items() for w in board.warnings
        })  # fmt: skip
        if progress is not None:
            progress(day)
    return Outcome(before, live, seen, told_on(last_day, _parts(live), live.ids, gone))


def _parts(live: Live) -> dict[str, Board]:
    """Return the boards that hours look at as well."""
    return {name: live.boards[name] for name in HOURLY}


def _with_told(
    live: Live, early: Told, day: int, near: Neighbours
) -> tuple[Live, dict[str, list[Named]]]:
    """Return the boards with the numbers and pushes of what hours told, and what is over of it."""
    gone: dict[str, list[Named]] = {}
    boards, ids = dict(live.boards), dict(live.ids)
    for name, rows in early.warnings.items():
        mine = {number: key for (board, number), key in ids.items() if board == name}
        boards[name], kept, gone[name] = keep_told(
            boards[name], mine, rows, day, LifeSettings(), near
        )
        ids |= {(name, number): key for number, key in kept.items()}
    return Live(boards, ids), gone


def stands(one: Detection, judgements: Sequence[Judgement], settings: EngineSettings) -> bool:
    """Tell whether a detection is still significant after what people said of its rule and cell.

    Data watch has rules of its own and no rate; verdicts only lower it below the line by factor.
    The probability of missing a deadline is calibrated on what happened; verdicts do not move it.
    """
    if one.kind == "deadline":
        return True
    factor = factor_for(judgements, one.detector, one.area, one.category)
    if factor <= 1.0:
        return True
    if one.detector in LIMITS:
        return one.p_value * factor <= LIMITS[one.detector]
    rate = settings.city_rate if one.detector == "city" else settings.local_rate
    limit = 1e-3 if one.kind == "data" else rate / 100.0
    return one.p_value * factor <= limit


def named(live: Live, first: np.datetime64) -> Live:
    """Return the boards with a lasting number for every warning."""
    ids = {}
    for name, board in live.boards.items():
        for w in board.warnings:
            known = live.ids.get((name, w.number))
            day = pd.Timestamp(first) + pd.Timedelta(days=w.opened)
            ids[name, w.number] = known or lasting_id(name, w, f"{day:%Y-%m-%d}")
    return replace(live, ids=ids)
