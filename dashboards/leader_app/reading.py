"""Gathers what 今日要情 shows: metrics through their registry, nothing computed twice, no page."""

from __future__ import annotations

from typing import Any

import pandas as pd

from dashboards.leader_app.areas import area_part, by_area
from dashboards.leader_app.content import RateMonth, RateSeries, RisePart, Tile, TodayData
from dashboards.leader_app.rises import looked, rise_facts
from dashboards.leader_app.sentences import compose
from dashboards.leader_app.tiles import Asker, rate_tiles, volume_tile
from dashboards.leader_app.trend import daily_counts, days_of, volume_facts
from dashboards.leader_app.windows import Windows, windows_of
from dashboards.shell.expectation import Expecting
from data_access.extract.manifest import JurisdictionSummary
from data_access.extract.query import Directory
from data_access.metrics.evaluate import evaluate
from data_access.metrics.registry import get
from data_access.metrics.source import Source
from data_access.types import Filters, Scope
from style.texts import text
from style.wording import punctuate, span_words


def gather(
    extract: Source,
    scope: Scope,
    filters: Filters,
    summary: JurisdictionSummary,
    directory: Directory,
    *,
    by_matter: bool = False,
    expecting: Expecting | None = None,
) -> TodayData:
    """Return the page's content for one cut; ``by_matter`` counts a matter once.

    ``expecting``: where expectations are read; without one none are shown.

    Raises ``NotAllowedError`` outside the scope.
    """
    scope.require("today.view")
    asker = Asker(extract, scope, filters, summary, by_matter)
    windows = windows_of(filters.period, summary.calendar)
    counts = daily_counts(asker, windows)
    expecting = expecting or Expecting()
    days, total, note = days_of(asker, counts, windows, expecting)
    tile, observed = volume_tile(asker, windows, counts)
    rises = looked(asker, windows, directory, expecting)
    facts = volume_facts(observed, period_words(filters), total)
    areas = by_area(asker, directory)
    tiles = (tile, *rate_tiles(asker, windows))
    finding = compose(
        facts,
        rise_facts(asker, rises.part, areas, directory),
        rises_known=_rises_known(rises.part, filters),
        season=rises.season,
        concerns=_concerns(tiles),
    )
    return TodayData(
        finding=finding,
        tiles=tiles,
        days=days,
        trend_note=punctuate(note),
        areas=area_part(areas, directory),
        rises=rises.part,
        rates=_rates(asker, windows),
    )


def _rises_known(part: RisePart, filters: Filters) -> bool | None:
    """Tell whether categories were looked at; None where the cut has none below it."""
    if filters.category and part.missing == text("today.leaf_category"):
        return None
    return not part.missing


def _concerns(tiles: tuple[Tile, ...]) -> tuple[str, ...]:
    """Return the rates that are clearly worse than in the days before, in words."""
    return tuple(
        text("today.concern", label=t.label, value=t.value, change=t.against[0].words)
        for t in tiles
        if t.against and t.against[0].tone == "worse"
    )


def period_words(filters: Filters) -> str:
    """Return how the sentence calls the period: 近7天（10月25日至31日）, 10月30日."""
    period = filters.period
    span = span_words(period.start, period.last, filters.as_of)
    if period.last != filters.as_of or period.days not in (7, 30):
        return span
    return text("today.last_days", days=period.days, span=span)


def _rates(asker: Asker, windows: Windows) -> tuple[RateSeries, ...]:
    cut = asker.filters.during(windows.months)
    frame = evaluate(asker.extract, asker.scope, cut, asker.rates, ("month",))
    return tuple(_series(name, frame[frame["metric"] == name]) for name in asker.rates)


def _series(name: str, rows: pd.DataFrame) -> RateSeries:
    records = rows[rows["month"].notna()].to_dict("records")
    lacking = [r for r in records if r["status"] == "missing_column"]
    if not records or len(lacking) == len(records):
        words = str((lacking or rows.to_dict("records") or [{"missing": ""}])[0]["missing"])
        return RateSeries(name, get(name).label, (), punctuate(words))
    return RateSeries(name, get(name).label, tuple(_month(r) for r in records))


def _month(row: dict[Any, Any]) -> RateMonth:
    day = pd.Timestamp(row["month"]).date()
    if row["status"] in ("no_data", "missing_column"):
        return RateMonth(day, None, None, None, 0, 0, str(row["status"]))
    return RateMonth(
        day,
        float(row["value"]),
        float(row["low"]),
        float(row["high"]),
        int(row["numerator"]),
        int(row["denominator"]),
        str(row["status"]),
    )
