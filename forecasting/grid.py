"""The grid of the finest cells: area level × category level, as fine as a night has time for."""

from __future__ import annotations

from datetime import date

import pandas as pd

from data_access.extract.query import Extract
from data_access.metrics.series import AreaCut, daily_counts
from data_access.types import Period, Scope

MOST_CELLS = 3000


def counts_on_grid(
    extract: Extract,
    scope: Scope,
    code: str,
    period: Period,
    *,
    area: AreaCut | None,
    category: int | None,
    last: date,
) -> tuple[AreaCut, int, pd.DataFrame]:
    """Return the grid and its counts; the finest that a night has time for where none is asked."""
    grids: list[tuple[AreaCut, int]] = [("street", 2), ("county", 2), ("city", 2)]
    if area is not None or category is not None:
        grids = [(area or "city", 2 if category is None else category)]
    for number, (level, digits) in enumerate(grids):
        counts = daily_counts(
            extract,
            scope,
            code,
            period,
            area_level=level,
            category_level=digits,
            as_of=last,
        )
        few = len(counts) // period.days <= MOST_CELLS
        if few or number == len(grids) - 1:
            return level, digits, counts
    raise AssertionError("unreachable")
