"""Which series of a set is which other's parent: the same matter in the whole place, or the matter
above it."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data_access.types import ANY, CATEGORY_DIGITS, OWN


def parent_keys(area: str, category: str, channel: str) -> list[tuple[str, str, str]]:
    """Return where a cell may take its shape from, the nearest first.

    The channel is given up first, then the area (area codes carry their parent as a prefix, but
    streets of one district don't resemble it more than the city), then the category's last digits.
    """
    found = []
    if channel != ANY:
        found.append((area, category, ANY))
    if area != ANY:
        found.append((ANY, category, channel))
    wider = category.removesuffix(OWN)
    if wider != category:
        found.append((ANY, wider, ANY))
    while wider != ANY:
        longer = wider.isdigit() and len(wider) > CATEGORY_DIGITS
        wider = wider[:-CATEGORY_DIGITS] if longer else ANY
        found.append((ANY, wider, ANY))
    if (area, category, channel) != (ANY, ANY, ANY):
        found.append((ANY, ANY, ANY))
    return [key for key in dict.fromkeys(found) if key != (area, category, channel)]


def parents_of(keys: pd.DataFrame) -> NDArray[np.int64]:
    """Return each row's parent's row, -1 where the set has none."""
    cells = list(keys[["area", "category", "channel"]].itertuples(index=False, name=None))
    row = {cell: number for number, cell in enumerate(cells)}
    found = [next((row[k] for k in parent_keys(*cell) if k in row), -1) for cell in cells]
    return np.array(found, dtype=np.int64)


def generations(parents: NDArray[np.int64]) -> list[NDArray[np.int64]]:
    """Return the rows by their distance from a root: parents come before their children."""
    depth = np.zeros(len(parents), dtype=np.int64)
    above = parents.copy()
    while (above >= 0).any():
        depth += above >= 0
        above = np.where(above >= 0, parents[above], -1)
    return [np.flatnonzero(depth == d) for d in range(int(depth.max(initial=0)) + 1)]
