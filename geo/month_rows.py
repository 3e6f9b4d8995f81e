"""A month of areas: counts go in, the rows that are stored come out. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.area_counts import NO_CATEGORY, SHARES, TICKETS
from geo.frames import AREA_MONTHLY, AREA_SERIES
from geo.places import Places
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
SPOTS = ("z", "moran", "p", "p_adjusted")


@dataclass(frozen=True)
class LevelMonth:
    """What is known of a level in a month.

    ``tables``: counts (the columns of ``area_counts.Counted.rows``) by area, all of them by code,
    and by category: those of ``categories`` and ``NO_CATEGORY``. ``index``: reports against what is
    expected, None where nobody's residents are known. ``missing``: measures that the source cannot
    tell.
    """

    places: Places
    categories: tuple[str, ...]
    tables: Mapping[str, pd.DataFrame]
    index: Index | None
    missing: frozenset[str]


def level_month(
    places: Places,
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
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the month's rows of ``AREA_MONTHLY`` and ``AREA_SERIES``; levels the widest first."""
    monthly: list[pd.DataFrame] = []
    series: list[pd.DataFrame] = []
    hidden = _withheld(levels)
    for number, level in enumerate(levels):
        mine = replace(asked, draws=draws_for(len(level.places.codes)))
        for name in OF_WHOLE:
            if name in level.missing or (name == "to_expected" and level.index is None):
                continue
            rows, spots = _whole(level, MEASURES[name], mine)
            rows["few"] = _few(hidden, number, name, 0)
            monthly.append(rows.assign(level=level.places.level, month=month, category=""))
            series.append(spots.assign(level=level.places.level, month=month))
        if role:
            parts = _parts(level, hidden, number, role, replace(asked, draws=DRAWS_OF_PARTS))
            monthly += [part.assign(level=level.places.level, month=month) for part in parts]
    return (
        AREA_MONTHLY.shaped(pd.concat(monthly, ignore_index=True) if monthly else None),
        AREA_SERIES.shaped(pd.concat(series, ignore_index=True) if series else None),
    )


def lowered(rows: pd.DataFrame, role: Role) -> pd.DataFrame:
    """Return a month's rows as they are told when it is older: categories lose spots, then go."""
    whole = rows["category"] == ""
    if not role:
        return rows[whole].reset_index(drop=True)
    if role == 1:
        rows = rows.copy()
        rows.loc[~whole, list(SPOTS)] = np.nan
        rows.loc[~whole, "kind"] = ""
    return rows


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
) -> list[pd.DataFrame]:
    """Return the rows of every top-level category; an area without its tickets has none, unless
    their lack is news.
    """
    places, found = level.places, []
    for place, category in enumerate(level.categories):
        tickets = level.tables[TICKETS][category].to_numpy(dtype=np.int64)
        for name in OF_PARTS:
            if name in level.missing:
                continue
            hits, base = _fraction(level, name, category)
            columns = area_columns(hits, base, places.near, MEASURES[name], asked, spots=role > 1)
            few = _few(hidden, number, name, place + 1)
            rows = pd.DataFrame(
                {
                    "kind": "", "pattern": "", "note": "", "like_side": 0, **columns,
                    "category": category, "measure": name, "hits": hits, "base": base,
                    TICKETS: tickets, "few": few,
                }
            )  # fmt: skip
            found.append(rows[(tickets > 0) | columns["shown"] | few])
    return found


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
