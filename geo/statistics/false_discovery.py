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
    given = np.asarray(p, dtype=float)
    found = np.full(given.shape, np.nan)
    known = np.flatnonzero(np.isfinite(given))
    order = known[np.argsort(given[known], kind="stable")]
    rank = np.arange(1, len(order) + 1)
    scaled = given[order] * len(order) / rank
    found[order] = np.minimum(np.minimum.accumulate(scaled[::-1])[::-1], 1.0)
    return found
