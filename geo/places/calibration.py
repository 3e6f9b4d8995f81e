"""Confidence that holds at least: of places told with .9, nine in ten or more will be right.

What was right before is a sample of matters, not of tickets: the tickets of one road come in
bursts, all right or all wrong together. So confidence is not the share that was right but the lower
end of what another spell may bring, by the names that decided.
"""

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
# From which confidence a place is told. What was learnt holds at least: a place told with .4
# is right more often than not, and a reader sees how sure it is; figures ask for far more
# (``place_confidence``). The cautious curve is a guess, so it is asked for more.
_LEAST_LEARNT, _LEAST_UNLEARNT = 0.4, 0.5
_EDGES = (0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9, 0.94, 0.97, 0.985, 0.995)
_LEAST_IN_BLOCK = 40
_PRIOR_TICKETS, _MOST_SURE = 20.0, 0.98
# One-sided 90 % of a prediction: of ten other spells, with matters of their own, nine are right at
# least so often. The spell that judges varies as they do (twice the variance).
_BOUND = 1.28 * 2**0.5


@dataclass(frozen=True)
class Calibration:
    """For each level, from the share that weighing gives to how often it was right."""

    curves: Mapping[str, tuple[tuple[float, float], ...]] = field(
        default_factory=lambda: MappingProxyType(dict.fromkeys(LEVELS, UNLEARNT))
    )
    judged: int = 0

    def confidence(self, level: str, share: float) -> float:
        """Return how often a place of this level with this share is right at least, 0 to 1."""
        curve = self.curves.get(level, UNLEARNT)
        at = bisect_right(curve, (share, 2.0))
        if at == 0:
            return curve[0][1]
        if at == len(curve):
            return curve[-1][1]
        (left, low), (right, high) = curve[at - 1], curve[at]
        part = (share - left) / (right - left) if right > left else 1.0
        return low + part * (high - low)

    def least(self, level: str) -> float:
        """Return the confidence below which a place of this level stays open."""
        learnt = self.curves.get(level, UNLEARNT) != UNLEARNT
        return _LEAST_LEARNT if learnt else _LEAST_UNLEARNT


ALL_TOLD: Final = Calibration(MappingProxyType(dict.fromkeys(LEVELS, ((0.0, 1.0), (1.0, 1.0)))))
"""Every place is told however unsure: by this those are found that confidence is learnt from."""


def learn_calibration(
    level: Sequence[str],
    share: ArrayLike,
    right: ArrayLike,
    matter: Sequence[str] | None = None,
) -> Calibration:
    """Learn from judged places. A level with fewer than ``LEAST_JUDGED`` keeps the given curve.

    ``matter``: what tickets that are right or wrong together have in common, the name that decided;
    without it each stands for itself.
    """
    frame = pd.DataFrame(
        {"level": list(level), "share": np.asarray(share, float), "right": np.asarray(right, float)}
    )
    frame["matter"] = range(len(frame)) if matter is None else list(matter)
    curves = {}
    for name in LEVELS:
        rows = frame[frame["level"] == name]
        curves[name] = _curve(rows) if len(rows) >= LEAST_JUDGED else UNLEARNT
    return Calibration(MappingProxyType(curves), len(frame))


def _curve(rows: pd.DataFrame) -> tuple[tuple[float, float], ...]:
    """Return a rising curve through blocks of alike shares (pool adjacent violators)."""
    pooled: list[tuple[float, pd.DataFrame]] = []
    for block in _blocks(rows):
        pooled.append((_at_least(block), block))
        while len(pooled) > 1 and pooled[-2][0] > pooled[-1][0]:
            both = pd.concat([pooled[-2][1], pooled[-1][1]])
            pooled[-2:] = [(_at_least(both), both)]
    return tuple((float(block["share"].mean()), rate) for rate, block in pooled)


def _at_least(block: pd.DataFrame) -> float:
    """Return how often places of a block are right at least."""
    n, right = len(block), block["right"]
    # A few imagined tickets as right as their share says: no block claims certainty.
    sure = min(float(block["share"].mean()), _MOST_SURE)
    rate = (float(right.sum()) + _PRIOR_TICKETS * sure) / (n + _PRIOR_TICKETS)
    # The standard error of a share whose tickets come in clusters (Taylor linearisation).
    of_matter = (right - right.mean()).groupby(block["matter"]).sum()
    k = len(of_matter)
    error = float(np.sqrt((of_matter**2).sum() * k / max(k - 1, 1))) / n
    return max(rate - _BOUND * error, 0.0)


def _blocks(rows: pd.DataFrame) -> list[pd.DataFrame]:
    """Return judged places by neighbouring shares, none with few tickets."""
    edges = np.searchsorted(_EDGES, rows["share"], side="right")
    found: list[pd.DataFrame] = []
    left: list[pd.DataFrame] = []
    for _, part in rows.groupby(edges, sort=True):
        left.append(part)
        if sum(map(len, left)) >= _LEAST_IN_BLOCK:
            found.append(pd.concat(left))
            left = []
    if left and found:
        found[-1] = pd.concat([found[-1], *left])
        left = []
    return found or [pd.concat(left)]
