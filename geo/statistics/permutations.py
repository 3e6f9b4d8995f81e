"""How often chance does as much: an area's neighbours drawn anew from all other areas.

Conditional permutation (Anselin, Local indicators of spatial association, Geogr. Anal. 27, 1995):
the area keeps its value, its neighbours' values are drawn without replacement from the others'.

**Which p-value.** With ``larger`` draws at least as large as what was seen and ``smaller`` at most
as large, of R draws, the p-value is 2 · (min(larger, smaller) + 1) ÷ (R + 1), at most 1. What esda
returns by default (``directed``) is the smaller tail alone, chosen after looking: half of that, so
that one area in ten stands out by chance where one in twenty was promised. esda calls it not
advised and announces the two-sided one as its next default; its pull request 487 (May 2026) lets
``Moran_Local`` return the p-value that was asked for instead of the one tail. One is added above
and below because what was seen is itself one of the arrangements: a p-value of zero cannot be
(Phipson and Smyth, Permutation p-values should never be zero, 2010).

**Why so many draws are cheap.** All neighbours of an area weigh the same, so a draw is a sum of
``k`` values. The draws are made once, from the first n - 1 areas, and serve every area: for area i
the last area stands in i's place, so that i is never drawn as its own neighbour. Sums in which i
does not occur are the same for all and sorted once; the few in which it occurs are mended.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
# Sums of the same values in another order differ by roundings: these are ties, not differences.
TIE = 1e-11


@dataclass(frozen=True, slots=True)
class Tails:
    """Of each area: draws at least as large, at most as large as what was seen; of how many."""

    larger: Ints
    smaller: Ints
    draws: int

    @property
    def p(self) -> Floats:
        """Return the two-sided p-value; NaN for an area without neighbours."""
        least = np.minimum(self.larger, self.smaller)
        p = np.minimum(2.0 * (least + 1) / (self.draws + 1), 1.0)
        return np.asarray(np.where(self.larger < 0, np.nan, p))


def draw(random: np.random.Generator, count: int, size: int, draws: int) -> Ints:
    """Return ``draws`` rows of ``size`` different numbers below ``count`` in random order.

    Floyd's sampling (Bentley and Floyd, Programming pearls, CACM 30, 1987), all rows at once.
    """
    found = np.empty((draws, size), dtype=np.int64)
    for k, top in enumerate(range(count - size, count)):
        one = random.integers(0, top + 1, draws)
        taken = (found[:, :k] == one[:, None]).any(axis=1)
        found[:, k] = np.where(taken, top, one)
    return np.asarray(random.permuted(found, axis=1))


def tails(seen: Floats, values: Floats, degrees: Ints, drawn: Ints) -> Tails:
    """Compare the sum of each area's neighbours with the sums of as many drawn areas.

    ``seen``: the sum of the neighbours' ``values``; ``degrees``: how many they are; ``drawn``: rows
    of different positions below n - 1, at least as wide as the largest degree (``draw``).
    """
    count, size = len(values), drawn.shape[1]
    larger, smaller = np.full(count, -1), np.full(count, -1)
    slack = TIE * max(float(np.abs(values).max(initial=0.0)), 1e-300)
    last, sums = values[-1], np.cumsum(values[drawn], axis=1)
    # Where in the draws each area occurs: row and place, in the order of the areas.
    flat = drawn.ravel()
    order = np.argsort(flat, kind="stable")
    ends = np.searchsorted(flat[order], np.arange(count + 1))
    rows, places = order // size, order % size
    for degree in np.unique(degrees[degrees > 0]):
        column = sums[:, degree - 1]
        line = np.sort(column)
        mine = np.flatnonzero(degrees == degree)
        larger[mine] = len(line) - np.searchsorted(line, seen[mine] - slack, side="left")
        smaller[mine] = np.searchsorted(line, seen[mine] + slack, side="right")
        for i in mine:
            at = slice(ends[i], ends[i + 1])
            row = rows[at][places[at] < degree]
            before, after = column[row], column[row] + (last - values[i])
            larger[i] += (after >= seen[i] - slack).sum() - (before >= seen[i] - slack).sum()
            smaller[i] += (after <= seen[i] + slack).sum() - (before <= seen[i] + slack).sum()
    return Tails(larger, smaller, len(drawn))
