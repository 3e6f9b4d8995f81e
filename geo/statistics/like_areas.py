"""Is an area high among areas like it? Neighbours may be villages where it is a town.

Alike is who is near in population, density, urban share and what people there call about. Each
number counts in standard deviations, population and density as logarithms; the mix of matters is
the Hellinger distance of the two mixes, scaled to weigh as much as one number. Peer groups of this
kind: nearest-neighbour benchmarking of local authorities (CIPFA's Nearest Neighbours model).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import bdtr

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
LIKE = 12
PRIOR = 30.0
"""Tickets of the city's own mix that are added to each area's: a few tickets are no mix."""


@dataclass(frozen=True, slots=True)
class Among:
    """Of every area: the ``median`` of its like, with ``low`` and ``high``, and how many of them.

    ``side``: 1 where the area's own interval lies above that of the median, -1 below, else 0.
    """

    median: Floats
    low: Floats
    high: Floats
    count: Ints
    side: Ints


def features(
    population: Floats,
    density: Floats | None = None,
    urban: Floats | None = None,
    mix: Floats | None = None,
) -> Floats:
    """Return a row of comparable numbers for each area; what is not known is left out.

    ``density``: residents a km²; ``urban``: share or 0/1; ``mix``: tickets by category
    (area × category). NaN in a column counts as the column's mean.
    """
    columns = [np.log(np.maximum(population, 1.0))]
    columns += [np.log(np.maximum(density, 1e-9))] if density is not None else []
    columns += [np.asarray(urban, dtype=float)] if urban is not None else []
    found = []
    for column in columns:
        spread = np.nanstd(column)
        found.append(np.nan_to_num((column - np.nanmean(column)) / spread) if spread > 0 else None)
    parts = [c[:, None] for c in found if c is not None]
    if mix is not None and mix.sum() > 0:
        whole = mix.sum(axis=0) / mix.sum()
        share = (mix + PRIOR * whole) / (mix.sum(axis=1, keepdims=True) + PRIOR)
        root = np.sqrt(share)
        root = root - root.mean(axis=0)
        spread = np.sqrt((root**2).sum(axis=1).mean())
        if spread > 0:
            parts.append(root / spread)
    return np.concatenate(parts, axis=1) if parts else np.zeros((len(population), 1))


def alike(found: Floats, count: int = LIKE) -> Ints:
    """Return the positions of the ``count`` areas most like each (area × count), itself left out.

    Of equally near ones the first: hand areas in by code, and the order of rows does not matter.
    """
    count = min(count, len(found) - 1)
    rows = []
    for k in range(len(found)):
        apart = ((found - found[k]) ** 2).sum(axis=1)
        apart[k] = np.inf
        rows.append(np.argsort(apart.round(9), kind="stable")[:count])
    return np.array(rows, dtype=np.int64).reshape(len(found), max(count, 0))


def _ranks(count: int, level: float) -> tuple[int, int]:
    """Return which of ``count`` sorted values bound their median with at least ``level``."""
    for k in range(count // 2, 0, -1):
        if 1 - 2 * bdtr(k - 1, count, 0.5) >= level:
            return k - 1, count - k
    return 0, count - 1


def among_like(
    value: Floats, low: Floats, high: Floats, like: Ints, *, level: float = 0.95, least: int = 6
) -> Among:
    """Compare each area's value (with its interval) with the median of its like.

    The median's interval is that of its order statistics (Conover, Practical nonparametric
    statistics), which supposes no distribution; six values are the fewest that give 95 %. With
    fewer than ``least`` known ones nothing is compared: NaN and 0.
    """
    shape = len(value)
    median, lower, upper = (np.full(shape, np.nan) for _ in range(3))
    known = np.zeros(shape, dtype=np.int64)
    for k in range(shape):
        theirs = np.sort(value[like[k]][np.isfinite(value[like[k]])])
        known[k] = len(theirs)
        if len(theirs) >= least:
            first, last = _ranks(len(theirs), level)
            median[k], lower[k], upper[k] = np.median(theirs), theirs[first], theirs[last]
    side = np.where(low > upper, 1, np.where(high < lower, -1, 0))
    return Among(median, lower, upper, known, side.astype(np.int64))
