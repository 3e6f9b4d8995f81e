"""What pages and commands read of expectations: of any cut, within what the reader may see."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from threading import Lock

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data_access.results.declared import Frame
from data_access.results.limits import may_read
from data_access.results.store import ResultStore, RunInfo
from data_access.types import ANY, CATEGORY_DIGITS, Filters, Scope
from forecasting.expected.cut import Cell
from forecasting.frames import EXPECTED, EXPECTED_SHAPE, UNIT_EXPECTED
from forecasting.types import Days, Floats

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


@dataclass(frozen=True, eq=False)
class _Table:
    """A frame's cells in memory: cell × day from ``first`` on, NaN where nothing is expected."""

    first: np.datetime64
    row: Mapping[tuple[str, str], int]
    values: Mapping[str, NDArray[np.float32]]

    def of(self, cells: list[tuple[str, str]], days: Days) -> dict[str, Floats]:
        """Return the values of cells, cell × ``days``."""
        rows = [self.row[c] for c in cells]
        start = int((days[0] - self.first).astype(int))
        length = self.values["mean"].shape[1]
        first, last = max(0, -start), min(len(days), length - start)
        found = {name: np.full((len(rows), len(days)), np.nan) for name in _VALUES}
        if first < last:
            for name, values in found.items():
                values[:, first:last] = self.values[name][rows, start + first : start + last]
        return found

    def sum_of(self, cells: list[tuple[str, str]], days: Days) -> dict[str, Floats]:
        """Return the values of cells added up; scatter, drift and season weigh by their means."""
        parts = self.of(cells, days)
        known = ~np.isnan(parts["mean"])
        weight = np.where(known, parts["mean"], 0.0)
        total = weight.sum(axis=0)
        found = {"mean": np.where(known.any(axis=0), total, np.nan)}
        for name in _VALUES[1:]:
            values = np.where(known, parts[name], 0.0)
            found[name] = (weight * values).sum(axis=0) / np.maximum(total, 1e-9)
        return found


@dataclass(frozen=True)
class Reader:
    """Who reads which run. How many tickets came where the scope may not look is no part of an
    answer: of all tickets a limited reader has the season alone."""

    results: ResultStore
    scope: Scope
    run: RunInfo

    def sources(self, cut: Filters, *, by_matter: bool) -> list[_Source]:
        """Return where the cut's cells may be read, the nearest first."""
        found = _sources(self.scope, cut, by_matter=by_matter)
        return [s for s in found if may_read(self.scope, s.frame)]

    def table(self, frame: Frame) -> _Table:
        """Return the frame's cells as far as the scope sees them, kept for the next question."""
        key = (self.run.run_id, frame.name, self.scope.key())
        with _LOCK:
            if key in _KEPT:
                _KEPT.move_to_end(key)
                return _KEPT[key]
        found = self._load(frame)
        with _LOCK:
            _KEPT[key] = found
            while len(_KEPT) > _MOST_KEPT:
                _KEPT.popitem(last=False)
        return found

    def _load(self, frame: Frame) -> _Table:
        place = frame.area if frame.area in frame.names else frame.unit
        rows = self.results.read(
            self.scope, self.run, frame, columns=(place, "category", "period", *_VALUES)
        )
        if rows.empty:
            empty = {name: np.zeros((0, 0), dtype=np.float32) for name in _VALUES}
            return _Table(np.datetime64("1970-01-01", "D"), {}, empty)
        day = rows["period"].to_numpy().astype("datetime64[D]")
        # By numbers: a factor of pairs of words takes ten times as long.
        (at, places), (of, categories) = (
            pd.factorize(rows[name], use_na_sentinel=False) for name in (place, "category")
        )
        which, pairs = pd.factorize(at * len(categories) + of)
        names = [divmod(int(pair), len(categories)) for pair in pairs]
        column = (day - day.min()).astype(np.int64)
        values = {}
        for name in _VALUES:
            # Half the memory; a count's seventh digit says nothing.
            table = np.full((len(names), int(column.max()) + 1), np.nan, dtype=np.float32)
            table[which, column] = rows[name].to_numpy()
            values[name] = table
        index = {(str(places[p]), str(categories[c])): row for row, (p, c) in enumerate(names)}
        return _Table(day.min(), index, values)


_KEPT: OrderedDict[tuple[Hashable, ...], _Table] = OrderedDict()
_MOST_KEPT = 8
_LOCK = Lock()


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
    every: Days = np.arange(np.datetime64(days[0], "D"), np.datetime64(days[1], "D") + 1)
    tables = {source.frame: reader.table(source.frame) for source in sources}
    nearest = [_nearest(tables, _chain(sources, category)) for category in categories]
    arrays = {name: np.full((len(categories), len(every)), np.nan) for name in _VALUES}
    exact = np.zeros(len(categories), dtype=bool)
    for row, (category, found) in enumerate(zip(categories, nearest, strict=True)):
        if found is None:
            continue
        source, cells = found
        exact[row] = source.exact and cells[0][1] == category
        if len(cells) > 1:
            for name, values in tables[source.frame].sum_of(cells, every).items():
                arrays[name][row] = values
    for frame, table in tables.items():
        mine = [(r, f[1][0]) for r, f in enumerate(nearest)
                if f is not None and f[0].frame is frame and len(f[1]) == 1]  # fmt: skip
        if mine:
            rows, alone = zip(*mine, strict=True)
            for name, values in table.of(list(alone), every).items():
                arrays[name][list(rows)] = values
    return Cells(every, Cell(*(arrays[n] for n in _VALUES)), exact)


def _nearest(
    tables: Mapping[Frame, _Table], chain: list[tuple[_Source, str]]
) -> tuple[_Source, list[tuple[str, str]]] | None:
    """Return the first source that knows the category, and its cells to be added up."""
    for source, code in chain:
        row = tables[source.frame].row
        cells = [(place, code) for place in source.places if (place, code) in row]
        if cells:
            return source, cells
    return None


def _sources(scope: Scope, cut: Filters, *, by_matter: bool) -> list[_Source]:
    """Return the sources of a cut's cells: a reader who sees only a part, and one who chose it,
    have the same."""
    plain = not cut.channel and not by_matter
    units = _places(cut.department, scope.departments)
    areas = _places(cut.area, scope.areas)
    whole = _Source(EXPECTED_SHAPE, (ANY,), exact=False)
    if units is None and areas is None:
        return [_Source(EXPECTED, (ANY,), exact=True)] if plain else [whole]
    if units is None:
        return [_Source(EXPECTED, areas or (), plain), whole]
    if areas is None:
        return [_Source(UNIT_EXPECTED, units, plain), whole]
    # Of a unit's tickets in an area the unit's work has the season; shapes can't be added up.
    return [_Source(EXPECTED_SHAPE, units, exact=False), whole] if len(units) == 1 else [whole]


def _places(chosen: str, limits: frozenset[str] | None) -> tuple[str, ...] | None:
    """Return the areas or units that are looked at; None: all."""
    if chosen:
        return (chosen,)
    return tuple(sorted(limits)) if limits is not None else None


def _chain(sources: list[_Source], category: str) -> list[tuple[_Source, str]]:
    """Return where a category may be read, the nearest first: its own cell, the same category in
    the whole place (for its season), then wider categories."""
    codes = [category]
    while codes[-1] != ANY:
        wider = codes[-1].isdigit() and len(codes[-1]) > CATEGORY_DIGITS
        codes.append(codes[-1][:-CATEGORY_DIGITS] if wider else ANY)
    return [(source, code) for code in codes for source in sources]
