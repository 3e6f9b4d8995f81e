"""The three numbers: how many, how punctually, how satisfied; each against last week and year."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, Literal

import pandas as pd

from dashboards.leader_app.content import Against, Tile
from dashboards.leader_app.windows import Windows
from data_access.extract.manifest import JurisdictionSummary
from data_access.metrics.comparison import Comparison, Measure, compare, tone_of
from data_access.metrics.day_factors import DayFactors, fit
from data_access.metrics.evaluate import evaluate
from data_access.metrics.periods import Earlier, as_known_then
from data_access.metrics.registry import (
    ASSESSED,
    MATTERS,
    ask,
    definition_text,
    get,
    with_variant,
)
from data_access.metrics.soundness import unsound_words
from data_access.metrics.source import Source
from data_access.metrics.targets import target_of, verdict
from data_access.results.limits import is_limited
from data_access.types import Filters, Period, Scope
from style.texts import text
from style.wording import clauses, number, punctuate, quantity, rate, span_words

VOLUME = "volume"
RATES = ("on_time_rate", "satisfaction_rate")


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks for what: the arguments that every part of the page shares."""

    extract: Source
    scope: Scope
    filters: Filters
    summary: JurisdictionSummary
    by_matter: bool = False

    @property
    def volume(self) -> str:
        """The metric that counts: tickets, or matters where the reader chose so."""
        return self.counted(VOLUME)

    @property
    def rates(self) -> tuple[str, ...]:
        """The two rates, of tickets or of matters."""
        return tuple(self.counted(name) for name in RATES)

    @property
    def limited(self) -> bool:
        """Whether the reader sees only some of the tickets."""
        return is_limited(self.scope)

    def counted(self, name: str) -> str:
        """Return a metric's name in the way of counting that the reader chose."""
        return with_variant(name, MATTERS) if self.by_matter else name

    def assessed(self, names: tuple[str, ...]) -> tuple[str, ...]:
        """Return the metrics without struck-out tickets; none where the source strikes none out."""
        if self.summary.columns_present.get("keep_flag", 0.0) <= 0:
            return ()
        return tuple(with_variant(name, ASSESSED) for name in names)

    def rows(self, filters: Filters, names: tuple[str, ...]) -> dict[str, dict[Any, Any]]:
        """Return one row a metric over a cut."""
        frame = evaluate(self.extract, self.scope, filters, names)
        columns = [frame[name].tolist() for name in frame.columns]
        rows = (dict(zip(frame.columns, row, strict=True)) for row in zip(*columns, strict=True))
        return {str(row["metric"]): row for row in rows}

    def covers(self, period: Period) -> bool:
        """Tell whether the data reach back over the whole period."""
        return self.summary.first_day is not None and self.summary.first_day <= period.start


def volume_tile(asker: Asker, windows: Windows, counts: pd.Series[Any]) -> tuple[Tile, int]:
    """Return the tile of the number of tickets, and the number. ``counts``: those of each day."""
    volume = asker.volume
    factors = fit(counts, windows.period.start, asker.summary.calendar)
    rows = asker.rows(asker.filters, (volume, *asker.assessed((volume,))))
    now = rows[volume]
    against = tuple(
        _volume_against(windows, factors, now, earlier, _volume_then(asker, counts, earlier.period))
        for earlier in (windows.previous, windows.last_year)
    )
    count = 0 if now["numerator"] is None else int(now["numerator"])
    period = windows.period
    basis = text(
        "today.basis_volume",
        period=span_words(period.start, period.last, asker.filters.as_of),
        days=period.days,
    )
    tile = Tile(
        VOLUME,
        punctuate(ask(volume).label),
        quantity(count, text("unit.tickets")),
        punctuate(definition_text(volume)),
        basis,
        against,
        assessed=_assessed_words(rows, volume, "numerator"),
        period=period,
        n=count,
    )
    return tile, count


def _volume_against(
    windows: Windows,
    factors: DayFactors | None,
    now: dict[Any, Any],
    earlier: Earlier,
    then: dict[Any, Any] | None,
) -> Against:
    if then is None:
        return Against(text("today.no_earlier", label=earlier.label))
    exposures = (
        (factors.exposure(windows.period), factors.exposure(earlier.period))
        if factors
        else (float(windows.period.days), float(earlier.period.days))
    )
    found = compare(
        Measure.of(now, exposures[0]),
        Measure.of(then, exposures[1]),
        earlier.label,
        dispersion=factors.dispersion if factors else 1.0,
    )
    words = text("today.then", value=quantity(then["value"], text("unit.tickets")))
    return Against(
        punctuate(found.wording), "neutral", punctuate(earlier.note), _move(found), words
    )


