"""What the map reads: figures of areas. No Streamlit but ``kept``."""

from __future__ import annotations

from datetime import date

from dashboards.geo_app.context import MapContext
from dashboards.geo_app.figures import AreaFigure, ranked
from dashboards.geo_app.sentences import Shown
from dashboards.shell.kept import kept
from dashboards.shell.rows import Row, figure, records, words_of
from data_access.store.reference import PlacePoint, place_points
from geo import area_reads
from geo.statistics.area_measures import LEAST_N
from geo.statistics.measures import MEASURES


def shown_of(context: MapContext, month: date) -> Shown:
    """Return what is shown of a month, the highest area first."""
    look = context.look
    found = figures(context, look.level, look.measure, month)
    return Shown(look.level, look.measure, month, found, context.scope.departments is not None)


@kept(400, shared=True)
def figures(context: MapContext, level: str, measure: str, month: date) -> tuple[AreaFigure, ...]:
    """Return the areas of a level that lie in the reader's cut, by value."""
    cut = context.filters
    rows = area_reads.area_values(
        context.results, context.scope, context.run, level, month, measure, cut.category
    )
    found = [_figure(context, measure, row) for row in records(rows)]
    return tuple(ranked([f for f in found if f.code.startswith(cut.area)]))


def _figure(context: MapContext, measure: str, row: Row) -> AreaFigure:
    raw, smoothed = figure(row["value"]), figure(row["smoothed"])
    told = raw if measure == "count" or smoothed is None else smoothed
    n, tickets = figure(row["n"]), figure(row["tickets"])
    if smoothed is None and MEASURES[measure].form == "share" and (n or 0) < LEAST_N:
        told = raw = None  # of a unit's own few tickets
    return AreaFigure(
        row["area"],
        context.area_name(row["area"]),
        told if row["shown"] else None,
        raw if row["shown"] else None,
        figure(row["low"]),
        figure(row["high"]),
        None if n is None else round(n),
        None if tickets is None else round(tickets),
        words_of(row["kind"]),
        figure(row["like_median"]),
        int(row["like_side"] or 0),
        words_of(row["pattern"]),
        words_of(row["note"]),
    )


@kept(4, shared=True)
def points(context: MapContext) -> tuple[PlacePoint, ...]:
    """Return the places with a position, for a map without outlines."""
    return place_points(context.results.store, context.scope, context.summary.code)


@kept(100, shared=True)
def changed(
    context: MapContext, level: str, measure: str, before: date, after: date
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return which areas' figures rose and which fell from one month to another, beyond chance, the
    largest changes first."""
    rows = area_reads.two_months(
        context.results, context.scope, context.run, level, before, after, measure,
        context.filters.category,
    )  # fmt: skip
    found = [r for r in records(rows) if r["apart"] and r["area"].startswith(context.filters.area)]
    found.sort(key=lambda r: -abs(r["change"]))
    rose = tuple(context.area_name(r["area"]) for r in found if r["change"] > 0)
    return rose, tuple(context.area_name(r["area"]) for r in found if r["change"] < 0)
