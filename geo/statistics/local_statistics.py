"""Getis and Ord's Gi* and local Moran's I of every area, with z and p-values."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from geo.statistics.neighbours import Neighbours, weights
from geo.statistics.permutations import draw, tails

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
DRAWS = 99_999
"""Of 3,000 areas the one that stands out most must reach p = 0.05 ÷ 3,000: 999 draws cannot."""


@dataclass(frozen=True, slots=True)
class Local:
    """A local statistic of every area.

    ``value``: Gi* as z-value, or I. ``z``: by the moments under chance; ``p_z`` its two-sided
    p-value by the normal curve; ``p`` the two-sided p-value of the draws (NaN without draws and for
    islands).
    """

    value: Floats
    z: Floats
    p_z: Floats
    p: Floats


def _two_sided(z: Floats) -> Floats:
    return np.asarray(2.0 * ndtr(-np.abs(z)))


def _drawn_p(
    values: Floats, neighbours: Neighbours, draws: int, seed: int, degrees: Ints
) -> Floats:
    """Return the p-values of the neighbours' sum; an area itself stays what it is in every draw."""
    widest = int(degrees.max(initial=0))
    if not draws or not widest:
        return np.full(len(values), np.nan)
    drawn = draw(np.random.default_rng(seed), len(values) - 1, widest, draws)
    return tails(neighbours.beside @ values, values, degrees, drawn).p


def gi_star(values: Floats, neighbours: Neighbours, *, draws: int = DRAWS, seed: int = 0) -> Local:
    """Return Gi* as its z-value: are an area and its neighbours high (or low) together?

    Getis and Ord, Geogr. Anal. 24, 1992; as z-value: Ord and Getis, Geogr. Anal. 27, 1995. It is
    the same for binary and row-standardised weights, and does not change when values are shifted
    or scaled. (esda 2.9's ``G_Local.Zs`` agrees for binary weights; with ``transform="R"`` it takes
    the row's sum for the number of neighbours and comes out too small.) An island has none: NaN.
    """
    x, count = np.asarray(values, dtype=float), len(values)
    w = weights(neighbours, "binary", itself=True)
    total = np.asarray(w.sum(axis=1)).ravel()
    mean = x.mean()
    spread = np.sqrt(np.mean((x - mean) ** 2))
    # With binary weights the sum of squares is the sum itself.
    scale = spread * np.sqrt((count * total - total**2) / max(count - 1, 1))
    with np.errstate(divide="ignore", invalid="ignore"):
        z = (w @ (x - mean)) / scale
    z = np.where((neighbours.degrees == 0) | ~(scale > 0), np.nan, z)
    p = _drawn_p(x - mean, neighbours, draws, seed, neighbours.degrees)
    return Local(z, z, _two_sided(z), np.where(np.isnan(z), np.nan, p))


def local_moran(
    values: Floats, neighbours: Neighbours, *, draws: int = DRAWS, seed: int = 0
) -> Local:
    """Return local Moran's I with row-standardised weights: is an area like or unlike those beside?

    Anselin, Geogr. Anal. 27, 1995, scaled by n - 1 as GeoDa and esda do. ``z``: by the moments
    given the area's own value (Sokal, Oden and Thomson, Geogr. Anal. 30, 1998).
    """
    x, count = np.asarray(values, dtype=float), len(values)
    d = x - x.mean()
    square = float((d**2).sum())
    degrees = neighbours.degrees
    lag = weights(neighbours, "row") @ d
    # Of the others alone: their mean and spread, from which the neighbours would be drawn.
    others = max(count - 1, 1)
    mean = -d / others
    variance = np.maximum((square - d**2) / others - mean**2, 0.0)
    k = np.maximum(degrees, 1)
    spread = np.sqrt(variance / k * (others - k) / max(others - 1, 1))
    with np.errstate(divide="ignore", invalid="ignore"):
        value = others * d * lag / square
        z = np.sign(d) * (lag - mean) / spread
    none = (degrees == 0) | ~(spread > 0)
    value, z = np.where(none, np.nan, value), np.where(none, np.nan, z)
    p = _drawn_p(d, neighbours, draws, seed, degrees)
    return Local(value, z, _two_sided(z), np.where(none, np.nan, p))


def quadrants(values: Floats, neighbours: Neighbours) -> tuple[str, ...]:
    """Return HH, LL, HL or LH: the area's own side of the mean, then its neighbours' side.

    Empty for an island.
    """
    d = np.asarray(values, dtype=float) - np.mean(values)
    lag = weights(neighbours, "row") @ d
    own = np.where(d > 0, "H", "L")
    theirs = np.where(lag > 0, "H", "L")
    alone = neighbours.degrees == 0
    return tuple("" if a else f"{o}{t}" for a, o, t in zip(alone, own, theirs, strict=True))
