"""How many of those that stand out would do so by chance: Benjamini and Hochberg's correction."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]


def adjusted(p: ArrayLike) -> Floats:
    """Return adjusted p-values; NaN stays NaN and counts for nothing.

    Benjamini and Hochberg, Controlling the false discovery rate, J. R. Stat. Soc. B 57, 1995: of
    those with an adjusted value up to 0.05, about one in twenty stands out by chance. It holds for
    statistics of neighbours too, which depend on each other positively (Benjamini and Yekutieli
    2001); Caldas de Castro and Singer 2006 recommend it for local statistics.
    """
    from scipy.stats import false_discovery_control

    given = np.asarray(p, dtype=float)
    found = np.full(given.shape, np.nan)
    known = np.isfinite(given)
    if known.any():
        found[known] = false_discovery_control(given[known])
    return found
