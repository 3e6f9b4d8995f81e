"""MinT with a shrunk covariance (Wickramasuriya, Athanasopoulos and Hyndman 2019), and bottom-up.

Base forecasts ŷ become ŷ − W C'(C W C')⁻¹ C ŷ, where C ŷ are the disagreements of the aggregates
with their parts and W is the covariance of the base errors, shrunk to its diagonal with the
intensity of Schäfer and Strimmer (2005). Only a matrix of the aggregates' size is solved.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from forecasting.blocks import in_blocks
from forecasting.reconcile.tree import Tree
from forecasting.types import Floats

_ROUNDS = 3
MOST_NODES = 6_000  # above it the covariance alone takes more than 300 MB: bottom-up


@dataclass(frozen=True, eq=False)
class Reconciler:
    """``gain``: bottom cells × aggregates: what a disagreement moves the bottom cells by.

    None: bottom-up. ``shrinkage``: 0 (sample covariance) to 1 (diagonal).
    """

    tree: Tree
    gain: Floats | None
    shrinkage: float

    def bottom(self, base: Floats) -> Floats:
        """Return the bottom cells' reconciled values (cells × …), at least zero."""
        flat = base.reshape(len(base), -1)
        if self.gain is None:
            lifted = np.maximum(flat[self.tree.bottom], 0.0)
        else:
            lifted = in_blocks(self._moved, flat)
        result: Floats = lifted.reshape(-1, *base.shape[1:])
        return result

    def _moved(self, flat: Floats) -> Floats:
        """Return the bottom cells' reconciled values of some columns."""
        tree, upper = self.tree, self._upper()
        below = flat[tree.bottom]
        gap = flat[upper] - np.asarray(tree.summing[upper] @ below)
        moved: Floats = below + self.gain @ gap
        for _ in range(_ROUNDS):
            # What is set to zero is taken from the others, so that the top keeps its value.
            negative = np.minimum(moved, 0.0).sum(axis=0)
            moved = np.maximum(moved, 0.0)
            total = moved.sum(axis=0)
            kept = np.maximum(total + negative, 0.0) / np.maximum(total, 1e-12)
            moved *= np.where(total > 0, kept, 1.0)
        return moved

    def apply(self, base: Floats) -> Floats:
        """Return every node's reconciled values (nodes × …): they add up exactly."""
        return self.tree.aggregate(self.bottom(base))

    def _upper(self) -> np.ndarray:
        mask = np.ones(len(self.tree.keys), dtype=bool)
        mask[self.tree.bottom] = False
        return np.flatnonzero(mask)


def shrunk_covariance(errors: Floats) -> tuple[Floats, float]:
    """Return the covariance of errors (nodes × samples) shrunk to its diagonal, and how much.

    The intensity is Schäfer and Strimmer's: Σ var(r_ij) ÷ Σ r_ij² over the correlations.
    """
    n, samples = errors.shape
    centred = errors - errors.mean(axis=1, keepdims=True)
    spread = np.sqrt((centred**2).sum(axis=1) / max(samples - 1, 1))
    spread = np.maximum(spread, 1e-6)
    scaled = centred / spread[:, None]
    correlation = scaled @ scaled.T / max(samples - 1, 1)
    squared = scaled**2
    second = squared @ squared.T
    variance = (second - (scaled @ scaled.T) ** 2 / samples) * samples / max(samples - 1, 1) ** 3
    off = ~np.eye(n, dtype=bool)
    total = float((correlation[off] ** 2).sum())
    amount = float(np.clip(variance[off].sum() / total, 0.0, 1.0)) if total > 0 else 1.0
    shrunk = (1 - amount) * correlation
    np.fill_diagonal(shrunk, 1.0)
    return shrunk * spread[:, None] * spread[None, :], amount


def fit(tree: Tree, errors: Floats) -> Reconciler:
    """Return the reconciler learnt from base errors (nodes × samples, NaN: not known).

    With too few samples or too many nodes: bottom-up.
    """
    good = ~np.isnan(errors).any(axis=0)
    samples = errors[:, good]
    upper = np.setdiff1d(np.arange(len(tree.keys)), tree.bottom)
    if samples.shape[1] < 14 or len(tree.keys) > MOST_NODES or not len(upper):
        return Reconciler(tree, None, 1.0)
    covariance, amount = shrunk_covariance(samples)
    part = np.asarray(tree.summing[upper].todense())
    # C W = W[upper] − S W[bottom]; C W C' the same once more from the right.
    rows = covariance[upper] - part @ covariance[tree.bottom]
    square = rows[:, upper] - rows[:, tree.bottom] @ part.T
    square[np.diag_indices(len(upper))] += 1e-8 * max(float(np.trace(square)) / len(upper), 1e-12)
    # ỹ_bottom = ŷ_bottom − (W C')_bottom (C W C')⁻¹ C ŷ
    gain = -np.linalg.solve(square, rows[:, tree.bottom]).T
    return Reconciler(tree, gain, amount)
