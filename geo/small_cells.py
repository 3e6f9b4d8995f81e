"""Which small numbers are withheld, and which others with them, so that none can be worked out.

A number from 1 to 4 is withheld. It would come back by subtracting: an area's total less its other
categories, a street less its other communities. So wherever parts add up to a whole, withheld are
none or at least two, and where the whole is told the withheld parts together are at least ten: of
two that make three one is certain. The smallest others are withheld to that end, zeros last
(secondary suppression; Willenborg and De Waal, Elements of Statistical Disclosure Control, 2001).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Flags = NDArray[np.bool_]
Ints = NDArray[np.int64]
FEW = 5
TOGETHER = 2 * FEW


@dataclass(frozen=True, slots=True)
class Table:
    """Counts of one level: a row an area, the first column all categories, then each of them.

    ``parent``: the row of each area in the table of the wider level, -1 where it has none; of the
    widest level 0 (all areas of the city, whose number is known).
    """

    counts: Ints
    parent: Ints


def withheld(tables: Sequence[Table]) -> list[Flags]:
    """Return which cells of each table are not told; tables from the widest level to the finest."""
    hidden = [(table.counts > 0) & (table.counts < FEW) for table in tables]
    while True:
        before = sum(int(h.sum()) for h in hidden)
        for k, table in enumerate(tables):
            _across_categories(table.counts, hidden[k])
            _across_areas(table, hidden[k], hidden[k - 1] if k else None)
        if sum(int(h.sum()) for h in hidden) == before:
            return hidden


def _across_categories(counts: Ints, hidden: Flags) -> None:
    """Hide more so that no category of an area is its total less the others; in place."""
    if counts.shape[1] < 2:
        return
    parts, whole = hidden[:, 1:], hidden[:, 0]
    many = parts.sum(axis=1)
    together = (counts[:, 1:] * parts).sum(axis=1)
    for row in np.flatnonzero(_open(many, together, whole)):
        at = _next(counts[row, 1:], hidden[row, 1:])
        hidden[row, 0 if at is None else at + 1] = True


def _across_areas(table: Table, hidden: Flags, above: Flags | None) -> None:
    """Hide more so that no area is the wider one less its other parts; in place."""
    groups = 1 if above is None else len(above)
    held = table.parent >= 0
    many = np.zeros((groups, hidden.shape[1]), dtype=np.int64)
    together = np.zeros_like(many)
    np.add.at(many, table.parent[held], hidden[held])
    np.add.at(together, table.parent[held], (table.counts * hidden)[held])
    whole = np.zeros((groups, hidden.shape[1]), dtype=bool) if above is None else above
    there = np.bincount(table.parent[held], minlength=groups) > 0
    for group, column in np.argwhere(_open(many, together, whole) & there[:, None]):
        rows = np.flatnonzero(table.parent == group)
        at = _next(table.counts[rows, column], hidden[rows, column])
        if at is not None:
            hidden[rows[at], column] = True
        elif above is not None:
            above[group, column] = True


def _open(many: Ints, together: Ints, whole: Flags) -> Flags:
    """Tell where a withheld number follows from those that are told."""
    alone = many + whole == 1
    return np.asarray(alone | (~whole & (many > 0) & (together < TOGETHER)))


def _next(counts: Ints, hidden: Flags) -> int | None:
    """Return which part to hide next: the smallest that is told, zeros last; None where all are."""
    told = np.flatnonzero(~hidden)
    if not len(told):
        return None
    order = np.lexsort((told, counts[told], counts[told] == 0))
    return int(told[order[0]])
