"""Kulldorff's log-likelihood ratio and the p-value of the greatest one among many windows."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def log_likelihood_ratio(observed: Floats, expected: Floats, total: float) -> Floats:
    """Return the Poisson ratio of Kulldorff (1997), 0 where no more than expected was seen.

    ``expected`` adds up to ``total`` over all windows' places.
    """
    c = np.asarray(observed, dtype=float)
    e = np.maximum(np.asarray(expected, dtype=float), 1e-12)
    rest, rest_due = total - c, np.maximum(total - e, 1e-12)
    with np.errstate(divide="ignore", invalid="ignore"):
        inside = np.where(c > 0, c * np.log(c / e), 0.0)
        outside = np.where(rest > 0, rest * np.log(rest / rest_due), 0.0)
    return np.where(c > e, inside + outside, 0.0)


def rank_p_value(found: float, replicates: Floats) -> float:
    """Return the Monte Carlo p-value: (replicates at least as great + 1) / (replicates + 1)."""
    return float((np.sum(replicates >= found - 1e-9) + 1) / (len(replicates) + 1))


def gumbel_p_value(found: float, replicates: Floats) -> float:
    """Return the p-value from a Gumbel distribution fitted to the replicates by moments.

    Abrams, Kulldorff, Kleinman (2010): the maxima are close to Gumbel's, so that small p-values
    need few replicates.
    """
    scale = float(np.std(replicates, ddof=1)) * np.sqrt(6.0) / np.pi
    if scale <= 0:
        return rank_p_value(found, replicates)
    place = float(np.mean(replicates)) - 0.5772156649 * scale
    return float(-np.expm1(-np.exp(-(found - place) / scale)))
