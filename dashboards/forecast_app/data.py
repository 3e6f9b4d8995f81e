"""What the page reads: the stored forecasts, or ones made of the tickets that the reader may see.

Stored forecasts are of all tickets. A reader who is limited to a unit or an area, and anybody who
asks for a cut that is no stored cell, gets forecasts made anew of those tickets alone: they cannot
tell anything about others' numbers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

import pandas as pd
import streamlit as st

from dashboards.server.viewer import get_services
from dashboards.shell.context import PageContext
from data_access.extract.query import Extract
from data_access.extract.series import daily_counts
from data_access.results.limits import is_limited
from data_access.results.store import ResultStore, RunInfo
from data_access.types import ANY, Filters, Period, Scope
from forecasting.making import LOOK_BACK, Asked, make, span_of, whole
from forecasting.reading import Off, error_of
from style.texts import text

HISTORY = 56
_WHOLE = ("calendar_item", "driver", "staffing", "finding", "facts")


@dataclass(frozen=True)
class Outlook:
    """What is shown of one cell. ``actual``: tickets by day (a Series) up to ``as_of``.

    ``ahead``: the cell's forecast; ``before``: the last one whose four weeks have come; ``score``:
    errors of its methods in the back-test; ``cells``: finer cells by code; ``run``: None where it
    was made now.
    """

    as_of: date
    run: RunInfo | None
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


def outlook(context: PageContext, run: RunInfo | None) -> Outlook | None:
    """Return what the page shows, None where there is no ticket in the cut."""
    filters = context.filters
    cut = replace(filters, period=Period.of_day(context.filters.period.last), as_of=None)
    stored = None if is_limited(context.scope) or filters.department or filters.channel else run
    data = f"{context.extract.generation}-{run.run_id if run else ''}"
    services = get_services()
    if stored is not None:
        found = _stored(
            context.scope.key(), data, cut, _results=services.results, _scope=context.scope,
            _run=stored,
        )  # fmt: skip
        if found is not None:
            return found
    with st.spinner(text("fc.making")):
        return _made(context.scope.key(), data, cut, _extract=context.extract, _scope=context.scope)


@dataclass(frozen=True)
class _Place:
    """Whose tickets are looked at, which of them, up to which day."""

    extract: Extract
    scope: Scope
    cut: Filters
    as_of: date


@st.cache_data(max_entries=60, show_spinner=False)
def _stored(
    scope_key: str,
    data_key: str,
    cut: Filters,
    *,
    _results: ResultStore,
    _scope: Scope,
    _run: RunInfo,
) -> Outlook | None:
    """Return the stored cell, None where the run has none of this cut."""
    del scope_key, data_key
    area, category = cut.area or ANY, cut.category or ANY
    near = {"area": area, "channel": ANY}
    where = {**near, "category": category}
    known = _results.read(_scope, _run, "forecast", columns=["origin"], where=where, limit=1)
    if known.empty or _run.as_of is None:
        return None
    frames = {n: _results.read(_scope, _run, n) for n in _WHOLE}
    frames["forecast"] = _results.read(_scope, _run, "forecast", where=near)
    for name in ("earlier", "forecast_score", "component"):
        frames[name] = _results.read(_scope, _run, name, where=where)
    place = _Place(_results.extract, _scope, cut, _run.as_of)
    seen = _outlook(place, frames, area, category)
    whole_only = not (cut.area or cut.category)
    # The list is of all areas; why and how many seats is said of the whole alone.
    return replace(
        seen,
        run=_run,
        items=seen.items.iloc[:0] if cut.area else seen.items,
        drivers=seen.drivers if whole_only else seen.drivers.iloc[:0],
        seats=seen.seats if whole_only else seen.seats.iloc[:0],
    )


@st.cache_data(max_entries=60, show_spinner=False)
def _made(
    scope_key: str, data_key: str, cut: Filters, *, _extract: Extract, _scope: Scope
) -> Outlook | None:
    """Make the forecasts of the cut now, with the quick models."""
    del scope_key, data_key
    last, period = span_of(_extract, cut.jurisdiction)
    narrowed = any((cut.area, cut.category, cut.department, cut.channel))
    counts = daily_counts(_extract, _scope, cut.jurisdiction, period, cut=cut)
    if counts.empty or not counts["n"].sum():
        return None
    asked = Asked(cut.jurisdiction, last, cut if narrowed else None, "city", 2, None, busiest=0)
    found = make(_extract, _scope, asked)
    return _outlook(_Place(_extract, _scope, cut, last), found.frames, ANY, ANY)


def _outlook(
    place: _Place, frames: Mapping[str, pd.DataFrame], area: str, category: str
) -> Outlook:
    forecast, earlier = (_dated(frames[n]) for n in ("forecast", "earlier"))
    score = whole(frames["forecast_score"], area, category)
    items = frames["calendar_item"]
    items = items[items["category"].astype(str).str.startswith(place.cut.category)]
    facts = {
        str(r["name"]): (
            None if pd.isna(r["value"]) else float(r["value"]),
            "" if pd.isna(r["words"]) else str(r["words"]),
        )
        for r in frames["facts"].to_dict("records")
    }
    return Outlook(
        as_of=place.as_of,
        run=None,
        actual=_history(place),
        ahead=whole(forecast, area, category).sort_values("period"),
        before=_before(whole(earlier, area, category), place.as_of),
        off_week=error_of(score, 7),
        off_month=error_of(score, 28),
        score=score,
        cells=_finer(place, forecast, area),
        items=items,
        drivers=frames["driver"],
        seats=frames["staffing"],
        findings=_findings(frames["finding"], area, category),
        components=frames.get("component", pd.DataFrame()),
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
        & ((codes.str.len() == 2 * level) | ~codes.str.isdigit())
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
