"""How far a series' recent days stand above or below its curve."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

LEVEL_SPREAD = 0.15
"""Usual standard deviation of a level's drift, on the log scale."""
_CUT = 3.0  # standard deviations beyond which a burst no longer counts


def level_ratio(  # noqa: PLR0917 - one formula
    counts: Floats,
    curve: Floats,
    dispersion: Floats,
    usual: Floats,
    half_life: float,
    spread: float = LEVEL_SPREAD,
) -> Floats:
    """Return observed ÷ curve of the recent days for each row, drawn to ``usual`` (n).

    ``counts``, ``curve``: n × T up to the last day known, NaN where a count is not known. A day
    above what scatter allows is cut back. The pull is worth the cases that a drift of
    ``spread`` would need to be told from chance. Between 0.2 and 5.
    """
    age = np.arange(counts.shape[1])[::-1]
    weight = 0.5 ** (age / half_life) * ~np.isnan(counts)
    limit = curve + _CUT * np.sqrt(dispersion[:, None] * curve) + 1
    cut = np.minimum(np.nan_to_num(counts), limit)
    pull = dispersion / spread**2
    result: Floats = ((weight * cut).sum(axis=1) + pull * usual) / (
        (weight * curve).sum(axis=1) + pull
    )
    return np.clip(result, 0.2, 5.0)
