"""Which warnings are to be handled and in which order they are read: decided here, once for all.

今日要情, 预警 and whatever else names what presses most take the warnings in this order.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

import pandas as pd

from data_access.results.values import as_text, missing
from data_access.types import Filters
from early_warning.detection import LISTED
from style.palette import WARNING_LEVELS

Row = dict[str, Any]
LEVELS = tuple(WARNING_LEVELS)
QUIET_DAYS, OVER_DAYS = 3, 14
"""A warning fades, then is over, when its last ticket is so many days older than the day it was
last looked at.
"""
PRESSING = LEVELS[:2]
"""Colours that nobody may pass over: they come before everything else that is said of a day."""


def queue(
    rows: Sequence[Row], verdicts: Mapping[str, Row], cut: Filters | None = None
) -> list[Row]:
    """Return the warnings that go on, the most pressing first.

    What was judged a false alarm has left, and comes back only where it has grown since; what was
    judged known comes last. ``verdicts``: by warning, the last word on it; ``cut``: what the reader
    filtered by.
    """
    going = [r for r in rows if state_of(r) != "closed" and not dismissed(r, verdicts)]
    mine = [r for r in going if cut is None or in_cut(r, cut)]
    known = {key for key, row in verdicts.items() if row["verdict"] == "known"}
    return sorted(mine, key=lambda r: (str(r["warning_id"]) in known, *rank(r)))


def dismissed(row: Row, verdicts: Mapping[str, Row]) -> bool:
    """Tell whether a warning was judged a false alarm and nothing new has come since."""
    said = verdicts.get(str(row["warning_id"]))
    if said is None or said["verdict"] != "false":
        return False
    at = said["at"]
    judged: date = at.date() if isinstance(at, datetime) else at
    grown = row["state"] == "growing" and not missing(row["seen"])
    return not (grown and pd.Timestamp(row["seen"]).date() > judged)


def state_of(row: Row) -> str:
    """Return a warning's state: what goes on only by its long window is fading, then over."""
    state, latest = str(row["state"]), row.get("latest")
    if state == "closed" or latest is None or missing(latest):
        return state
    quiet = pd.Timestamp(row["seen"]).toordinal() - pd.Timestamp(latest).toordinal()
    if quiet >= OVER_DAYS:
        return "closed"
    return "fading" if quiet > QUIET_DAYS else state


def rank(row: Row) -> tuple[bool, bool, bool, bool, int, bool, float, float, str]:
    """Danger to life that goes on first; what is sure before what is in doubt, what is to be
    handled before what is only listed, what goes on before what fades (except where life is in
    danger); then severity, pushed before listed, score, the reader's own tickets.
    """
    level = LEVELS.index(row["severity"]) if row["severity"] in LEVELS else len(LEVELS)
    score = 0.0 if missing(row["score"]) else float(row["score"])
    unsure = not row["life"] and bool(as_text(row.get("doubt")))
    fades = state_of(row) == "fading"
    fading = not row["life"] and fades
    danger = bool(row["life"]) and not fades
    n = float(row["n"] or 0)
    return (
        not danger,
        unsure,
        not matters(row),
        fading,
        level,
        missing(row["pushed"]),
        -score,
        -n,
        str(row["warning_id"]),
    )


def presses(row: Row) -> bool:
    """Tell whether a warning comes before everything else that is said of a day: life in danger, or
    one of the first colours, neither in doubt nor fading.
    """
    if state_of(row) == "fading":
        return False
    return bool(row["life"]) or (row["severity"] in PRESSING and not as_text(row.get("doubt")))


def matters(row: Row) -> bool:
    """Tell whether a warning is to be handled: above the lowest level, or pushed. What is only ever
    listed has groups of its own.
    """
    only_listed = row["detector"] in LISTED
    return not only_listed and (row["severity"] != LEVELS[-1] or not missing(row["pushed"]))


def in_cut(row: Row, cut: Filters) -> bool:
    """Tell whether a warning's place, category, channel and unit touch what the reader chose."""
    if not (cut.area or cut.category or cut.channel or cut.department):
        return True
    for chosen, column in ((cut.area, "area_code"), (cut.category, "category_code")):
        code = as_text(row[column])
        if chosen and code and not (code.startswith(chosen) or chosen.startswith(code)):
            return False
    if cut.channel and as_text(row["channel"]) not in ("", cut.channel):
        return False
    unit = cut.department
    return not unit or unit in (as_text(row["lead_unit"]), as_text(row["unit"]))
