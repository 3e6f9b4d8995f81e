"""What the nightly run stores of expectations: told once, kept, and gone on with every night.

A day's expectation is told before its week begins and never changed afterwards, so that every page
says the same of a day whenever it is opened. For the days ahead it is what the forecast says.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np
import pandas as pd

from data_access.metrics.series import daily_counts, daily_counts_by_unit
from data_access.results.declared import Frame
from data_access.results.store import ResultStore
from data_access.types import ANY, Period, Scope
from forecasting.expected.cells import UNIT, cells_of
from forecasting.expected.days import Cells, expected_days
from forecasting.frames import (
    EXPECTED,
    EXPECTED_SHAPE,
    FORECAST,
    ROOM,
    UNIT_EXPECTED,
    UNIT_FORECAST,
)
from forecasting.ground import Ground
from forecasting.reading import EXPECT_DAYS
from forecasting.types import Days, Floats, History

KEPT_DAYS = 430
"""A year and two months: the period a year ago, with what is shown before it."""
LEAST_TICKETS = 28
"""A cell with fewer in the days kept is not stored: what is expected of it is its share of the
cell above (``expected/cut.py``)."""
_WEEK = 7
_CELL = ["area", "category", "period"]


@dataclass(frozen=True)
class Told:
    """What earlier runs expected (area, or ``UNIT`` and a unit; category, period, mean, …), up to
    the end of their week ``until``."""

    rows: pd.DataFrame
    until: date | None = None


def told_of(results: ResultStore, scope: Scope, code: str, last: date) -> Told:
    """Return what the current run told; nothing where it looked at other days than before."""
    run = results.current(ROOM, code)
    if run is None or run.as_of is None or not run.has(EXPECTED) or run.as_of > last:
        return Told(pd.DataFrame())
    units = results.read(scope, run, UNIT_EXPECTED)
    rows = pd.concat([results.read(scope, run, EXPECTED), _as_area(units)], ignore_index=True)
    return Told(rows, week_end(run.as_of))


def week_end(last: date) -> date:
    """Return the Sunday of the week that begins on or holds the day after ``last``."""
    following = last + timedelta(days=1)
    return following + timedelta(days=6 - following.weekday())


def expected_frames(
    ground: Ground, period: Period, told: Told, made: dict[Frame, pd.DataFrame]
) -> dict[Frame, pd.DataFrame]:
    """Return ``EXPECTED``, ``UNIT_EXPECTED`` and ``EXPECTED_SHAPE``.

    ``period``: the days of the history. ``made``: the frames of this night's forecast, which say
    what is expected of the days ahead; a cell that they lack goes on by its curve.
    """
    cells = _ripe(_counted(ground, period), ground)
    days = np.concatenate([cells.shaped.days, cells.shaped.ahead(2 * _WEEK)])
    kept = max(EXPECT_DAYS, period.days - KEPT_DAYS)
    told = _still_good(told, days[kept])
    first = kept if told.until is None else max(kept, (told.until - period.start).days + 1)
    means = _means(told, cells, days)
    found = expected_days(cells, ground.calendar, first=first, ahead=2 * _WEEK, told=means)
    rows = found.frame(first).drop(columns="channel")
    rows["remade"] = rows["period"] <= pd.Timestamp(ground.last)
    rows = _as_forecast(rows, made, ground.last)
    if len(told.rows):
        earlier = told.rows[
            (told.rows["period"] >= pd.Timestamp(days[kept].astype(object)))
            & (told.rows["period"] < pd.Timestamp(days[first].astype(object)))
        ]
        rows = pd.concat([earlier, rows], ignore_index=True)
    rows = rows.merge(_large(cells, kept), on=["area", "category"])
    rows = rows.sort_values(_CELL, kind="stable", ignore_index=True)
    of_unit = rows["area"].str.startswith(UNIT)
    units = rows[of_unit]
    units = units.assign(unit=units["area"].str.removeprefix(UNIT))
    return {
        EXPECTED: rows.loc[~of_unit, list(EXPECTED.names)].reset_index(drop=True),
        UNIT_EXPECTED: units[list(UNIT_EXPECTED.names)].reset_index(drop=True),
        EXPECTED_SHAPE: shape_of(pd.concat([rows[rows["area"] == ANY].assign(unit=ANY), units])),
    }


def shape_of(rows: pd.DataFrame) -> pd.DataFrame:
    """Return ``EXPECTED_SHAPE`` of cells (unit, category, period, mean, scatter, drift, season).

    A cell's means are divided by their average, and so is what its variance has beyond its mean:
    any part of the cell takes the same share of it (``cut.of_cut``), with or without its size.
    """
    average = rows.groupby(["unit", "category"])["mean"].transform("mean")
    size = average.where(average > 0, 1.0)
    shape = rows.assign(mean=rows["mean"] / size, scatter=1.0 + (rows["scatter"] - 1.0) / size)
    return shape[list(EXPECTED_SHAPE.names)].reset_index(drop=True)


def _still_good(told: Told, first: np.datetime64) -> Told:
    """Return what was told, or nothing where more history has come in since: then all is told anew
    with it."""
    if told.rows.empty:
        return Told(told.rows)
    began = told.rows["period"].min().to_datetime64().astype("datetime64[D]")
    return told if began <= first + EXPECT_DAYS else Told(told.rows.iloc[:0])


def _counted(ground: Ground, period: Period) -> Cells:
    def counts(area: str, category: int) -> pd.DataFrame:
        return daily_counts(
            ground.extract, ground.scope, ground.cut.jurisdiction, period,
            area_level=area, category_level=category, as_of=ground.last,  # type: ignore[arg-type]
        )  # fmt: skip

    units = daily_counts_by_unit(
        ground.extract, ground.scope, ground.cut.jurisdiction, period,
        category_level=2, as_of=ground.last,
    ).rename(columns={"unit": "area"}).assign(channel=ANY)  # fmt: skip
    days: Days = np.arange(np.datetime64(period.start, "D"), np.datetime64(ground.last, "D") + 1)
    return cells_of(days, counts("city", 2), [counts("county", 1), counts("street", 1)], units)


def _ripe(cells: Cells, ground: Ground) -> Cells:
    """Return the cells without the days of which too much is still to be recorded."""
    if not ground.unripe:
        return cells
    late = np.isin(cells.shaped.days, np.array(ground.unripe, dtype="datetime64[D]"))

    def known(part: History) -> History:
        return replace(part, counts=np.where(late, np.nan, part.counts))

    return replace(
        cells, shaped=known(cells.shaped), derived=known(cells.derived), summed=known(cells.summed)
    )


def _large(cells: Cells, kept: int) -> pd.DataFrame:
    """Return the cells that are stored."""
    parts = (cells.shaped, cells.derived, cells.summed)
    counts = np.concatenate([np.nansum(p.counts[:, kept:], axis=1) for p in parts])
    large = (counts >= LEAST_TICKETS) | (np.arange(len(counts)) < len(cells.shaped))
    return cells.keys.loc[large, ["area", "category"]]


def _as_area(units: pd.DataFrame) -> pd.DataFrame:
    return units.assign(area=UNIT + units["unit"].astype(str)).drop(columns="unit")


def _means(told: Told, cells: Cells, days: Days) -> Floats | None:
    """Return the means that were told, series × days (NaN: none)."""
    if told.rows.empty:
        return None
    keys = cells.keys
    place = pd.MultiIndex.from_frame(keys[["area", "category"]])
    row = place.get_indexer(pd.MultiIndex.from_frame(told.rows[["area", "category"]]))
    day = told.rows["period"].to_numpy().astype("datetime64[D]")
    column = (day - days[0]).astype(np.int64)
    mine = (row >= 0) & (column >= 0) & (column < len(days))
    means: Floats = np.full((len(keys), len(days)), np.nan)
    means[row[mine], column[mine]] = told.rows["mean"].to_numpy(dtype=float)[mine]
    return means


def _as_forecast(rows: pd.DataFrame, made: dict[Frame, pd.DataFrame], last: date) -> pd.DataFrame:
    """Return the rows with the forecast's means for the days after ``last``."""
    parts = []
    if FORECAST in made:
        whole = made[FORECAST]
        parts.append(whole.loc[whole["channel"] == ANY, [*_CELL, "mean"]])
    if UNIT_FORECAST in made:
        parts.append(_as_area(made[UNIT_FORECAST])[[*_CELL, "mean"]])
    if not parts:
        return rows
    ahead = pd.concat(parts, ignore_index=True)
    ahead["period"] = pd.to_datetime(ahead["period"]).astype(rows["period"].dtype)
    ahead = ahead[ahead["period"] > pd.Timestamp(last)].drop_duplicates(_CELL)
    joined = rows.merge(ahead.rename(columns={"mean": "forecast"}), on=_CELL, how="left")
    known = joined.pop("forecast")
    return joined.assign(mean=known.where(known.notna(), joined["mean"]))
