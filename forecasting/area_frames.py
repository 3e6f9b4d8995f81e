"""Beside a single place's forecasts: the month's matters and why its last four weeks differ.

A place is a lead unit or an area: its tickets alone, as if they were the whole.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pandas as pd

from data_access.results.declared import Frame
from data_access.types import ANY, Filters
from forecasting.drivers.last_weeks import driver_rows
from forecasting.frames import AREA_DRIVER, AREA_ITEM
from forecasting.ground import Ground
from forecasting.month_matters import units_of
from forecasting.monthly.items import Past, calendar_items, next_month
from forecasting.types import History

MOST = 60
"""So many areas at most, the busiest first: a tenth of a CPU second each."""


def area_frames(
    ground: Ground, histories: tuple[History, History], forecast: pd.DataFrame
) -> dict[Frame, pd.DataFrame]:
    """Return the frames ``AREA_ITEM`` and ``AREA_DRIVER`` of the areas that the nodes name."""
    keys = histories[0].keys
    totals = keys[(keys["category"] == ANY) & (keys["channel"] == ANY)]
    totals = totals[~totals["area"].isin((ANY, ""))]
    volume = pd.DataFrame(histories[0].counts[totals.index]).sum(axis=1).to_numpy()
    busiest = pd.Series(volume, index=totals["area"]).sort_values(ascending=False, kind="stable")
    cuts = {str(a): replace(ground.cut, area=str(a)) for a in busiest.index[:MOST]}
    if not cuts:
        return {}
    items, drivers = beside(ground, histories, forecast, cuts)
    return {AREA_ITEM: items, AREA_DRIVER: drivers}


def beside(
    ground: Ground,
    histories: tuple[History, History],
    forecast: pd.DataFrame,
    cuts: Mapping[str, Filters],
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return matters and drivers of some places, the place in the column ``area``.

    ``histories``: as counted and as cleaned, of the same nodes. ``cuts``: the place, as it stands
    in the nodes' ``area``, to the cut of its tickets.
    """
    raw, cleaned = histories
    month = next_month(ground.last)
    names = ground.extract.directory(ground.scope, ground.cut.jurisdiction).categories
    known = cleaned.keys[cleaned.keys["channel"] == ANY].groupby("area", sort=False).indices
    ahead = forecast[forecast["channel"] == ANY].groupby("area", sort=False)
    rows_of = cleaned.keys[cleaned.keys["channel"] == ANY].index.to_numpy()
    items, drivers = [], []
    for place, cut in cuts.items():
        rows = [int(n) for n in rows_of[known[place]]]
        mine = replace(ground, cut=cut, narrowed=True)
        history = _alone(cleaned, rows)
        codes = [str(c) for c in history.keys["category"] if str(c).isdigit()]
        digits = max((len(c) for c in codes), default=2)
        own = dict.fromkeys(codes, (cut.department,))
        units = own if cut.department else units_of(mine, month)
        found = calendar_items(
            history,
            ahead.get_group(place).assign(area=ANY),
            month,
            Past({}, units, names),
            digits=min(digits, 4),
        )
        items.append(found.assign(area=place))
        parts, _ = driver_rows(mine, _alone(raw, rows))
        drivers.append(parts.assign(area=place))
    return _joined(items), _joined(drivers)


def _joined(parts: list[pd.DataFrame]) -> pd.DataFrame:
    filled = [p for p in parts if len(p)] or parts[:1]
    return pd.concat(filled, ignore_index=True)


def _alone(history: History, rows: list[int]) -> History:
    """Return one place's series as if it were the whole."""
    mine = history.pick(rows)
    return replace(mine, keys=mine.keys.assign(area=ANY))
