"""A month of areas: counts go in, the rows that are stored come out. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data_access.results.declared import Frame
from geo.area_counts import NO_CATEGORY, SHARES, TICKETS
from geo.frames import AREA_CATEGORY, AREA_MONTHLY, AREA_SERIES
from geo.level_areas import LevelAreas
from geo.small_cells import Table, withheld
from geo.statistics.area_measures import Asked, area_columns, area_measures, month_spots
from geo.statistics.expected_reports import Index
from geo.statistics.measures import MEASURES, Measure

Floats = NDArray[np.float64]
Role = int
"""What is told of a month's categories: 0 nothing, 1 values, 2 values and spots."""
DRAWS_OF_PARTS = 999
"""Draws for a category: they are many, and which of them to look at is told by the whole."""
FEW_AREAS = 200
"""Up to so many areas 9,999 draws reach every p-value that the correction asks for."""
OF_WHOLE = tuple(MEASURES)
OF_PARTS = ("count", "per_10k", *SHARES)
MONTHLY = (AREA_MONTHLY, AREA_CATEGORY, AREA_SERIES)
Made = dict[Frame, pd.DataFrame]


@dataclass(frozen=True)
class LevelMonth:
    """What is known of a level in a month.

    ``tables``: counts (the columns of ``area_counts.Counted.rows``) by area, all of them by code,
    and by category: those of ``categories`` and ``NO_CATEGORY``. ``index``: reports against what is
    expected, None where nobody's residents are known. ``missing``: measures that the source cannot
    tell.
    """

    places: LevelAreas
    categories: tuple[str, ...]
    tables: Mapping[str, pd.DataFrame]
    index: Index | None
    missing: frozenset[str]


def level_month(
    places: LevelAreas,
    rows: pd.DataFrame,
    categories: Sequence[str],
    index: Index | None,
    missing: Sequence[str],
) -> LevelMonth:
    """Return a level's month from its counts (``area_counts.Counted.rows``)."""
    columns = [c for c in rows.columns if c not in ("area", "category")]
    tables = {
        column: rows.pivot_table(
            index="area", columns="category", values=column, aggfunc="sum", fill_value=0
        ).reindex(index=list(places.codes), columns=[*categories, NO_CATEGORY], fill_value=0)
        for column in columns
    }
    return LevelMonth(places, tuple(categories), tables, index, frozenset(missing))


def draws_for(areas: int) -> int:
    """Return how many draws a level of so many areas needs."""
    return 9_999 if areas <= FEW_AREAS else 99_999


def month_frames(
    levels: Sequence[LevelMonth], month: pd.Timestamp, role: Role, asked: Asked
) -> Made:
    """Return the month's rows of ``MONTHLY``; levels the widest first."""
    found: dict[Frame, list[pd.DataFrame]] = {frame: [] for frame in MONTHLY}
    hidden = _withheld(levels)
    for number, level in enumerate(levels):
        mine = replace(asked, draws=draws_for(len(level.places.codes)))
        for name in OF_WHOLE:
            if name in level.missing or (name == "to_expected" and level.index is None):
                continue
            rows, spots = _whole(level, MEASURES[name], mine)
            rows["few"] = _few(hidden, number, name, 0)
            found[AREA_MONTHLY].append(_placed(rows, level, month))
            found[AREA_SERIES].append(_placed(spots, level, month))
        parts = role and _parts(level, hidden, number, role, replace(asked, draws=DRAWS_OF_PARTS))
        if isinstance(parts, pd.DataFrame):
            found[AREA_CATEGORY].append(_placed(parts, level, month))
    return {frame: joined(frame, parts) for frame, parts in found.items()}


def _placed(rows: pd.DataFrame, level: LevelMonth, month: pd.Timestamp) -> pd.DataFrame:
    return rows.assign(level=level.places.level, month=month)


