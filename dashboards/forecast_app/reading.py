"""What the page reads: the forecasts that the nightly run stored, never one made while it opens.

The whole, an area or a lead unit, each read through the reader's own scope; where several areas or
units are asked for, the sum of their expected numbers; what neither covers is said in words.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property

import pandas as pd

from dashboards.forecast_app.stored import Kind, View, view_of
from dashboards.forecast_app.sums import Sums, sums_of
from dashboards.shell.context import Key, PageContext, ResultContext
from dashboards.shell.expectation import Expecting
from dashboards.shell.kept import kept
from data_access.extract.query import Extract
from data_access.metrics.series import daily_counts
from data_access.results.declared import Frame
from data_access.results.limits import may_read
from data_access.results.store import ResultStore, RunInfo
from data_access.types import ANY, OWN, Filters, Period, Scope
from forecasting import frames
from forecasting.expected.cut import READ_BEFORE
from forecasting.expected.sums import Sum, sum_of
from forecasting.expected_reads import Reader
from forecasting.reading import LOOK_BACK, Off, at_level, error_of, span_of, whole
from style.texts import text

HISTORY = 56
Stored = Mapping[Frame, pd.DataFrame]
_CELLS = (frames.EARLIER, frames.SCORE, frames.COMPONENT)
_WHOLE = (frames.CALENDAR_ITEM, frames.DRIVER, frames.STAFFING)
_OF_UNITS = {
    frames.FORECAST: frames.UNIT_FORECAST,
    frames.EARLIER: frames.UNIT_EARLIER,
    frames.SCORE: frames.UNIT_SCORE,
    frames.FINDINGS: frames.UNIT_FINDING,
    frames.COMPONENT: frames.UNIT_COMPONENT,
    frames.CALENDAR_ITEM: frames.UNIT_ITEM,
    frames.DRIVER: frames.UNIT_DRIVER,
}


@dataclass(frozen=True)
class Outlook:
    """What is shown of one cell; shared by all readers, nobody may change it. ``actual``: tickets
    by day (a Series) up to ``as_of``.

    ``kind``: of the whole, an area or a unit; ``ahead``: the cell's forecast; ``before``: the last
    one whose four weeks have come; ``due``: what the last 7 and 28 days were expected to be, told
    before each week (None: not known); ``score``: errors of its methods in the back-test;
    ``cells``: finer cells by code.
    """

    kind: Kind
    run: RunInfo
    as_of: date
    actual: pd.Series
    ahead: pd.DataFrame
    before: pd.DataFrame
    due: Mapping[int, Sum | None]
    off_week: Off | None
    off_month: Off | None
    score: pd.DataFrame
    cells: pd.DataFrame
    items: pd.DataFrame
    drivers: pd.DataFrame
    seats: pd.DataFrame
    findings: pd.DataFrame
    components: pd.DataFrame
    facts: frames.Facts

    @property
    def model(self) -> str:
        """The chosen method in words."""
        return text(f"fc.model_{self.ahead['model'].iloc[0]}")

    @cached_property
    def off_by_model(self) -> Mapping[str, float]:
        """Each method's error over the first week of the back-test, the best first."""
        names = dict.fromkeys(self.score["model"].astype(str))
        found = {name: error_of(self.score, 7, name) for name in names}
        shares = {name: off.share for name, off in found.items() if off is not None}
        return dict(sorted(shares.items(), key=lambda item: (item[1], item[0])))

    @property
    def promised(self) -> bool:
        """Whether the ranges are promised: nowhere fewer than five tickets a day."""
        return not bool(self.ahead["rough"].head(LOOK_BACK).any())


@dataclass(frozen=True, slots=True)
class Missing:
    """Nothing is stored for what is asked. ``why``: a name in the texts ``fc.missing_…``."""

    why: str
    view: View


def outlook(context: ResultContext) -> Outlook | Sums | Missing:
    """Return what the page shows of the run."""
    cut = replace(context.filters, period=Period.of_day(context.filters.period.last), as_of=None)
    view = view_of(context.scope, cut)
    if context.run.as_of is None:
        return Missing("run", view)
    if view.missing:
        return Missing(view.missing, view)
    generation = context.extract.generation
    return _read(
        _Place(context.results, context.scope, cut, context.run, context.run.as_of, generation)
    )


def not_run(context: PageContext) -> Missing:
    """Return that the room has stored nothing yet."""
    return Missing("run", view_of(context.scope, context.filters))


