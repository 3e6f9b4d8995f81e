"""The three numbers: how many, how punctually, how satisfied; each against last week and year."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from dashboards.leader_app.model import Against, Tile, Tone
from dashboards.leader_app.windows import Windows
from data_access.extract.manifest import JurisdictionSummary
from data_access.metrics.baseline import DayFactors
from data_access.metrics.comparison import Comparison, Measure, compare
from data_access.metrics.evaluate import Source, evaluate
from data_access.metrics.periods import Earlier, as_known_then
from data_access.metrics.registry import definition_text, get
from data_access.types import Filters, Period, Scope
from style.texts import text
from style.wording import number, punctuate, quantity, rate, span_words

VOLUME = "volume"
RATES = ("on_time_rate", "satisfaction_rate")


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks for what: the arguments that every part of the page shares."""

    extract: Source
    scope: Scope
    filters: Filters
    summary: JurisdictionSummary

    def rows(self, filters: Filters, names: tuple[str, ...]) -> dict[str, dict[Any, Any]]:
        """Return one row a metric over a cut."""
        frame = evaluate(self.extract, self.scope, filters, names)
        return {str(row["metric"]): row for row in frame.to_dict("records")}

    def covers(self, period: Period) -> bool:
        """Tell whether the data reach back over the whole period."""
        return self.summary.first_day is not None and self.summary.first_day <= period.start


def volume_tile(asker: Asker, windows: Windows, factors: DayFactors | None) -> tuple[Tile, int]:
    """Return the tile of the number of tickets, and the number."""
    now = asker.rows(asker.filters, (VOLUME,))[VOLUME]
    against = tuple(
        _volume_against(asker, windows, factors, now, earlier)
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
        get(VOLUME).label,
        quantity(count, "件"),
        punctuate(definition_text(VOLUME)),
        basis,
        against,
    )
    return tile, count


def _volume_against(
    asker: Asker,
    windows: Windows,
    factors: DayFactors | None,
    now: dict[Any, Any],
    earlier: Earlier,
) -> Against:
    if not asker.covers(earlier.period):
        return Against(text("today.no_earlier", label=earlier.label))
    then = asker.rows(as_known_then(asker.filters, earlier.period), (VOLUME,))[VOLUME]
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
    return Against(punctuate(found.wording), "neutral", punctuate(earlier.note))


def rate_tiles(asker: Asker, windows: Windows) -> tuple[Tile, ...]:
    """Return the tiles of the rates, over ``windows.rates``."""
    cut = replace(asker.filters, period=windows.rates)
    now = asker.rows(cut, RATES)
    earlier = [
        asker.rows(as_known_then(cut, e.period), RATES) if asker.covers(e.period) else {}
        for e in (windows.rates_previous, windows.rates_last_year)
    ]
    return tuple(_rate_tile(name, now[name], earlier, windows) for name in RATES)


def _rate_tile(
    name: str,
    now: dict[Any, Any],
    earlier: list[dict[str, dict[Any, Any]]],
    windows: Windows,
) -> Tile:
    metric = get(name)
    definition = punctuate(definition_text(name))
    if now["status"] in ("missing_column", "no_data"):
        missing = punctuate(str(now["missing"]))
        return Tile(name, metric.label, "—", definition, "", instead=missing)
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
        basis = f"{punctuate(str(now['missing']))}；{basis}"
    return Tile(name, metric.label, rate(now["value"]), definition, basis, against)


def _rate_against(
    direction: str, now: dict[Any, Any], then: dict[Any, Any] | None, label: str
) -> Against:
    if then is None or then["status"] in ("missing_column", "no_data"):
        return Against(text("today.no_earlier", label=label))
    found = compare(Measure.of(now), Measure.of(then), label)
    return Against(punctuate(found.wording), tone_of(found, direction))


def tone_of(found: Comparison, direction: str) -> Tone:
    """Return what a change means: only a clear one of a metric with a good side means anything."""
    if not found.significant or not found.change or direction == "neutral":
        return "neutral"
    return "better" if (found.change > 0) == (direction == "higher_better") else "worse"
