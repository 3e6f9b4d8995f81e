"""Which cells are sums of which: aggregates over the bottom cells of a set."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import sparse

from data_access.types import ANY, CATEGORY_DIGITS, OWN
from forecasting.types import KEYS, Floats, History


@dataclass(frozen=True, eq=False)
class Tree:
    """``keys``: every node, aggregates and bottom cells. ``summing``: nodes × bottom cells, of 0
    and 1 (sparse). ``bottom``: the bottom cells' rows among the nodes."""

    keys: pd.DataFrame
    summing: sparse.csr_matrix
    bottom: np.ndarray

    def aggregate(self, bottom: Floats) -> Floats:
        """Return every node's values from the bottom cells' (cells × …)."""
        flat = bottom.reshape(len(bottom), -1)
        result: Floats = np.asarray(self.summing @ flat).reshape(-1, *bottom.shape[1:])
        return result

    def distinct(self) -> np.ndarray:
        """Return the rows without those that sum the same cells as one before them.

        A matter with a single part is the same series twice.
        """
        seen: dict[bytes, int] = {}
        ends = self.summing.indptr
        for row in range(len(self.keys)):
            cells = np.sort(self.summing.indices[ends[row] : ends[row + 1]])
            seen.setdefault(cells.tobytes(), row)
        return np.array(sorted(seen.values()), dtype=np.int64)


def covers(node: tuple[str, str, str], cell: tuple[str, str, str]) -> bool:
    """Tell whether a node's cell contains a bottom cell."""
    area, category, channel = node
    return (
        area in {ANY, cell[0]}
        and (category == ANY or category == cell[1] or _above(category, cell[1]))
        and channel in {ANY, cell[2]}
    )


def _above(category: str, leaf: str) -> bool:
    return bool(category) and category.isdigit() and leaf.startswith(category)


def build(bottom: History) -> tuple[Tree, History]:
    """Return the tree over bottom cells, and the history of all its nodes.

    Nodes are every combination of the cell's own or the whole area, own, wider or all categories,
    own or all channels. A node that holds one bottom cell only and no other stays: what a reader
    asks for must be there. A bottom cell whose category is also divided further in the same place
    and channel (tickets that only name the wider one) is called by its code and ``OWN``.
    """
    cells = _told_apart(list(bottom.keys[list(KEYS)].itertuples(index=False, name=None)))
    row: dict[tuple[str, str, str], int] = {}
    one: list[int] = []
    two: list[int] = []
    for number, cell in enumerate(cells):
        for node in _nodes(cell):
            one.append(row.setdefault(node, len(row)))
            two.append(number)
    order = sorted(row, key=lambda node: (_depth(node), node))
    place = np.empty(len(row), dtype=np.int64)
    for number, node in enumerate(order):
        place[row[node]] = number
    summing = sparse.csr_matrix(
        (np.ones(len(one)), (place[one], two)), shape=(len(row), len(cells))
    )
    keys = pd.DataFrame(order, columns=list(KEYS))
    at = np.array([place[row[cell]] for cell in cells], dtype=np.int64)
    tree = Tree(keys, summing, at)
    unknown = np.isnan(bottom.counts)
    counts = tree.aggregate(np.where(unknown, 0.0, bottom.counts))
    # A node's day is known where any part of it is.
    known = tree.aggregate((~unknown).astype(float)) > 0
    return tree, History(bottom.days, np.where(known, counts, np.nan), keys)


def _told_apart(cells: list[tuple[str, str, str]]) -> list[tuple[str, str, str]]:
    divided = {
        (area, category[:digits], channel)
        for area, category, channel in cells
        if category.isdigit()
        for digits in range(CATEGORY_DIGITS, len(category), CATEGORY_DIGITS)
    }
    return [(a, c + OWN, k) if (a, c, k) in divided else (a, c, k) for a, c, k in cells]


def _nodes(cell: tuple[str, str, str]) -> list[tuple[str, str, str]]:
    area, category, channel = cell
    wider = [category]
    if category.endswith(OWN):
        wider.append(category.removesuffix(OWN))
    while wider[-1].isdigit() and len(wider[-1]) > CATEGORY_DIGITS:
        wider.append(wider[-1][:-CATEGORY_DIGITS])
    categories = dict.fromkeys([*wider, ANY])
    return [
        (a, c, k)
        for a in dict.fromkeys((area, ANY))
        for c in categories
        for k in dict.fromkeys((channel, ANY))
    ]


def _depth(node: tuple[str, str, str]) -> tuple[int, int, int]:
    area, category, channel = node
    return (channel != ANY, area != ANY, 0 if category == ANY else 1 + len(category))