@dataclass(frozen=True)
class _Place:
    """Whose tickets are looked at, which of them, in which run."""

    results: ResultStore
    scope: Scope
    cut: Filters
    run: RunInfo
    as_of: date
    generation: int

    @property
    def key(self) -> Key:
        """Who may see what, which run over which data, which cut of them."""
        return self.scope.key(), f"{self.generation}-{self.run.run_id}", self.cut

    @property
    def extract(self) -> Extract:
        """The tickets."""
        return self.results.extract

    @property
    def facts(self) -> frames.Facts:
        """What the run noted; nothing where it can't be read or the reader has no access."""
        if not may_read(self.scope, frames.Facts):
            return frames.Facts()
        return self.results.facts(self.scope, self.run, frames.Facts) or frames.Facts()

    def read(self, frame: Frame, where: Mapping[str, object] | None = None) -> pd.DataFrame:
        """Return a frame's rows in the scope; empty where the reader has no access to any."""
        if not may_read(self.scope, frame):
            return pd.DataFrame()
        return self.results.read(self.scope, self.run, frame, where=where)


@kept(60, shared=True)
def _read(place: _Place) -> Outlook | Sums | Missing:
    view = view_of(place.scope, place.cut)
    if view.kind == "unit" and not place.run.has(frames.UNIT_FORECAST):
        return Missing("units_later" if place.run.has(frames.FORECAST) else "run", view)
    if len(view.places) == 1:
        stored = _frames(place, view)
        if stored is not None:
            return _outlook(place, view, stored)
    found = sums_of(place.results, place.scope, place.run, place.cut, view)
    return Missing(_why(place, view), view) if found is None else found


def _why(place: _Place, view: View) -> str:
    """Return why a view that could be stored is not: no ticket, or too few."""
    last = Period.last_days(place.as_of, 112)
    counts = daily_counts(place.extract, place.scope, place.cut.jurisdiction, last, cut=place.cut)
    if counts.empty or not counts["n"].sum():
        return "none"
    if view.category != ANY:
        return "few_category"
    return "few_unit" if view.kind == "unit" else "few_area"


def _frames(place: _Place, view: View) -> Stored | None:
    """Return the frames of one place, with the place in ``area``; None where it isn't stored."""
    code = view.places[0]
    if view.kind == "unit":
        known = place.read(frames.UNIT_FORECAST, {"unit": code})
        found = {f: _as_cells(place.read(u, {"unit": code})) for f, u in _OF_UNITS.items()}
        if known.empty or not (known["category"] == view.category).any():
            return None
    else:
        near = {"area": code, "channel": ANY}
        found = {frames.FORECAST: place.read(frames.FORECAST, near)}
        known = found[frames.FORECAST]
        if known.empty or not (known["category"] == view.category).any():
            return None
        for frame in _CELLS:
            found[frame] = place.read(frame, {**near, "category": view.category})
        found[frames.FINDINGS] = place.read(frames.FINDINGS)
        if view.kind == "area":
            found[frames.CALENDAR_ITEM] = place.read(frames.AREA_ITEM, {"area": code})
            found[frames.DRIVER] = place.read(frames.AREA_DRIVER, {"area": code})
        else:
            found.update({frame: place.read(frame) for frame in _WHOLE})
    # Why a number differs and how many seats are said of all categories together.
    if view.category != ANY:
        found[frames.DRIVER] = found[frames.DRIVER].iloc[:0]
        found[frames.STAFFING] = pd.DataFrame()
    return found


