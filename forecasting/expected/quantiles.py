"""Quantiles of a count around its expectation."""

from __future__ import annotations

import math
from statistics import NormalDist

import numpy as np

_LARGE = 20_000.0


def count_quantiles(mean: float, variance: float, qs: tuple[float, ...]) -> tuple[float, ...]:
    """Return quantiles of a negative binomial count (Poisson where variance ≤ mean).

    Above a mean of 20,000 by the normal distribution, whose error is then below one count in 200.
    """
    if mean <= 0:
        return (0.0,) * len(qs)
    deviation = math.sqrt(max(variance, mean))
    if mean > _LARGE:
        normal = NormalDist()
        return tuple(float(max(0.0, round(mean + normal.inv_cdf(q) * deviation))) for q in qs)
    k = np.arange(1, int(mean + 12 * deviation) + 30, dtype=float)
    ratio = variance / mean
    if ratio > 1.000001:
        size = mean / (ratio - 1)
        first, steps = -size * math.log(ratio), np.log((size + k - 1) / k * (1 - 1 / ratio))
    else:
        first, steps = -mean, np.log(mean / k)
    logs = np.concatenate([[first], first + np.cumsum(steps)])
    return tuple(float(k) for k in np.searchsorted(np.cumsum(np.exp(logs)), qs))
