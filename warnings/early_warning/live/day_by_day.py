"""The days since the last run, one after the other, with the boards carried on. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import pandas as pd

from data_access.one_thread import use_one_thread
from early_warning.detection import LISTED, Detection
from early_warning.engine import fit_city, look, select
from early_warning.events.judgement import Judgement, factor_for
from early_warning.events.life import Board, EarlyWarning, LifeSettings, advance
from early_warning.events.merge import merge
from early_warning.history import History, neighbours_of
from early_warning.live.never_pushed import Listed, find_listed, with_feelings
from early_warning.live.signals import risk_detections
from early_warning.live.state import Live, lasting_id
from early_warning.rules.repeats import repeat_rules
from early_warning.settings import EngineSettings
from early_warning.text.risk_words import shipped

RISK_BUDGET = 2
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
    expected: Mapping[str, object] = field(default_factory=dict)


def look_on(
    looked: LookedAt,
    live: Live,
    first_day: int,
    last_day: int,
    progress: Callable[[int], None] | None = None,
) -> Outcome:
    """Advance the boards over ``first_day`` .. ``last_day`` (numbers from the history's first).

    The model of the city is fitted anew every ``settings.refit_days`` days, counted from the
    history's first, so that how the days are cut into runs changes nothing.
    """
    use_one_thread()
    settings, history = looked.settings, looked.history
    told = Listed(
        history, with_feelings(looked.texts), looked.late, last_day=last_day, scan=looked.scan
    )
    near = neighbours_of(history.areas)
    grave = {one.name for one in shipped().classes if one.life}
    seen: dict[str, tuple[str, EarlyWarning]] = {}
    before, model, fitted = live, None, -1
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
        boards: dict[str, Board] = {}
        boards["risk"], pushed = advance(
            live.boards["risk"], merge(risk, near), day,
            LifeSettings(budget=min(RISK_BUDGET, looked.budget)), near,
        )  # fmt: skip
        left = max(looked.budget - sum(w.pushed == day for w in pushed), 0)
        boards["event"], _ = advance(
            live.boards["event"], merge([*counts, *looked.new.get(day, ())], near), day,
            LifeSettings(budget=left), near,
        )  # fmt: skip
        boards["repeat"], _ = advance(
            live.boards["repeat"],
            merge([*repeats, *(d for d in risky if d.note not in grave)], near),
            day,
            LifeSettings(budget=0),
            near,
        )
        listed = find_listed(told, day, model, live.boards["event"])
        for name in LISTED:
            stand = [d for d in listed[name] if stands(d, looked.judgements, settings)]
            boards[name], _ = advance(live.boards[name], merge(stand, near), day, QUIET[name], near)
        live = _named(Live(boards, live.ids), history)
        seen.update({
            live.ids[name, w.number]: (name, w)
            for name, board in live.boards.items() for w in board.warnings
        })  # fmt: skip
        if progress is not None:
            progress(day)
    return Outcome(before, live, seen)


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


def _named(live: Live, history: History) -> Live:
    ids = {}
    for name, board in live.boards.items():
        for w in board.warnings:
            known = live.ids.get((name, w.number))
            day = pd.Timestamp(history.first) + pd.Timedelta(days=w.opened)
            ids[name, w.number] = known or lasting_id(name, w, f"{day:%Y-%m-%d}")
    return replace(live, ids=ids)
