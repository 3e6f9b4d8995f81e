"""Boosted trees as plain arrays: stored as JSON, read by people, applied with numpy alone.

Fitted by scikit-learn's ``HistGradientBoostingClassifier`` (after LightGBM, Ke et al., 2017).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

_DIGITS = 6


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
