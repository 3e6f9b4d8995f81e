"""Boosted trees as plain arrays: stored as JSON, read by people, applied with numpy alone.

Fitted by scikit-learn's ``HistGradientBoostingClassifier`` (after LightGBM, Ke et al., 2017).
Applied node by node to many rows at once, as QuickScorer does (Lucchese et al., 2015): a node that
sends a row to the right rules out the leaves on its left; the first one left over is the row's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

_DIGITS = 9
_BITS = 16
_ROWS = 16_384
"""Rows that are judged together: what is worked out of them stays in the processor's cache."""
Values = NDArray[np.float64] | None


@dataclass(frozen=True, slots=True)
class Tree:
    """One tree; a leaf's children are itself, so that walking further changes nothing."""

    feature: NDArray[np.int64]
    threshold: NDArray[np.float32]
    left: NDArray[np.int64]
    right: NDArray[np.int64]
    missing_left: NDArray[np.bool_]
    value: NDArray[np.float64]
    depth: int

    def add_to(self, total: NDArray[np.float64], table: NDArray[np.float32]) -> None:
        """Add each row's leaf value to ``total``."""
        flat, wide = table.ravel(), table.shape[1]
        rows = np.arange(len(table)) * wide
        node = np.zeros(len(table), dtype=np.int64)
        for _ in range(self.depth):
            value = flat[rows + self.feature[node]]
            # NaN compares as false: it goes right unless the node sends the missing left.
            goes_left = value <= self.threshold[node]
            goes_left |= np.isnan(value) & self.missing_left[node]
            node = np.where(goes_left, self.left[node], self.right[node])
        total += self.value[node]

    def leaves(self) -> list[int]:
        """Return the nodes that are leaves, from left to right."""
        return self._under(0)

    def _under(self, node: int) -> list[int]:
        left, right = int(self.left[node]), int(self.right[node])
        return [node] if left == node else [*self._under(left), *self._under(right)]

    def rulings(self) -> list[tuple[int, np.float32, bool, int]]:
        """Return for each inner node its feature, threshold, whether the missing go left, and the
        leaves on its left (a bit each)."""
        place = {node: k for k, node in enumerate(self.leaves())}
        found = []
        for node in np.flatnonzero(self.left != np.arange(len(self.left))).tolist():
            out = sum(1 << place[leaf] for leaf in self._under(int(self.left[node])))
            missing = bool(self.missing_left[node])
            found.append((int(self.feature[node]), self.threshold[node], missing, out))
        return found

    def plain(self) -> dict[str, Any]:
        """Return what JSON can hold."""
        return {
            "feature": self.feature.tolist(),
            "threshold": [float(f"{v:.{_DIGITS}g}") for v in self.threshold.tolist()],
            "left": self.left.tolist(),
            "right": self.right.tolist(),
            "missing_left": self.missing_left.astype(int).tolist(),
            "value": [float(f"{v:.{_DIGITS}g}") for v in self.value.tolist()],
        }


class Forest:
    """Many trees, made ready to be applied to many rows."""

    def __init__(self, trees: Sequence[Tree]) -> None:
        """Take the trees; one of more than ``_BITS`` leaves is walked through instead."""
        self._trees = [(tree, *_ready(tree)) for tree in trees]

    def add_to(self, total: NDArray[np.float64], table: NDArray[np.float32]) -> None:
        """Add each row's leaf values to ``total``, one tree after the other."""
        for first in range(0, len(table), _ROWS):
            part = slice(first, first + _ROWS)
            self._add(total[part], table[part])

    def _add(self, total: NDArray[np.float64], table: NDArray[np.float32]) -> None:
        columns = np.ascontiguousarray(table.T)
        out, own = np.empty(len(table), np.uint16), np.empty(len(table), np.uint16)
        right = np.empty(len(table), bool)
        for tree, rulings, values in self._trees:
            if values is None:
                tree.add_to(total, np.ascontiguousarray(table))
                continue
            out[:] = 0
            for feature, threshold, missing_left, leaves in rulings:
                if missing_left:
                    # NaN compares as false: the missing stay on the left.
                    np.greater(columns[feature], threshold, out=right)
                else:
                    np.less_equal(columns[feature], threshold, out=right)
                    np.logical_not(right, out=right)
                np.multiply(right, leaves, out=own)
                np.bitwise_or(out, own, out=out)
            total += values[out]


def _ready(tree: Tree) -> tuple[list[tuple[int, np.float32, bool, np.uint16]], Values]:
    """Return a tree's rulings and its value for every set of leaves ruled out."""
    leaves = tree.leaves()
    if len(leaves) > _BITS:
        return [], None
    sets = np.arange(1 << len(leaves))
    # The lowest bit that is not set; the last leaf is on no node's left.
    first = np.zeros(len(sets), dtype=np.int64)
    for _ in leaves[:-1]:
        first += (sets >> first) & 1
    values = tree.value[np.array(leaves)][np.minimum(first, len(leaves) - 1)]
    return [(f, t, m, np.uint16(out)) for f, t, m, out in tree.rulings()], values


def tree_of(plain: dict[str, Any]) -> Tree:
    """Return a tree from what :meth:`Tree.plain` gave."""
    left, right = (np.array(plain[side], dtype=np.int64) for side in ("left", "right"))
    return Tree(
        np.array(plain["feature"], dtype=np.int64),
        np.array(plain["threshold"], dtype=np.float32),
        left,
        right,
        np.array(plain["missing_left"], dtype=bool),
        np.array(plain["value"], dtype=np.float64),
        _depth(left, right),
    )


def _depth(left: NDArray[np.int64], right: NDArray[np.int64]) -> int:
    level, depth = {0}, 0
    while inner := {node for node in level if left[node] != node}:
        level = {int(side[node]) for node in inner for side in (left, right)}
        depth += 1
    return depth


def trees_of(fitted: Any) -> tuple[float, list[Tree]]:
    """Return baseline and trees of a fitted two-class ``HistGradientBoostingClassifier``."""
    trees = []
    for (predictor,) in fitted._predictors:
        nodes = predictor.nodes
        own = np.arange(len(nodes))
        leaf = nodes["is_leaf"].astype(bool)
        trees.append(
            tree_of(
                {
                    "feature": np.where(leaf, 0, nodes["feature_idx"]).tolist(),
                    "threshold": np.where(leaf, 0, nodes["num_threshold"]).tolist(),
                    "left": np.where(leaf, own, nodes["left"]).tolist(),
                    "right": np.where(leaf, own, nodes["right"]).tolist(),
                    "missing_left": nodes["missing_go_to_left"].tolist(),
                    "value": nodes["value"].tolist(),
                }
            )
        )
    return float(fitted._baseline_prediction.ravel()[0]), trees
