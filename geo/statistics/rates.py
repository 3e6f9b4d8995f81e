"""Rates of areas of unequal size, drawn towards the whole as far as chance could explain them.

Empirical Bayes of Marshall (Mapping disease and mortality rates using empirical Bayes estimators,
Appl. Statist. 40, 1991). Areas' true rates are spread around a mean m with variance A; both are
found from the areas themselves, by moments. The estimate of an area is m + C (raw - m) with
C = A ÷ (A + noise): a large area keeps its own rate, a small one comes near the mean. Global: one m
and A for all; local: m and A of an area and its neighbours.

It is the mean of the posterior of a gamma prior and Poisson counts (a beta prior and binomial ones
for shares), and the interval is that posterior's. Where the areas do not differ by more than
chance (A = 0), all have the mean, with the interval of the mean.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import betaincinv, gammaincinv

Floats = NDArray[np.float64]
LEVEL = 0.95


@dataclass(frozen=True, slots=True)
class Smoothed:
    """Of every area: ``raw`` hits ÷ base, ``smoothed``, and the posterior's ``low``, ``high``.

    ``mean`` and ``spread``: m and the variance A towards which it was drawn. NaN without a base.
    """

    raw: Floats
    smoothed: Floats
    low: Floats
    high: Floats
    mean: Floats
    spread: Floats


def _moments(hits: Floats, base: Floats, near: Any | None, *, share: bool) -> tuple[Floats, Floats]:
    """Return m and A of every area: of all areas, or of those marked in its row of ``near``."""
    with np.errstate(divide="ignore", invalid="ignore"):
        raw = np.where(base > 0, hits / base, 0.0)
    there = (base > 0).astype(float)

    def of(x: Floats) -> Floats:
        return np.full(len(base), x.sum()) if near is None else np.asarray(near @ x)

    total, count = of(base), of(there)
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = of(hits) / total
        # Σ n (r - m)² = Σ n r² - 2 m Σ n r + m² Σ n, with an m of each area's own.
        spread = (of(base * raw**2) - 2 * mean * of(base * raw) + mean**2 * total) / total
        noise = mean * (1 - mean) if share else mean
        between = spread - noise * count / total
    return mean, np.maximum(np.nan_to_num(between), 0.0)


def _posterior(
    hits: Floats, base: Floats, mean: Floats, spread: Floats, *, share: bool, level: float
) -> tuple[Floats, Floats, Floats]:
    tail = (1 - level) / 2
    with np.errstate(divide="ignore", invalid="ignore"):
        noise = mean * (1 - mean) if share else mean
        # How many units of base the prior is worth.
        worth = noise / spread - (1.0 if share else 0.0)
    flat = ~(spread > 0) | ~(mean > 0) | ~np.isfinite(worth) | (worth <= 0)
    worth = np.where(flat, 1.0, worth)
    a, whole = mean * worth + hits, worth + base
    if share:
        b = np.maximum(whole - a, 1e-9)
        low, high = (betaincinv(np.maximum(a, 1e-9), b, q) for q in (tail, 1 - tail))
    else:
        low, high = (gammaincinv(np.maximum(a, 1e-9), q) / whole for q in (tail, 1 - tail))
    centre = a / whole
    return (
        np.where(flat, mean, centre),
        np.where(flat, np.nan, low),
        np.where(flat, np.nan, high),
    )


def _of_the_mean(
    hits: Floats, base: Floats, near: Any | None, *, share: bool, level: float
) -> tuple[Floats, Floats]:
    """Return the interval of the common rate, of all areas or of an area and its neighbours."""
    tail = (1 - level) / 2
    y = np.full(len(base), hits.sum()) if near is None else np.asarray(near @ hits)
    n = np.full(len(base), base.sum()) if near is None else np.asarray(near @ base)
    with np.errstate(divide="ignore", invalid="ignore"):
        if share:
            a, b = y + 0.5, np.maximum(n - y, 0) + 0.5
            return betaincinv(a, b, tail), betaincinv(a, b, 1 - tail)
        return gammaincinv(y + 0.5, tail) / n, gammaincinv(y + 0.5, 1 - tail) / n


def smoothed(
    hits: ArrayLike,
    base: ArrayLike,
    near: Any | None = None,
    *,
    share: bool = False,
    level: float = LEVEL,
    wanted: NDArray[np.bool_] | None = None,
) -> Smoothed:
    """Return smoothed rates hits ÷ base with intervals.

    ``base``: residents, expected counts, or the tickets of which ``hits`` are a ``share``.
    ``near``: binary weights with the area itself for Marshall's local estimate, None for the global
    one. ``wanted``: areas of which smoothed values and intervals are asked for, the others come out
    NaN (finding them takes most of the time). Raises ValueError where a share has more hits than
    base, or a number is negative.
    """
    y, n = np.asarray(hits, dtype=float), np.asarray(base, dtype=float)
    if (y < 0).any() or (n < 0).any() or (share and (y > n).any()):
        raise ValueError("counts and bases are not negative, and a share is at most one")
    mean, spread = _moments(y, n, near, share=share)
    at = np.arange(len(n)) if wanted is None else np.flatnonzero(wanted)
    part = _posterior(y[at], n[at], mean[at], spread[at], share=share, level=level)
    least, most = _of_the_mean(y, n, near, share=share, level=level)
    centre, low, high = (np.full(len(n), np.nan) for _ in range(3))
    centre[at] = part[0]
    low[at] = np.where(np.isnan(part[1]), least[at], part[1])
    high[at] = np.where(np.isnan(part[2]), most[at], part[2])
    with np.errstate(divide="ignore", invalid="ignore"):
        raw = np.where(n > 0, y / n, np.nan)
    empty = ~(n > 0)
    gone = [np.where(empty, np.nan, x) for x in (raw, centre, low, high, mean, spread)]
    return Smoothed(*gone)


def standardised(hits: Floats, base: Floats, *, share: bool = False) -> Floats:
    """Return how far each raw rate lies from the mean, in standard deviations of such an area.

    Assunção and Reis, A new proposal to adjust Moran's I for population density, Statist. Med. 18,
    1999: the rate of a small area is far from the mean by chance; divided by what is usual for its
    size it can stand beside a large one's in a local statistic. NaN without a base.
    """
    y, n = np.asarray(hits, dtype=float), np.asarray(base, dtype=float)
    known = n > 0
    if not known.any() or not y.sum():
        return np.where(known, 0.0, np.nan)
    mean = y.sum() / n.sum()
    raw = np.where(known, y / np.where(known, n, 1.0), mean)
    noise = mean * (1 - mean) if share else mean
    spread = (n * (raw - mean) ** 2).sum() / n.sum()
    between = spread - noise * known.sum() / n.sum()
    variance = between + noise / np.where(known, n, 1.0)
    # As they write: where the moments give a negative variance, chance alone.
    variance = np.where(variance > 0, variance, noise / np.where(known, n, 1.0))
    with np.errstate(divide="ignore", invalid="ignore"):
        z = np.where(variance > 0, (raw - mean) / np.sqrt(variance), 0.0)
    return np.where(known, z, np.nan)
