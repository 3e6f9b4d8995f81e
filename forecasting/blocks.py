"""Matrix products whose last bits don't depend on how many days are asked.

A product of another shape is summed in another order; a day's forecast must be the same to the
last bit in a run of a week and of a year.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from forecasting.types import Floats

BLOCK = 28


def in_blocks(function: Callable[[Floats], Floats], matrix: Floats) -> Floats:
    """Return what ``function`` makes of ``matrix``, column by column, always asked for 28 columns
    at once (the last ones are filled up with zeros)."""
    columns = matrix.shape[1]
    padded = np.pad(matrix, ((0, 0), (0, -columns % BLOCK)))
    parts = np.split(padded, max(1, padded.shape[1] // BLOCK), axis=1)
    found: Floats = np.concatenate([function(part) for part in parts], axis=1)[:, :columns]
    return found
