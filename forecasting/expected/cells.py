"""Which cells are expected to be how many: from tables of counts to the series of ``days.py``.

The whole, every category and every area's total learn a shape of their own; a first-level category
within an area takes the city's shape. A unit's matters take the city's shape each, and its own
total is their sum: what a heating office is sent has the season of heating.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import sparse

from data_access.types import ANY, CATEGORY_DIGITS, OWN
from forecasting.expected.days import Cells
from forecasting.reconcile.tree import covers
from forecasting.types import KEYS, Days, Floats, History

Counts = pd.DataFrame
"""Columns area, category, channel, day, n, as ``data_access.metrics.series`` makes them."""


UNIT = "unit:"
"""Before a lead unit's name where a cell's area stands."""


def cells_of(days: Days, by_category: Counts, by_area: list[Counts], by_unit: Counts) -> Cells:
    """Return the cells of a place over ``days``.

    ``by_category``: the whole place by second-level category. ``by_area``: for each level of areas,
    by first-level category. ``by_unit``: lead units (in the column ``area``) by second-level
    category; their names come back after ``UNIT``. Tickets without a category, area or unit count
    in the sums above only.
    """
    shaped = [
        _history(days, by_category.assign(category=ANY)),
        _history(days, _filed(by_category).pipe(_first_level)),
        _history(days, _filed(by_category)),
    ]
    drawn = []
    for counts in by_area:
        placed = counts[counts["area"] != ""]
        shaped.append(_history(days, placed.assign(category=ANY)))
        drawn.append(_history(days, _filed(placed)))
    named = _filed(by_unit[by_unit["area"] != ""])
    named = named.assign(area=UNIT + named["area"].astype(str))
    units = _history(days, named.assign(category=_own(named["category"])))
    derived = _stacked(days, [*drawn, units])
    sums = _stacked(
        days, [_history(days, named.assign(category=ANY)), _history(days, _first_level(named))]
    )
    known = set(derived.keys[list(KEYS)].itertuples(index=False, name=None))
    cells = sums.keys[list(KEYS)].itertuples(index=False, name=None)
    sums = sums.pick([row for row, cell in enumerate(cells) if cell not in known])
    return Cells(_stacked(days, shaped), derived, sums, _members(sums, derived))


def _filed(counts: Counts) -> Counts:
    return counts[counts["category"] != ""]


def _first_level(counts: Counts) -> Counts:
    codes = counts["category"].astype(str)
    return counts.assign(category=codes.where(~codes.str.isdigit(), codes.str[:CATEGORY_DIGITS]))


def _own(codes: pd.Series[str]) -> pd.Series[str]:
    """Tell tickets that name no finer category from the wider one that holds them all."""
    wide = codes.str.isdigit() & (codes.str.len() == CATEGORY_DIGITS)
    return codes.where(~wide, codes + OWN)


def _history(days: Days, counts: Counts) -> History:
    """Return one series for every cell named; a day without a row is zero."""
    column = (counts["day"].to_numpy().astype("datetime64[D]") - days[0]).astype(np.int64)
    inside = (column >= 0) & (column < len(days))
    counts, column = counts[inside], column[inside]
    grouped = counts.groupby(list(KEYS), sort=True)
    found: Floats = np.zeros((grouped.ngroups, len(days)))
    np.add.at(found, (grouped.ngroup().to_numpy(), column), counts["n"].to_numpy(dtype=float))
    keys = pd.DataFrame(list(grouped.groups), columns=list(KEYS))
    return History(days, found, keys)


def _stacked(days: Days, parts: list[History]) -> History:
    """Return all series; of two with one key the first, which holds the other's tickets too."""
    keys = pd.concat([p.keys for p in parts], ignore_index=True)
    counts = np.concatenate([p.counts for p in parts])
    first = np.flatnonzero(~keys.duplicated(list(KEYS)).to_numpy())
    return History(days, counts, keys).pick(first)


def _members(sums: History, derived: History) -> sparse.csr_matrix:
    """Return which derived series each sum holds: of the same area, the category or one below."""
    rows, columns = [], []
    by_area: dict[str, list[tuple[int, tuple[str, str, str]]]] = {}
    for number, cell in enumerate(derived.keys[list(KEYS)].itertuples(index=False, name=None)):
        by_area.setdefault(cell[0], []).append((number, cell))
    for row, node in enumerate(sums.keys[list(KEYS)].itertuples(index=False, name=None)):
        mine = [number for number, cell in by_area.get(node[0], []) if covers(node, cell)]
        rows += [row] * len(mine)
        columns += mine
    shape = (len(sums), len(derived))
    return sparse.csr_matrix((np.ones(len(rows)), (rows, columns)), shape=shape)
