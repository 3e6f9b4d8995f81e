"""Confidence that means what it says: of places told with .9, nine in ten were right before."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from geo.places.kinds import LEVELS

# Before anything is learnt: shares are mostly too sure of themselves, names being used loosely.
UNLEARNT: Final = ((0.0, 0.0), (0.5, 0.4), (0.75, 0.65), (0.9, 0.8), (0.98, 0.9), (1.0, 0.95))
LEAST_JUDGED: Final = 200
_EDGES = (0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9, 0.94, 0.97, 0.985, 0.995)
_LEAST_IN_BLOCK = 40
_PRIOR_TICKETS, _MOST_SURE = 20.0, 0.98


@dataclass(frozen=True)
class Calibration:
    """For each level, from the share that weighing gives to how often it was right."""

    curves: Mapping[str, tuple[tuple[float, float], ...]] = field(
        default_factory=lambda: MappingProxyType(dict.fromkeys(LEVELS, UNLEARNT))
    )
    judged: int = 0

    def confidence(self, level: str, share: float) -> float:
        """Return how often a place of this level with this share was right, 0 to 1."""
        curve = self.curves.get(level, UNLEARNT)
        at = bisect_right(curve, (share, 2.0))
        if at == 0:
            return curve[0][1]
        if at == len(curve):
            return curve[-1][1]
        (left, low), (right, high) = curve[at - 1], curve[at]
        part = (share - left) / (right - left) if right > left else 1.0
        return low + part * (high - low)


def learn_calibration(level: Sequence[str], share: ArrayLike, right: ArrayLike) -> Calibration:
    """Learn from judged places. A level with fewer than ``LEAST_JUDGED`` keeps the given curve."""
    frame = pd.DataFrame(
        {"level": list(level), "share": np.asarray(share, float), "right": np.asarray(right, float)}
    )
    curves = {}
    for name in LEVELS:
        rows = frame[frame["level"] == name]
        curves[name] = _curve(rows) if len(rows) >= LEAST_JUDGED else UNLEARNT
    return Calibration(MappingProxyType(curves), len(frame))


def _curve(rows: pd.DataFrame) -> tuple[tuple[float, float], ...]:
    """Return a rising curve through blocks of alike shares (pool adjacent violators)."""
    pooled: list[tuple[float, float, float]] = []
    for share, right, n in _blocks(rows):
        # A few imagined tickets as right as their share says: no block claims certainty.
        rate = (right + _PRIOR_TICKETS * min(share, _MOST_SURE)) / (n + _PRIOR_TICKETS)
        pooled.append((share, rate, n))
        while len(pooled) > 1 and pooled[-2][1] > pooled[-1][1]:
            (x1, y1, n1), (x2, y2, n2) = pooled[-2:]
            both = n1 + n2
            pooled[-2:] = [((x1 * n1 + x2 * n2) / both, (y1 * n1 + y2 * n2) / both, both)]
    return tuple((share, rate) for share, rate, _ in pooled)


def _blocks(rows: pd.DataFrame) -> list[tuple[float, float, float]]:
    """Return mean share, number right and number of neighbouring shares, none with few tickets."""
    edges = np.searchsorted(_EDGES, rows["share"], side="right")
    found: list[tuple[float, float, float]] = []
    left = np.zeros(3)
    for _, part in rows.groupby(edges, sort=True):
        left += (part["share"].sum(), part["right"].sum(), len(part))
        if left[2] >= _LEAST_IN_BLOCK:
            found.append((left[0] / left[2], left[1], left[2]))
            left = np.zeros(3)
    if left[2] and found:
        share, right, n = found[-1]
        n_all = n + left[2]
        found[-1] = ((share * n + left[0]) / n_all, right + left[1], n_all)
    return found or [(left[0] / left[2], left[1], left[2])]
