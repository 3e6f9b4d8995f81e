"""What the nightly run stores of lead units: each one's own tickets, by the quick models.

One tree holds all units with enough tickets (the unit stands where a cell's area does), so that a
thin unit is drawn to what is known of its categories. A unit's categories add up to its total; the
units don't add up to the whole's forecast, which knows tickets without a unit too.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import pandas as pd

from data_access.metrics.series import daily_counts_by_unit
from data_access.results.declared import Frame
from data_access.types import ANY, Period
from forecasting.area_frames import beside
from forecasting.cell_forecasts import RunSettings, forecast_all
from forecasting.cleaning import clean
from forecasting.drivers.components import components
from forecasting.earlier import added, forecast_then
from forecasting.frames import (
    UNIT_COMPONENT,
    UNIT_DRIVER,
    UNIT_EARLIER,
    UNIT_FINDING,
    UNIT_FORECAST,
    UNIT_ITEM,
    UNIT_SCORE,
)
from forecasting.ground import Ground
from forecasting.reading import NAIVE, SHOWN
from forecasting.reconcile.tree import build
from forecasting.types import History, history_of

RECENT = 112
LEAST, LEAST_FIRST, LEAST_SECOND = 28, 56, 112
"""So many tickets in the last 112 days for a forecast at all, for one of first-level categories
(one ticket in two days) and of second-level ones (one a day)."""
MOST_CELLS = 1500
APART = 20
"""So many units at most, the busiest, are taken apart."""


@dataclass(frozen=True)
class _Units:
    counts: pd.DataFrame  # area (the unit), category, channel, day, n
    levels: dict[str, int]


def unit_frames(
    ground: Ground, period: Period, settings: RunSettings, earlier: pd.DataFrame, *, remake: bool
) -> dict[Frame, pd.DataFrame]:
    """Return the frames ``UNIT_…``: of every lead unit with enough tickets.

    ``settings``: the whole's, without its slow models. Empty where no unit has enough tickets.
    ``earlier``: what was forecast before (``unit``, ``category``, …); ``remake``: whether it is to
    be made up for with the data of four weeks ago.
    """
    units = _counted(ground, period)
    if not units.levels:
        return {}
    asked = replace(settings, busiest=0)
    run = forecast_all(ground.ripe(units.counts), ground.calendar, asked, last=ground.last)
    if remake:
        then = forecast_then(units.counts, ground.calendar, ground.last, settings.origins)
        earlier = added(earlier, _of_units(then, units))
    raw = build(history_of(units.counts, ground.last))[1]
    cleaned = clean(raw, ground.calendar).history
    cuts = {u: replace(ground.cut, department=u) for u in units.levels}
    items, drivers = beside(ground, (raw, cleaned), run.forecast, cuts)
    parts = components(cleaned, _totals(cleaned, units), ground.calendar)
    return {
        UNIT_FORECAST: _of_units(run.forecast, units),
        UNIT_EARLIER: earlier,
        UNIT_SCORE: _scores(_of_units(run.score, units)),
        UNIT_FINDING: _of_units(run.findings, units),
        UNIT_ITEM: items.rename(columns={"area": "unit"}),
        UNIT_DRIVER: drivers.rename(columns={"area": "unit"}),
        UNIT_COMPONENT: _of_units(parts, units),
    }


def _counted(ground: Ground, period: Period) -> _Units:
    """Return the counts of units with enough tickets, each at the level that it has enough for."""
    code = ground.cut.jurisdiction
    fine = daily_counts_by_unit(
        ground.extract, ground.scope, code, period, category_level=2, as_of=ground.last
    )
    recent = fine[fine["day"] > pd.Timestamp(ground.last) - pd.Timedelta(RECENT, "D")]
    known = recent[recent["unit"] != ""].groupby("unit")["n"].sum()
    known = known[known >= LEAST]
    levels = {str(u): (n >= LEAST_FIRST) + (n >= LEAST_SECOND) for u, n in known.items()}
    fine = fine[fine["unit"].isin(levels)]
    # A large city's units are many: all of them a level coarser until a night has time for them.
    for most in (2, 1, 0):
        levels = {u: min(level, most) for u, level in levels.items()}
        rows = _coarser(fine, levels)
        if len(rows) // max(1, period.days) <= MOST_CELLS:
            break
    return _Units(rows, levels)


def _coarser(fine: pd.DataFrame, levels: dict[str, int]) -> pd.DataFrame:
    level = fine["unit"].map(levels)
    coarse = fine["category"].where(~fine["category"].str.isdigit(), fine["category"].str[:2])
    category = fine["category"].where(level == 2, coarse).where(level > 0, ANY)
    rows = fine.assign(area=fine["unit"], category=category, channel=ANY)
    keys = ["area", "category", "channel", "day"]
    counts: pd.DataFrame = rows.groupby(keys, sort=True)["n"].sum().reset_index()
    return counts


def _of_units(frame: pd.DataFrame, units: _Units) -> pd.DataFrame:
    """Return the rows of single units, under their names."""
    mine = frame[frame["area"].isin(units.levels) & (frame["channel"] == ANY)]
    return mine.rename(columns={"area": "unit"}).drop(columns="channel").reset_index(drop=True)


def _scores(score: pd.DataFrame) -> pd.DataFrame:
    """Keep every model's errors of a unit's total; of its categories what is shown."""
    kept = (score["category"] == ANY) | score["model"].isin((SHOWN, NAIVE))
    return score[kept].reset_index(drop=True)


def _totals(history: History, units: _Units) -> list[int]:
    """Return the rows of the busiest units' totals."""
    keys = history.keys
    mine = keys["area"].isin(units.levels) & (keys["category"] == ANY) & (keys["channel"] == ANY)
    rows = mine.to_numpy().nonzero()[0]
    volume = pd.Series(pd.DataFrame(history.counts[rows]).sum(axis=1).to_numpy(), index=rows)
    return [int(r) for r in volume.sort_values(ascending=False, kind="stable").index[:APART]]
