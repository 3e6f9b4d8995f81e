"""What pages and commands read of expectations: of any cut, within what the reader may see."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from data_access.results.declared import Frame
from data_access.results.limits import may_read
from data_access.results.store import ResultStore, RunInfo
from data_access.types import ANY, CATEGORY_DIGITS, Filters, Scope
from forecasting.expected.cut import Cell
from forecasting.frames import EXPECTED, UNIT_EXPECTED
from forecasting.types import Days

_VALUES = ("mean", "scatter", "drift", "season")


@dataclass(frozen=True, slots=True)
class _Source:
    """Where a cell may be read: ``places`` are areas or units, whose rows are added up. ``exact``:
    these are the cut's own tickets but for its category."""

    frame: Frame
    places: tuple[str, ...]
    exact: bool


@dataclass(frozen=True, eq=False)
class Cells:
    """The cells above some categories of a cut: series in the order asked × ``days``.

    ``exact``: whether a series is the cut's own; else it is what its share is to be taken of.
    """

    days: Days
    cell: Cell
    exact: np.ndarray


@dataclass(frozen=True)
class Reader:
    """Who reads which run. What the scope may not see is no part of an answer: a limited reader's
    cells are those of his own areas or units."""

    results: ResultStore
    scope: Scope
    run: RunInfo

    def sources(self, cut: Filters, *, by_matter: bool) -> list[_Source]:
        """Return where the cut's cells may be read, the nearest first."""
        found = _sources(self.scope, cut, by_matter=by_matter)
        return [s for s in found if may_read(self.scope, s.frame)]

    def stored(
        self, frame: Frame, cells: set[tuple[str, str]], days: tuple[date, date]
    ) -> Mapping[tuple[str, str], pd.DataFrame]:
        """Return the rows of cells (place, category) over days, both included."""
        place = frame.unit if frame.reach == "unit" else frame.area
        sql = (
            f'SELECT "{place}" AS place, category, period, {", ".join(_VALUES)} '  # noqa: S608
            f'FROM "{frame.name}" WHERE list_contains(?, "{place}") '
            "AND list_contains(?, category) AND period BETWEEN ? AND ?"
        )
        asked = [sorted({p for p, _ in cells}), sorted({c for _, c in cells}), *days]
        rows = self.results.query(self.scope, self.run, sql, [frame], asked)
        by_cell = rows.groupby(["place", "category"], sort=False)
        return {(str(p), str(c)): mine for (p, c), mine in by_cell}


def read_cells(
    reader: Reader,
    cut: Filters,
    categories: Sequence[str],
    days: tuple[date, date],
    *,
    by_matter: bool = False,
) -> Cells:
    """Return the nearest cells to a cut's ``categories`` (codes, ``*``: all) over ``days``, both
    included.

    Where nothing is known the means are NaN. ``by_matter``: the cut counts matters, whose cells are
    never exact.
    """
    sources = reader.sources(cut, by_matter=by_matter)
    chains = {c: _chain(sources, c) for c in categories}
    wanted: dict[Frame, set[tuple[str, str]]] = {}
    for chain in chains.values():
        for source, category in chain:
            for place in source.places:
                wanted.setdefault(source.frame, set()).add((place, category))
    first = np.datetime64(days[0], "D")
    every = np.arange(first, np.datetime64(days[1], "D") + 1)
    stored = {frame: reader.stored(frame, cells, days) for frame, cells in wanted.items()}
    shape = (len(categories), len(every))
    arrays = {name: np.full(shape, np.nan) for name in _VALUES}
    exact = np.zeros(len(categories), dtype=bool)
    for row, category in enumerate(categories):
        for source, code in chains[category]:
            found = [stored[source.frame][p, code] for p in source.places
                     if (p, code) in stored[source.frame]]  # fmt: skip
            if not found:
                continue
            column, values = _added(found, first)
            for name in _VALUES:
                arrays[name][row, column] = values[name]
            exact[row] = source.exact and code == category
            break
    return Cells(every, Cell(*(arrays[n] for n in _VALUES)), exact)


def _sources(scope: Scope, cut: Filters, *, by_matter: bool) -> list[_Source]:
    plain = not cut.channel and not by_matter
    if scope.departments is not None:
        units = (cut.department,) if cut.department else tuple(sorted(scope.departments))
        return [_Source(UNIT_EXPECTED, units, plain and not cut.area and scope.areas is None)]
    if scope.areas is not None:
        places = (cut.area,) if cut.area else tuple(sorted(scope.areas))
        return [_Source(EXPECTED, places, plain and not cut.department)]
    found = []
    if cut.department:
        found.append(_Source(UNIT_EXPECTED, (cut.department,), plain and not cut.area))
    if cut.area:
        found.append(_Source(EXPECTED, (cut.area,), plain and not cut.department))
    return [*found, _Source(EXPECTED, (ANY,), plain and not found)]


def _chain(sources: list[_Source], category: str) -> list[tuple[_Source, str]]:
    """Return where a category may be read, the nearest first: its own cell, the same category in
    the whole place (for its season), then wider categories."""
    codes = [category]
    while codes[-1] != ANY:
        wider = codes[-1].isdigit() and len(codes[-1]) > CATEGORY_DIGITS
        codes.append(codes[-1][:-CATEGORY_DIGITS] if wider else ANY)
    return [(source, code) for code in codes for source in sources]


def _added(
    parts: list[pd.DataFrame], first: np.datetime64
) -> tuple[np.ndarray, dict[str, np.ndarray]]:
    """Return the columns and values of cells added up; a day that one lacks is none of it."""
    rows = parts[0] if len(parts) == 1 else pd.concat(parts, ignore_index=True)
    day = (rows["period"].to_numpy().astype("datetime64[D]") - first).astype(np.int64)
    if len(parts) == 1:
        return day, {name: rows[name].to_numpy(dtype=float) for name in _VALUES}
    column, place = np.unique(day, return_inverse=True)
    mean = rows["mean"].to_numpy(dtype=float)
    total = np.bincount(place, mean)
    values = {
        name: np.bincount(place, mean * rows[name].to_numpy(dtype=float)) / np.maximum(total, 1e-9)
        for name in _VALUES[1:]
    }
    return column, {"mean": total, **values}
