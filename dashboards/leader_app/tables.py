"""The tables behind the pictures, for those who want every figure."""

from __future__ import annotations

import pandas as pd

from dashboards.components.tables import column_heads
from dashboards.leader_app.content import AreaPart, Day, RateSeries, RisePart


def day_table(days: tuple[Day, ...]) -> pd.DataFrame:
    """Return the trend's figures at full precision."""
    return pd.DataFrame(
        [(d.day.isoformat(), d.holiday, d.observed, d.expected, d.low, d.high) for d in days],
        columns=column_heads("day", "holiday", "tickets", "expected", "usual_low", "usual_high"),
    )


def area_table(part: AreaPart) -> pd.DataFrame:
    """Return the areas' figures at full precision."""
    rows = [(a.code, a.name, a.tickets, a.population, a.rate, a.low, a.high) for a in part.areas]
    return pd.DataFrame(
        rows,
        columns=column_heads(
            "area_code", "area", "tickets", "population", "per_10k", "low", "high"
        ),
    )


def rise_table(part: RisePart) -> pd.DataFrame:
    """Return the categories' figures at full precision."""
    rows = [
        (r.code, r.name, r.observed, r.expected, r.observed / r.expected, r.low, r.high)
        for r in part.rows
    ]
    return pd.DataFrame(
        rows,
        columns=column_heads(
            "category_code", "category", "tickets", "expected", "ratio", "ratio_low", "ratio_high"
        ),
    )


def rate_table(series: tuple[RateSeries, ...]) -> pd.DataFrame:
    """Return both rates by month at full precision; rates are shares from 0 to 1."""
    rows = [
        (s.label, f"{m.month:%Y-%m}", m.value, m.low, m.high, m.numerator, m.denominator)
        for s in series
        for m in (*s.last_year, *s.months)
    ]
    return pd.DataFrame(
        rows,
        columns=column_heads("metric", "month", "value", "low", "high", "numerator", "denominator"),
    )
