"""Copied texts: forwarded, sent round or entered by several hands, whoever and wherever they are.

The demo cities that the pair score learns from hold next to none, real inboxes hold many. So this
is a rule: long texts that are largely the same are one matter about as surely as they are alike.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from hotspots.repeats.features import FEATURES, Table
from hotspots.repeats.types import RepeatSettings

_LEAST_LENGTH = 30
"""Characters of the shorter text: short questions are the same without being one matter."""


def copied(table: Table, settings: RepeatSettings) -> NDArray[np.bool_]:
    """Return which pairs are copies of each other."""
    share = table[:, FEATURES.index("copy_share")]
    shorter = table[:, FEATURES.index("shorter")]
    days = table[:, FEATURES.index("days")]
    long_enough = shorter >= np.log1p(_LEAST_LENGTH)
    found = (share >= settings.copy_similarity) & long_enough & (days <= settings.copy_days)
    return np.asarray(found)


def with_copies(
    probability: NDArray[np.float64], table: Table, settings: RepeatSettings
) -> NDArray[np.float64]:
    """Return the probabilities, at least the common share of text where a pair is a copy."""
    share = np.nan_to_num(table[:, FEATURES.index("copy_share")])
    floor = np.where(copied(table, settings), np.minimum(share, 0.99), 0.0)
    return np.maximum(probability, floor)