def joined(frame: Frame, parts: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Return frames one below the other, in the order in which they are read."""
    if not parts:
        return frame.shaped()
    rows = pd.concat(parts, ignore_index=True)
    keys = [k for k in ("level", "month", "category", "measure", "area") if k in frame.names]
    return frame.shaped(rows.sort_values(keys, ignore_index=True, kind="stable"))


def lowered(made: Made, role: Role) -> Made:
    """Return a month's rows as they are told when it is older: categories lose spots, then go."""
    parts = made[AREA_CATEGORY]
    if not role:
        parts = parts.iloc[:0]
    elif role == 1:
        parts = parts.assign(z=np.nan, p_adjusted=np.nan, kind="")
    return {**made, AREA_CATEGORY: AREA_CATEGORY.shaped(parts)}


def _fraction(level: LevelMonth, name: str, category: str = "") -> tuple[Floats, Floats]:
    """Return hits and base of a measure by area, of a category or of all together."""

    def of(column: str) -> Floats:
        table = level.tables[column]
        return (table[category] if category else table.sum(axis=1)).to_numpy(dtype=float)

    if name == "to_expected" and level.index is not None:
        return np.nan_to_num(level.index.observed), np.nan_to_num(level.index.expected)
    if name in SHARES:
        return of(f"hits:{name}"), of(f"base:{name}")
    if name == "per_10k":
        return of(TICKETS), np.nan_to_num(level.places.people)
    return of(TICKETS), np.ones(len(level.places.codes))


def _whole(level: LevelMonth, measure: Measure, asked: Asked) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return a measure's rows of all categories together, and its spots for patterns."""
    places, (hits, base) = level.places, _fraction(level, measure.name)
    areas = places.frame(level.tables[TICKETS])
    counts = pd.DataFrame({"area": places.codes, "hits": hits, "base": base})
    rows = area_measures(areas, counts, places.near, measure, asked)
    rows["hits"], rows["base"] = hits, base
    rows[TICKETS] = level.tables[TICKETS].sum(axis=1).to_numpy(dtype=np.int64)
    if (rows["shown"].to_numpy() == (base > 0)).all():
        z, kind = rows["z"].to_numpy(), rows["kind"].to_numpy()
    else:
        z, kind = month_spots(hits, base, places.near, measure, asked)
    spots = pd.DataFrame({"measure": measure.name, "area": places.codes, "z": z, "kind": kind})
    return rows, spots


def _parts(
    level: LevelMonth, hidden: _Hidden, number: int, role: Role, asked: Asked
) -> pd.DataFrame | None:
    """Return the rows of every top-level category; an area without its tickets has none, unless
    their lack is news (or is withheld).
    """
    found: list[dict[str, NDArray[Any]]] = []
    for place, category in enumerate(level.categories):
        tickets = level.tables[TICKETS][category].to_numpy(dtype=np.int64)
        for name in OF_PARTS:
            if name in level.missing:
                continue
            hits, base = _fraction(level, name, category)
            few = _few(hidden, number, name, place + 1)
            columns = area_columns(
                hits, base, level.places.near, MEASURES[name], asked, spots=role > 1
            )
            columns |= {"hits": hits, "base": base, TICKETS: tickets, "few": few}
            kept = (tickets > 0) | columns["shown"] | few
            part = {key: values[kept] for key, values in columns.items()}
            same = {"category": category, "measure": name}
            part |= {k: np.full(int(kept.sum()), v, dtype=object) for k, v in same.items()}
            found.append(part)
    if not found:
        return None
    whole = {name: np.concatenate([part[name] for part in found]) for name in found[0]}
    return pd.DataFrame({"kind": "", **whole})


_Hidden = Mapping[str, Sequence[NDArray[np.bool_]]]


def _withheld(levels: Sequence[LevelMonth]) -> _Hidden:
    """Return by count (tickets, base of each share) and level which cells are not told."""
    found = {}
    for column in (TICKETS, *(f"base:{s}" for s in SHARES)):
        tables = []
        for level in levels:
            table = level.tables[column]
            parts = table[list(level.categories)].to_numpy(dtype=np.int64)
            whole = table.sum(axis=1).to_numpy(dtype=np.int64)[:, None]
            tables.append(Table(np.hstack([whole, parts]), level.places.parent))
        found[column] = withheld(tables)
    return found


def _few(hidden: _Hidden, number: int, name: str, column: int) -> NDArray[np.bool_]:
    """Return which areas' row of a measure is withheld."""
    few = hidden[TICKETS][number][:, column]
    return few | hidden[f"base:{name}"][number][:, column] if name in SHARES else few
