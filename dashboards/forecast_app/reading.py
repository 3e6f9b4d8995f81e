"""What the page reads: the forecasts that the nightly run stored, never one made while it opens.

The whole, an area or a lead unit, each read through the reader's own scope; where several areas or
units are asked for, the sum of their expected numbers; what neither covers is said in words.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

import pandas as pd

from dashboards.forecast_app.stored import Kind, View, view_of
from dashboards.forecast_app.sums import Sums, sums_of
from dashboards.shell.context import Key, PageContext, ResultContext
from dashboards.shell.kept import kept
from dashboards.shell.rows import facts_of
from data_access.extract.query import Extract
from data_access.metrics.series import daily_counts
from data_access.results.limits import may_read
from data_access.results.store import ResultStore, RunInfo
from data_access.types import ANY, OWN, Filters, Period, Scope
from forecasting.reading import LOOK_BACK, ROOM, Off, at_level, error_of, span_of, whole
from style.texts import text

HISTORY = 56
_CELLS = ("earlier", "forecast_score", "component")
_EMPTY = ("calendar_item", "driver", "staffing", "facts")
_OF_UNITS = {
    "forecast": "unit_forecast",
    "earlier": "unit_earlier",
    "forecast_score": "unit_score",
    "finding": "unit_finding",
    "component": "unit_component",
    "calendar_item": "unit_item",
    "driver": "unit_driver",
}


@dataclass(frozen=True)
class Outlook:
    """What is shown of one cell. ``actual``: tickets by day (a Series) up to ``as_of``.

    ``kind``: of the whole, an area or a unit; ``ahead``: the cell's forecast; ``before``: the last
    one whose four weeks have come; ``score``: errors of its methods in the back-test; ``cells``:
    finer cells by code.
    """

    kind: Kind
    run: RunInfo
    as_of: date
    actual: pd.Series
    ahead: pd.DataFrame
    before: pd.DataFrame
    off_week: Off | None
    off_month: Off | None
    score: pd.DataFrame
    cells: pd.DataFrame
    items: pd.DataFrame
    drivers: pd.DataFrame
    seats: pd.DataFrame
    findings: pd.DataFrame
    components: pd.DataFrame
    notes: Mapping[str, tuple[float | None, str]]

    @property
    def model(self) -> str:
        """The chosen method in words."""
        return text(f"fc.model_{self.ahead['model'].iloc[0]}")

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

    def read(self, name: str, where: Mapping[str, object] | None = None) -> pd.DataFrame:
        """Return a frame's rows in the scope; empty where the reader has no access to any."""
        if not may_read(self.scope, ROOM, name):
            return pd.DataFrame()
        return self.results.read(self.scope, self.run, name, where=where)


@kept(60)
def _read(place: _Place) -> Outlook | Sums | Missing:
    view = view_of(place.scope, place.cut)
    if view.kind == "unit" and not place.run.has("unit_forecast"):
        return Missing("units_later" if place.run.has("facts") else "run", view)
    if len(view.places) == 1:
        frames = _frames(place, view)
        if frames is not None:
            return _outlook(place, view, frames)
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


def _frames(place: _Place, view: View) -> dict[str, pd.DataFrame] | None:
    """Return the frames of one place, with the place in ``area``; None where it isn't stored."""
    code = view.places[0]
    if view.kind == "unit":
        known = place.read("unit_forecast", {"unit": code})
        frames = {name: _as_cells(place.read(f, {"unit": code})) for name, f in _OF_UNITS.items()}
        cell = {"category": view.category}
        if known.empty or not (known["category"] == view.category).any():
            return None
    else:
        near = {"area": code, "channel": ANY}
        cell = {**near, "category": view.category}
        frames = {"forecast": place.read("forecast", near)}
        if frames["forecast"].empty or not (frames["forecast"]["category"] == view.category).any():
            return None
        for name in _CELLS:
            frames[name] = place.read(name, cell)
        frames["finding"] = place.read("finding")
        if view.kind == "area":
            frames["calendar_item"] = place.read("area_item", {"area": code})
            frames["driver"] = place.read("area_driver", {"area": code})
        else:
            frames.update({name: place.read(name) for name in _EMPTY})
    # Why a number differs and how many seats are said of all categories together.
    if view.category != ANY:
        frames["driver"] = frames["driver"].iloc[:0]
        frames["staffing"] = pd.DataFrame()
    return frames


def _as_cells(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.rename(columns={"unit": "area"}).assign(channel=ANY)


def _outlook(place: _Place, view: View, frames: Mapping[str, pd.DataFrame]) -> Outlook:
    area, category = view.places[0], view.category
    forecast, earlier = (_dated(frames[n]) for n in ("forecast", "earlier"))
    score = whole(frames["forecast_score"], area, category)
    items = frames["calendar_item"]
    items = items[items["category"].astype(str).str.startswith(place.cut.category)]
    facts = facts_of(frames.get("facts", pd.DataFrame()))
    return Outlook(
        kind=view.kind,
        run=place.run,
        as_of=place.as_of,
        actual=_history(place),
        ahead=whole(forecast, area, category).sort_values("period"),
        before=_before(whole(earlier, area, category), place.as_of),
        off_week=error_of(score, 7),
        off_month=error_of(score, 28),
        score=score,
        cells=_finer(place, forecast, area),
        items=items,
        drivers=frames["driver"],
        seats=frames.get("staffing", pd.DataFrame()),
        findings=_findings(frames["finding"], area, category),
        components=whole(frames["component"], area, category),
        notes=facts,
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
