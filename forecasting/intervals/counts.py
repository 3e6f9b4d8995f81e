"""The distribution of a count around a forecast, made continuous so that every level can be met.

A count Y is taken as Z = Y + U − ½ with U uniform on (0, 1) (Machado and Santos Silva 2005): Z has
a continuous distribution and the mean of Y, and the smallest whole count whose probability of not
being exceeded reaches a level is Z's quantile rounded. Y is negative binomial with variance
μ + α·μ²; above a mean of 50, where whole counts no longer matter, Z is a gamma variable of the same
mean and variance.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy.special import betainc, gammainc, gammaincinv

from forecasting.types import Floats

_LARGE = 50.0
_LEAST_MEAN = 0.005
ALPHAS = (1e-3, 30.0)  # the smallest and the largest α
_MEANS = np.geomspace(_LEAST_MEAN, _LARGE, 96)
_SPREADS = np.geomspace(*ALPHAS, 28)
_MOST = 1200


def probabilities(count: Floats, mean: Floats, alpha: Floats) -> tuple[Floats, Floats]:
    """Return P(Y < count) and P(Y ≤ count): between them Z's distribution function rises evenly."""
    count, mean, alpha = np.broadcast_arrays(count, np.maximum(mean, _LEAST_MEAN), alpha)
    low, high = np.zeros(count.shape), np.zeros(count.shape)
    small = mean <= _LARGE
    r, p = 1 / alpha[small], 1 / (1 + alpha[small] * mean[small])
    at = count[small]
    high[small] = betainc(r, at + 1, p)
    low[small] = np.where(at > 0, betainc(r, np.maximum(at, 1), p), 0.0)
    shape, scale = _gamma(mean[~small], alpha[~small])
    at = count[~small]
    high[~small] = gammainc(shape, (at + 0.5) / scale)
    low[~small] = gammainc(shape, np.maximum(at - 0.5, 0.0) / scale)
    return low, high


def quantiles(mean: Floats, alpha: Floats, levels: Floats) -> Floats:
    """Return Z's quantiles, … × levels; at least −½."""
    mean, alpha = np.broadcast_arrays(np.maximum(mean, _LEAST_MEAN), np.clip(alpha, *ALPHAS))
    found = np.empty((*mean.shape, len(levels)))
    small = mean <= _LARGE
    if small.any():
        found[small] = _between(_table(levels), mean[small], alpha[small])
    if not small.all():
        shape, scale = _gamma(mean[~small], alpha[~small])
        found[~small] = gammaincinv(shape[:, None], levels[None, :]) * scale[:, None]
    return found


def _gamma(mean: Floats, alpha: Floats) -> tuple[Floats, Floats]:
    variance = mean + alpha * mean**2 + 1 / 12
    return mean**2 / variance, variance / mean


@lru_cache(maxsize=1)
def _cumulated() -> Floats:
    """Return P(Y ≤ k), means × alphas × k, of the grid of means and alphas."""
    mean, alpha = _MEANS[:, None], _SPREADS[None, :]
    r, share = 1 / alpha, alpha * mean / (1 + alpha * mean)
    log_zero = -r * np.log1p(alpha * mean)
    total = np.empty((len(_MEANS), len(_SPREADS), _MOST))
    chance = np.exp(log_zero)
    total[:, :, 0] = chance
    for k in range(1, _MOST):
        chance = chance * (k - 1 + r) / k * share
        total[:, :, k] = total[:, :, k - 1] + chance
    return np.minimum(total, 1.0)


def _table(levels: Floats) -> Floats:
    """Return Z's quantiles at the grid's means and alphas, means × alphas × levels."""
    found = np.empty((len(_MEANS), len(_SPREADS), len(levels)))
    edges = np.arange(_MOST + 1) - 0.5
    for i, rows in enumerate(_cumulated()):
        for j, row in enumerate(rows):
            stop = min(int(np.searchsorted(row, 1 - 1e-9)) + 2, _MOST)
            rising = np.concatenate([[0.0], row[:stop]])
            found[i, j] = np.interp(levels, rising, edges[: stop + 1])
    return found


def _between(table: Floats, mean: Floats, alpha: Floats) -> Floats:
    """Read a table between its means and alphas (linear in their logarithms)."""
    one, a = _place(_MEANS, mean)
    two, b = _place(_SPREADS, alpha)
    a, b = a[:, None], b[:, None]
    upper = table[one, two] * (1 - b) + table[one, two + 1] * b
    lower = table[one + 1, two] * (1 - b) + table[one + 1, two + 1] * b
    result: Floats = upper * (1 - a) + lower * a
    return result


def _place(grid: Floats, values: Floats) -> tuple[NDArray[np.int64], Floats]:
    step = np.log(grid[1] / grid[0])
    at = np.clip(np.log(values / grid[0]) / step, 0, len(grid) - 1.000001)
    whole = at.astype(np.int64)
    return whole, at - whole
