"""What the current run has forecast, as ``weisu forecast`` answers it: the numbers of the pages."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from data_access.extract.query import Place
from data_access.results.store import ResultStore, RunInfo
from data_access.types import ANY, CATEGORY_DIGITS, OWN, Scope
from forecasting.frames import FINDINGS, FORECAST, ROOM, SCORE, Facts
from weisu.forecast_answer import LEVELS, Cut, document_of, history_of


def stored_document(
    results: ResultStore, scope: Scope, code: str, cut: Cut, *, horizon: int, as_of: date | None
) -> dict[str, Any] | None:
    """Return the document of ``weisu forecast`` from the current run.

    None where the run does not hold what is asked: no run, one of another day, a shorter horizon, a
    coarser grid, or channels.
    """
    run = results.current(ROOM, code)
    if run is None or cut.channel or not _fits(results, scope, run, cut, as_of):
        return None
    rows = _rows(results, scope, run, cut)
    if rows.empty or rows["period"].nunique() < horizon:
        return None
    last = rows["origin"].iloc[0] + pd.Timedelta(days=horizon)
    cells = rows[["area", "category", "channel"]].drop_duplicates()
    score, findings = (
        results.read(scope, run, frame).merge(cells, on=list(cells.columns))
        for frame in (SCORE, FINDINGS)
    )
    ahead = rows[rows["period"] <= last]
    days = history_of(results.extract, code, run.as_of).days
    return document_of(code, cut, ahead, score, findings, horizon=horizon, history_days=days)


def _fits(results: ResultStore, scope: Scope, run: RunInfo, cut: Cut, as_of: date | None) -> bool:
    """Tell whether a run is of the day asked for, and of a grid at least as fine."""
    facts = results.facts(scope, run, Facts)
    if facts is None or facts.area_level not in LEVELS:
        return False
    summary = results.extract.manifest.jurisdictions.get(run.jurisdiction)
    last = summary.last_day if summary else None
    day = last if as_of is None or (last and as_of > last) else as_of
    fine = LEVELS.index(cut.level) <= LEVELS.index(facts.area_level)
    return run.as_of == day and fine and cut.category_level <= facts.category_level


def _rows(results: ResultStore, scope: Scope, run: RunInfo, cut: Cut) -> pd.DataFrame:
    """Return the run's forecasts of the cells that the cut asks for, and of their sums."""
    places = results.extract.directory(scope, run.jurisdiction).areas
    levels = LEVELS[1 : LEVELS.index(cut.level) + 1]
    rows = results.read(
        scope, run, FORECAST, where={"channel": ANY}, order=["area", "category", "period"]
    )
    inside = np.array([a == ANY or _level(places, a) in levels for a in rows["area"]], dtype=bool)
    shown = np.array([_depth(c) <= cut.category_level for c in rows["category"]], dtype=bool)
    kept: pd.DataFrame = rows.loc[inside & shown]
    return kept


def _level(places: Mapping[str, Place], area: str) -> str:
    """Return the level of an area; tickets without one stand beside the finest."""
    place = places.get(area)
    return place.level if place else LEVELS[-1]


def _depth(category: str) -> int:
    """Return the level of a category; tickets that name no finer one are a level below theirs."""
    if category == ANY:
        return 0
    own = category.endswith(OWN)
    return max(1, len(category.removesuffix(OWN)) // CATEGORY_DIGITS + own)
