"""A metric beside what it was: last week, last month, last year, each like for like."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Literal

import pandas as pd

from data_access.metrics.comparison import Comparison, Measure, compare
from data_access.metrics.day_factors import HISTORY_DAYS, DayFactors, fit
from data_access.metrics.evaluate import evaluate
from data_access.metrics.periods import Earlier, as_known_then, last_month, last_week, last_year
from data_access.metrics.registry import MATTERS, ask
from data_access.metrics.source import Source
from data_access.types import Filters, Period, Scope

When = Literal["week", "month", "year"]
_PERIODS: Mapping[When, Callable[[Period, str], Earlier]] = {
    "week": last_week,
    "month": last_month,
    "year": last_year,
}


@dataclass(frozen=True, slots=True)
class Against:
    """One comparison of one metric. ``row``: the earlier period's row of ``evaluate``, if any."""

    metric: str
    when: When
    earlier: Earlier
    comparison: Comparison
    row: Mapping[Any, Any] | None


def against(
    extract: Source,
    scope: Scope,
    filters: Filters,
    names: Sequence[str],
    when: Sequence[When] = ("week", "month", "year"),
) -> tuple[Against, ...]:
    """Compare metrics with earlier periods, metric by metric in the order asked.

    Periods are aligned by working days, last year's near Spring Festival by their distance from it
    (``periods``); each earlier figure is the one known as many days afterwards as this one is.
    Counts are judged per day of equal weight, with the scatter of daily counts. A period that the
    data don't reach back to is said so and not compared.
    """
    summary = extract.manifest.jurisdictions.get(filters.jurisdiction)
    calendar = summary.calendar if summary else "cn"
    now = _rows(extract, scope, filters, names)
    factors = _factors(extract, scope, filters, calendar, names)
    found = []
    for span in when:
        earlier = _PERIODS[span](filters.period, calendar)
        covered = summary is not None and (
            summary.first_day is not None and summary.first_day <= earlier.period.start
        )
        then = (
            _rows(extract, scope, as_known_then(filters, earlier.period), names) if covered else {}
        )
        for name in names:
            row = then.get(name)
            result = _compared(now[name], row, filters.period, earlier, factors)
            found.append(Against(name, span, earlier, result, row))
    order = {name: n for n, name in enumerate(names)}
    return tuple(sorted(found, key=lambda a: (order[a.metric], when.index(a.when))))


def _rows(
    extract: Source, scope: Scope, filters: Filters, names: Sequence[str]
) -> dict[str, Mapping[Any, Any]]:
    frame = evaluate(extract, scope, filters, names)
    return {str(row["metric"]): row for row in frame.to_dict("records")}


def _compared(
    now: Mapping[Any, Any],
    then: Mapping[Any, Any] | None,
    period: Period,
    earlier: Earlier,
    factors: DayFactors | None,
) -> Comparison:
    exposure = factors.exposure if factors else (lambda p: float(p.days))
    return compare(
        Measure.of(now, exposure(period)),
        None if then is None else Measure.of(then, exposure(earlier.period)),
        earlier.label,
        dispersion=factors.dispersion if factors else 1.0,
    )


def _factors(
    extract: Source, scope: Scope, filters: Filters, calendar: str, names: Sequence[str]
) -> DayFactors | None:
    """Return what kinds of days weigh, where a count is among the metrics."""
    counts_of = [ask(n) for n in names if ask(n).metric.kind in {"count", "per_10k"}]
    if not counts_of:
        return None
    # Matters scatter less than the tickets that bring them.
    volume = f"volume:{MATTERS}" if all(one.matters for one in counts_of) else "volume"
    start = filters.period.start
    history = filters.during(Period(start - timedelta(days=HISTORY_DAYS), start))
    frame = evaluate(extract, scope, history, (volume,), ("day",))
    frame = frame[frame["day"].notna()]
    if frame.empty:
        return None
    counts = pd.Series(frame["value"].to_numpy(dtype=float), index=pd.to_datetime(frame["day"]))
    summary = extract.manifest.jurisdictions.get(filters.jurisdiction)
    first = history.period.start
    if summary is not None and summary.first_day is not None:
        first = max(first, summary.first_day)
    # A day without a ticket is a day too: a small cell's history does not begin with its first.
    days = pd.date_range(first, history.period.last, freq="D")
    return fit(counts.reindex(days, fill_value=0.0), start, calendar)