def _volume_then(asker: Asker, counts: pd.Series[Any], period: Period) -> dict[Any, Any] | None:
    """Return the number of tickets of an earlier period, from the daily counts where they have it.

    None: the data don't reach back. A ticket counts from its acceptance on, so what became known
    later makes no difference. Where a month of the counts is in doubt, the period is asked for.
    """
    if not asker.covers(period):
        return None
    first, last = counts.index[0].date(), counts.index[-1].date()
    reaches = first <= period.start and period.last <= last
    whole = asker.filters.during(Period(first, last + timedelta(days=1)))
    if not reaches or unsound_words(asker.extract, asker.scope, whole):
        known = as_known_then(asker.filters, period)
        return asker.rows(known, (asker.volume,))[asker.volume]
    found = int(counts[pd.Timestamp(period.start) : pd.Timestamp(period.last)].sum())
    return {
        "metric": asker.volume, "value": float(found), "numerator": found, "denominator": None,
        "low": None, "high": None, "status": "ok",
    }  # fmt: skip


def rate_tiles(asker: Asker, windows: Windows) -> tuple[Tile, ...]:
    """Return the tiles of the rates, over ``windows.rates``."""
    cut = replace(asker.filters, period=windows.rates)
    names = asker.rates
    now = asker.rows(cut, (*names, *asker.assessed(names)))
    earlier = [
        asker.rows(as_known_then(cut, e.period), names) if asker.covers(e.period) else {}
        for e in (windows.rates_previous, windows.rates_last_year)
    ]
    return tuple(
        replace(
            _rate_tile(asker, name, now[name], earlier, windows),
            assessed="" if _few(asker, now[name]) else _assessed_words(now, name, "denominator"),
        )
        for name in names
    )


def _few(asker: Asker, now: dict[Any, Any]) -> bool:
    """Tell whether a rate rests on so few of a unit's tickets that these are said instead."""
    return asker.limited and now["status"] == "small_n"


def _assessed_words(rows: dict[str, dict[Any, Any]], name: str, counted: str) -> str:
    """Return the figure without struck-out tickets and how many those are, or ""."""
    other = rows.get(with_variant(name, ASSESSED))
    if other is None or any(row["status"] not in ("ok", "small_n") for row in (rows[name], other)):
        return ""
    return text(
        "today.assessed",
        value=quantity(other["value"], get(name).unit),
        out=number(int(rows[name][counted]) - int(other[counted])),
    )


def _few_tile(
    name: str, label: str, definition: str, now: dict[Any, Any], windows: Windows
) -> Tile:
    """Return a rate of a unit's few tickets as these: how many of how many, without comparison."""
    part, n = int(now["numerator"]), int(now["denominator"])
    span = span_words(windows.rates.start, windows.rates.last, windows.rates.last)
    return Tile(
        name,
        label,
        text("today.few", part=number(part), n=number(n)),
        definition,
        text("today.basis_few", period=span),
        period=windows.rates,
        n=n,
    )


def _rate_tile(
    asker: Asker,
    name: str,
    now: dict[Any, Any],
    earlier: list[dict[str, dict[Any, Any]]],
    windows: Windows,
) -> Tile:
    metric, label = get(name), punctuate(ask(name).label)
    if windows.rates.days != windows.period.days:
        label = text("today.rate_label", label=label, days=windows.rates.days)
    definition = punctuate(definition_text(name))
    if now["status"] in ("missing_column", "no_data"):
        missing = punctuate(str(now["missing"]))
        return Tile(name, label, "—", definition, "", instead=missing)
    if _few(asker, now):
        return _few_tile(name, label, definition, now, windows)
    labels = (text("today.before", days=windows.rates.days), windows.rates_last_year.label)
    against = tuple(
        _rate_against(metric.direction, now, then.get(name), label)
        for label, then in zip(labels, earlier, strict=True)
    )
    basis = text(
        "today.basis_rate",
        period=span_words(windows.rates.start, windows.rates.last, windows.rates.last),
        n=number(now["n"]),
        low=rate(now["low"]),
        high=rate(now["high"]),
    )
    if now["status"] == "small_n":
        basis = clauses((punctuate(str(now["missing"])), basis))
    return Tile(
        name, label, rate(now["value"]), definition, basis, against,
        target=_target_words(name, now, windows.rates.last.year), period=windows.rates,
        n=int(now["denominator"]),
    )  # fmt: skip


def _rate_against(
    direction: str, now: dict[Any, Any], then: dict[Any, Any] | None, label: str
) -> Against:
    if then is None or then["status"] in ("missing_column", "no_data"):
        return Against(text("today.no_earlier", label=label))
    found = compare(Measure.of(now), Measure.of(then), label)
    words = text("today.then", value=rate(then["value"]))
    return Against(
        punctuate(found.wording), tone_of(found, direction), move=_move(found), then=words
    )


def _move(found: Comparison) -> Literal["", "up", "down"]:
    """Return which way a clear change went."""
    if not found.significant or not found.change:
        return ""
    return "up" if found.change > 0 else "down"


def _target_words(name: str, row: dict[Any, Any], year: int) -> str:
    """Return what a rate should reach and whether it does, as far as its interval tells."""
    target = target_of(name, year)
    if target is None:
        return ""
    stands = verdict(target, float(row["low"]), float(row["high"]))
    sign = "at_least" if target.at_least else "at_most"
    return text(
        f"today.target_{stands}", target=text(f"today.target_{sign}", value=rate(target.value, 0))
    )
