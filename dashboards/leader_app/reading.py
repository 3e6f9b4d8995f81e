"""Gathers what 今日要情 shows: metrics through their registry, nothing computed twice, no page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pandas as pd

from dashboards.leader_app.areas import area_part, by_area
from dashboards.leader_app.content import (
    Matter,
    RateMonth,
    RateSeries,
    RisePart,
    Tile,
    TodayData,
)
from dashboards.leader_app.late import late_words
from dashboards.leader_app.matters import MOST
from dashboards.leader_app.rises import Looked, looked, rise_facts, unit_of
from dashboards.leader_app.sentences import Part, RiseFacts, compose
from dashboards.leader_app.tiles import Asker, rate_tiles, volume_tile
from dashboards.leader_app.trend import daily_counts, days_of, volume_facts
from dashboards.leader_app.windows import Windows, windows_of
from dashboards.shell.expectation import Expecting
from data_access.extract.manifest import JurisdictionSummary
from data_access.extract.query import Directory
from data_access.metrics.evaluate import evaluate
from data_access.metrics.lead_unit import LEAST_SHARE
from data_access.metrics.periods import as_known_then
from data_access.metrics.registry import get
from data_access.metrics.source import Source
from data_access.metrics.targets import target_of
from data_access.types import Filters, Period, Scope
from style.texts import text
from style.wording import month_end, punctuate, span_words


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
    rose = rise_facts(asker, rises.part, areas, directory)
    finding = compose(
        facts,
        rose,
        rises_known=_rises_known(rises.part, filters),
        concerns=_concerns(tiles),
    )
    return TodayData(
        finding=finding,
        tiles=tiles,
        days=days,
        trend_note="".join((punctuate(note), late_words(filters, expecting))),
        areas=area_part(areas, directory),
        rises=rises.part,
        rates=_rates(asker, windows),
        matters=_matters(asker, rises, rose, directory),
    )


def _matters(
    asker: Asker, found: Looked, rose: Sequence[RiseFacts], directory: Directory
) -> tuple[Matter, ...]:
    """Return what figures tell, the clearest rise first, the season last."""
    told = [
        Matter(_rose_words(facts), None, _owner(facts.unit), category=row.code)
        for row, facts in zip(found.part.notable[:MOST], rose, strict=False)
    ]
    if found.season:
        name = directory.categories.get(found.season, found.season)
        unit = _owner(unit_of(asker, found.season))
        what = text("today.matter_season", name=name)
        told.append(Matter(what, None, unit, category=found.season))
    return tuple(told)


def _rose_words(facts: RiseFacts) -> str:
    place = facts.place.name if facts.concentrated and facts.place else ""
    return text("today.matter_rose", place=place, name=facts.category)


def _owner(unit: Part | None) -> str:
    return unit.name if unit is not None and unit.share >= LEAST_SHARE else ""


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


def short_period(filters: Filters) -> str:
    """Return what the days are called beside a number: 近7天, 10月30日."""
    period = filters.period
    if period.last != filters.as_of or period.days not in (7, 30):
        return span_words(period.start, period.last, filters.as_of)
    return text("today.last_days_short", days=period.days)


def _rates(asker: Asker, windows: Windows) -> tuple[RateSeries, ...]:
    cut = asker.filters.during(windows.months)
    frame = evaluate(asker.extract, asker.scope, cut, asker.rates, ("month",))
    before = _rates_last_year(asker, windows.months)
    return tuple(
        replace(
            _series(name, frame[frame["metric"] == name], few=asker.limited),
            last_year=_series(name, before[before["metric"] == name], few=asker.limited).months,
            target=target.value if (target := target_of(name, windows.period.last.year)) else None,
        )
        for name in asker.rates
    )


def _rates_last_year(asker: Asker, months: Period) -> pd.DataFrame:
    """Return the rates of the same months a year earlier, known then as far as these are now; of
    whole months that data reach back over, maybe none."""
    first, start = asker.summary.first_day, _year_before(months.start)
    end = _year_before(months.last) + timedelta(days=1)
    while first is not None and start < first:
        start = month_end(start) + timedelta(days=1)
    if first is None or start >= end:
        return pd.DataFrame({"metric": [], "month": []})
    cut = as_known_then(asker.filters.during(months), Period(start, end))
    return evaluate(asker.extract, asker.scope, cut, asker.rates, ("month",))


def _year_before(day: date) -> date:
    """Return the same day a year earlier; the day before it for February 29."""
    leap = day.month == 2 and day.day == 29
    return day.replace(year=day.year - 1, day=28 if leap else day.day)


def _series(name: str, rows: pd.DataFrame, *, few: bool) -> RateSeries:
    """Return a rate by month; ``few``: a unit's few tickets of a month are no rate."""
    records = rows[rows["month"].notna()].to_dict("records")
    lacking = [r for r in records if r["status"] == "missing_column"]
    if not records or len(lacking) == len(records):
        words = str((lacking or rows.to_dict("records") or [{"missing": ""}])[0]["missing"])
        return RateSeries(name, get(name).label, (), punctuate(words))
    months = tuple(_month(r, few=few) for r in records)
    if few and not any(m.value is not None for m in months):
        return RateSeries(name, get(name).label, (), text("today.rates_few"))
    return RateSeries(name, get(name).label, months)


def _month(row: dict[Any, Any], *, few: bool) -> RateMonth:
    day = pd.Timestamp(row["month"]).date()
    if row["status"] in ("no_data", "missing_column") or (few and row["status"] == "small_n"):
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
