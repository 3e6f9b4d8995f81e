"""Upper bounds of a count from a fitted mean, its error and the over-dispersion."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Method = Literal["delta", "nbPlugin", "muan"]
Power = Literal["none", "1/2", "2/3"]


def normal_quantile(probability: float) -> float:
    """Return the standard normal quantile."""
    from scipy.special import ndtri

    return float(ndtri(probability))


def delta_scale(mean: Floats, error: Floats, phi: Floats, power: Power) -> tuple[float, Floats]:
    """Return the exponent and the standard deviation on the transformed scale.

    ``error`` is the standard error of the mean on the response scale (Farrington 1996, eq. 8).
    """
    tau = phi + error**2 / mean
    if power == "none":
        return 1.0, np.sqrt(mean * tau)
    if power == "1/2":
        return 0.5, np.sqrt(tau / 4.0)
    return 2.0 / 3.0, np.sqrt(4.0 / 9.0 * np.cbrt(mean) * tau)


def delta_bounds(
    mean: Floats, error: Floats, phi: Floats, *, tail: float, power: Power = "2/3"
) -> tuple[Floats, Floats]:
    """Return lower and upper bound that leave ``tail`` on each side, by a power transformation."""
    exponent, scale = delta_scale(mean, error, phi, power)
    z = normal_quantile(1.0 - tail)
    middle = mean**exponent
    low = np.maximum(middle - z * scale, 0.0) ** (1.0 / exponent)
    high = np.maximum(middle + z * scale, 0.0) ** (1.0 / exponent)
    return low, high


def negative_binomial_bounds(mean: Floats, phi: Floats, *, tail: float) -> tuple[Floats, Floats]:
    """Return the quantiles of a negative binomial with variance ``phi`` × mean (Poisson at 1)."""
    from scipy.stats import nbinom, poisson

    size = mean / np.maximum(phi - 1.0, 1e-9)
    over = phi > 1.0 + 1e-9
    bounds = []
    for q in (tail, 1.0 - tail):
        wide = nbinom.ppf(q, np.maximum(size, 1e-12), 1.0 / np.maximum(phi, 1.0 + 1e-9))
        bounds.append(np.where(over, wide, poisson.ppf(q, mean)))
    return bounds[0], bounds[1]


def upper_tail(counts: Floats, mean: Floats, phi: Floats) -> Floats:
    """Return P(Y >= count) for a negative binomial with variance ``phi`` × mean."""
    from scipy.special import betainc, gammainc

    y = np.asarray(counts, dtype=float)
    phi = np.asarray(phi, dtype=float)
    size = np.maximum(mean / np.maximum(phi - 1.0, 1e-9), 1e-12)
    wide = betainc(np.maximum(y, 1e-9), size, 1.0 - 1.0 / np.maximum(phi, 1.0 + 1e-9))
    narrow = gammainc(np.maximum(y, 1e-9), mean)
    return np.where(y <= 0, 1.0, np.where(phi > 1.0 + 1e-9, wide, narrow))
