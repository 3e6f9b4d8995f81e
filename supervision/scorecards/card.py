"""The card of a unit: each figure with what it is made of, its target, its year, and what was to be
expected of the unit's tickets.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from data_access.metrics.evaluate import evaluate
from data_access.metrics.source import Source
from data_access.metrics.targets import target_of, verdict
from data_access.results.values import missing, records
from data_access.types import Filters, Period, Scope
from supervision.scorecards.case_mix import expect
from supervision.scorecards.comparison import LEAST_N, Compared, compare_units
from supervision.scorecards.indicators import INDICATORS, NAMES, Indicator
from supervision.scorecards.mix_cells import cells_of, inside, read_cells
from supervision.scorecards.period import line_of

LEAST_UNITS = 3
"""Units with cases of a rate under which nothing is expected of any of them."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One figure. ``figure``: the row of ``evaluate``. ``months``: its line, oldest first.
    ``compared``: the row of ``comparison.Compared.units``, None where nothing is expected.
    """

    indicator: Indicator
    figure: Mapping[str, Any]
    months: tuple[tuple[date, float | None, int], ...]
    target: Mapping[str, Any] | None
    compared: Mapping[str, Any] | None
    saturated: bool


@dataclass(frozen=True, slots=True)
class Card:
    """A unit's entries, in the order of ``INDICATORS``."""

    unit: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Cards:
    """``cards``: by name of the unit. ``compared``: each expected rate's comparison of all units.
    ``methods``: by rate, ``model`` or ``strata``. ``dispersion``: by rate.
    """

    period: Period
    cards: tuple[Card, ...]
    compared: Mapping[str, Compared]
    methods: Mapping[str, str]
    dispersion: Mapping[str, float]


def make_cards(
    extract: Source,
    scope: Scope,
    filters: Filters,
    last: date,
    *,
    unit: str | None = None,
    least_n: int = LEAST_N,
) -> Cards:
    """Return the cards of all units with tickets in the period (``unit``: of that one), within the
    scope. ``last``: the last day with data. What is expected comes from all units that the scope
    sees; a reader of fewer than three has none.
    """
    line = line_of(filters.period, filters.as_of or last)
    figures = _by_unit(evaluate(extract, scope, filters, NAMES, ("department",)))
    lines = _lines(evaluate(extract, scope, filters.during(line), NAMES, ("department", "month")))
    compared, methods, dispersion = _compared(extract, scope, filters, line, least_n)
    tables = {name: found.units.to_dict("index") for name, found in compared.items()}
    cards = []
    for name in sorted({u for u, _ in figures}):
        if unit is not None and name != unit:
            continue
        entries = [
            _entry(
                i, figures[name, i.name], lines.get((name, i.name), ()), filters.period,
                tables.get(i.name, {}).get(name),
                saturated=i.name in compared and compared[i.name].saturated,
            )
            for i in INDICATORS if (name, i.name) in figures
        ]  # fmt: skip
        cards.append(Card(name, tuple(entries)))
    return Cards(filters.period, tuple(cards), compared, methods, dispersion)


def _compared(
    extract: Source, scope: Scope, filters: Filters, line: Period, least_n: int
) -> tuple[dict[str, Compared], dict[str, str], dict[str, float]]:
    """Return each rate's comparison, how its expectation was made, and its dispersion."""
    found = read_cells(extract, scope, filters.during(line))
    compared, methods, dispersion = {}, {}, {}
    for indicator in INDICATORS:
        if not indicator.expected or indicator.name not in found.cases:
            continue
        cells = cells_of(found, indicator.name)
        mine = inside(cells, filters.period.start, filters.period.end)
        if cells.loc[mine, "unit"].nunique() < LEAST_UNITS:
            continue
        made = expect(cells, mine)
        compared[indicator.name] = compare_units(
            made.units, higher_is_better=indicator.higher_is_better, least_n=least_n
        )
        methods[indicator.name] = made.method
        dispersion[indicator.name] = made.dispersion
    return compared, methods, dispersion


def _by_unit(frame: pd.DataFrame) -> dict[tuple[str, str], dict[str, Any]]:
    """Return rows by unit and metric; rows without a unit are nobody's."""
    known = frame[frame["department"].notna()]
    return {(str(r["department"]), str(r["metric"])): r for r in records(known)}


def _lines(
    frame: pd.DataFrame,
) -> dict[tuple[str, str], tuple[tuple[date, float | None, int], ...]]:
    known = frame[frame["department"].notna() & frame["month"].notna()]
    found: dict[tuple[str, str], list[tuple[date, float | None, int]]] = {}
    for row in records(known.sort_values("month", kind="stable")):
        key = (str(row["department"]), str(row["metric"]))
        month = pd.Timestamp(row["month"]).date()
        n = 0 if missing(row["n"]) else int(row["n"])
        found.setdefault(key, []).append((month, _number(row["value"]), n))
    return {key: tuple(months) for key, months in found.items()}


def _entry(
    indicator: Indicator,
    figure: Mapping[str, Any],
    months: tuple[tuple[date, float | None, int], ...],
    period: Period,
    compared: Mapping[Any, Any] | None,
    *,
    saturated: bool,
) -> Entry:
    target = target_of(indicator.name, period.last.year)
    told = None
    if target is not None:
        low, high = _number(figure["low"]), _number(figure["high"])
        said = verdict(target, low, high) if low is not None and high is not None else None
        told = {
            "value": target.value, "at_least": target.at_least, "source": target.source,
            "verdict": said if figure["status"] == "ok" else None,
        }  # fmt: skip
    return Entry(indicator, figure, months, told, compared, saturated)


def _number(value: Any) -> float | None:
    return None if missing(value) else float(value)
