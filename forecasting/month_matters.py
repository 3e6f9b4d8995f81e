"""The month's matters: what is expected of next month, and who has to prepare."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd

from data_access.metrics.evaluate import evaluate
from data_access.types import Period
from forecasting.ground import Ground

if TYPE_CHECKING:
    from forecasting.cell_forecasts import ForecastRun
    from forecasting.types import History

UNITS_NAMED = 3
LEAST_SHARE = 0.1
"""A unit that handled less than this share of a matter isn't named for it."""


def month_items(
    ground: Ground, history: History, run: ForecastRun, repeat_rates: Mapping[str, float]
) -> pd.DataFrame:
    """Return next month's matters with the units to prepare."""
    from forecasting.monthly.items import Past, calendar_items, next_month

    month = next_month(ground.last)
    names = ground.extract.directory(ground.scope, ground.cut.jurisdiction).categories
    units = units_of(ground, month)
    past = Past(repeat_rates, units, names)
    digits = 4 if (history.keys["category"].str.len() == 4).any() else 2
    return calendar_items(history, run.forecast, month, past, digits=digits)


def units_of(ground: Ground, month: Period) -> dict[str, tuple[str, ...]]:
    """Return who handled most of each category in last year's month, else in the last 90 days."""
    start = (pd.Timestamp(month.start) - pd.DateOffset(years=1)).date()
    end = (pd.Timestamp(month.end) - pd.DateOffset(years=1)).date()
    last = ground.last
    recent = Period.last_days(last, 90)
    found: dict[str, tuple[str, ...]] = {}
    for days in (recent, Period(start, end)):
        filters = replace(ground.cut, period=days, as_of=last)
        rows = evaluate(
            ground.extract, ground.scope, filters, ["volume"], ["category_2", "department"]
        )
        rows = rows[rows["numerator"].notna()]
        if "category_2" not in rows or rows.empty:
            continue
        rows = rows[rows["category_2"].notna() & rows["department"].notna()]
        ordered = rows.sort_values(["numerator", "department"], ascending=[False, True])
        whole = ordered.groupby("category_2")["numerator"].transform("sum")
        large = ordered[ordered["numerator"] >= LEAST_SHARE * whole]
        named = large.groupby("category_2").head(UNITS_NAMED)
        found.update(dict.fromkeys(ordered["category_2"].astype(str), ()))
        for category, unit in zip(named["category_2"], named["department"], strict=True):
            found[str(category)] = (*found[str(category)], str(unit))
    return found