def _as_cells(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.rename(columns={"unit": "area"}).assign(channel=ANY)


def _outlook(place: _Place, view: View, stored: Stored) -> Outlook:
    area, category = view.places[0], view.category
    actual = _history(place)
    forecast, earlier = (_dated(stored[f]) for f in (frames.FORECAST, frames.EARLIER))
    score = whole(stored[frames.SCORE], area, category)
    items = stored[frames.CALENDAR_ITEM]
    items = items[items["category"].astype(str).str.startswith(place.cut.category)]
    return Outlook(
        kind=view.kind,
        run=place.run,
        as_of=place.as_of,
        actual=actual,
        ahead=whole(forecast, area, category).sort_values("period"),
        before=_before(whole(earlier, area, category), place.as_of),
        due=_due(place, actual),
        off_week=error_of(score, 7),
        off_month=error_of(score, 28),
        score=score,
        cells=_finer(place, forecast, area),
        items=items,
        drivers=stored[frames.DRIVER],
        seats=stored.get(frames.STAFFING, pd.DataFrame()),
        findings=_findings(stored[frames.FINDINGS], area, category),
        components=whole(stored[frames.COMPONENT], area, category),
        facts=place.facts if view.kind == "whole" else frames.Facts(),
    )


def _dated(forecast: pd.DataFrame) -> pd.DataFrame:
    return forecast.assign(
        period=pd.to_datetime(forecast["period"]), origin=pd.to_datetime(forecast["origin"])
    )


def _before(earlier: pd.DataFrame, as_of: date) -> pd.DataFrame:
    """Return the youngest forecast whose four weeks have all come."""
    done = earlier[earlier["origin"] <= pd.Timestamp(as_of) - pd.Timedelta(LOOK_BACK, "D")]
    last: pd.DataFrame = done[done["origin"] == done["origin"].max()].sort_values("period")
    return last


def _findings(findings: pd.DataFrame, area: str, category: str) -> pd.DataFrame:
    """Return what was found in the cell or, where it is the whole, in the whole's parts."""
    mine = findings[findings["channel"] == ANY]
    mine = mine[mine["area"].isin({area, ANY})]
    if category != ANY:
        code = mine["category"].astype(str)
        mine = mine[(code == ANY) | code.str.startswith(category)]
    return mine.reset_index(drop=True)


def _history(place: _Place) -> pd.Series:
    """Return tickets by day of the last 13 months."""
    code, as_of = place.cut.jurisdiction, place.as_of
    _, period = span_of(place.extract, code, as_of)
    start = max(period.start, as_of - timedelta(days=399))
    days = Period(start, period.end)
    counts = daily_counts(place.extract, place.scope, code, days, as_of=as_of, cut=place.cut)
    sums = counts.groupby("day")["n"].sum() if len(counts) else pd.Series(dtype="int64")
    return sums.reindex(pd.date_range(start, as_of, freq="D"), fill_value=0)


def _due(place: _Place, actual: pd.Series) -> Mapping[int, Sum | None]:
    """Return what the last days were expected to be, read as every page reads it."""
    days = actual.tail(READ_BEFORE + LOOK_BACK)
    span = (days.index[0].date(), days.index[-1].date())
    cell = Expecting(Reader(place.results, place.scope, place.run)).of(
        place.cut, (place.cut.category or ANY,), lambda: days.to_numpy(dtype=float)[None, :], span
    )
    if cell is None:
        return {}
    return {n: sum_of(cell, 0, slice(len(days) - n, len(days))) for n in (7, LOOK_BACK)}


def _finer(place: _Place, now: pd.DataFrame, area: str) -> pd.DataFrame:
    """Return the cell's categories one level down: code, week, month, low, high, usual, rough.

    ``usual``: tickets of the 28 days up to today.
    """
    cut, as_of = place.cut, place.as_of
    level = min(len(cut.category) // 2 + 1, 2)
    codes = now["category"].astype(str)
    rows = now[
        (now["area"] == area)
        & (now["channel"] == ANY)
        & (codes != ANY)
        & codes.map(lambda c: at_level(c, level))
        & codes.str.startswith(cut.category)
    ]
    horizon = pd.Timestamp(as_of)
    week = rows[rows["period"] <= horizon + pd.Timedelta(7, "D")].groupby("category")
    month = rows[rows["period"] <= horizon + pd.Timedelta(LOOK_BACK, "D")].groupby("category")
    counts = daily_counts(
        place.extract,
        place.scope,
        cut.jurisdiction,
        Period.last_days(as_of, LOOK_BACK),
        category_level=level,
        as_of=as_of,
        cut=cut,
    )
    usual = counts.groupby("category")["n"].sum()
    usual.index = pd.Index(
        [c if at_level(c, level) else c + OWN for c in usual.index], dtype=object
    )
    table = pd.DataFrame(
        {
            "week": week["mean"].sum(),
            "month": month["mean"].sum(),
            "low": month["q05"].mean(),
            "high": month["q95"].mean(),
            "rough": month["rough"].any(),
        }
    )
    table["usual"] = usual.reindex(table.index).fillna(0)
    table.index.name = "code"
    ordered: pd.DataFrame = table.sort_values("month", ascending=False).reset_index()
    return ordered
