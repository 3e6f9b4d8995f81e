"""The tickets of all units as cells for ``case_mix``: one read for all rates."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from data_access.metrics.cell_counts import CellCounts, cell_counts
from data_access.metrics.source import Source
from data_access.types import Filters, Scope
from supervision.scorecards.case_mix import FACTORS
from supervision.scorecards.indicators import EXPECTED

_BY = ("department", "month", "category_2", "ticket_type", "channel", "area_street")
# Tickets of a unit's month ÷ those of its ordinary one: slack, usual, busy, very busy from there.
_LOADS = (0.75, 1.25, 1.75)


def read_cells(extract: Source, scope: Scope, filters: Filters) -> CellCounts:
    """Return every unit's tickets of the cut as known on its as-of day, with ``FACTORS`` as
    columns of the cells; tickets without a unit are left out.
    """
    found = cell_counts(extract, scope, filters, EXPECTED, _BY)
    kept = found.cells["department"].notna().to_numpy()
    cells = with_factors(found.cells[kept].reset_index(drop=True))
    return CellCounts(
        cells,
        {name: counts[kept] for name, counts in found.cases.items()},
        {name: counts[kept] for name, counts in found.hits.items()},
    )


def with_factors(cells: pd.DataFrame) -> pd.DataFrame:
    """Return cells by department, month, category_2, type, channel and street with what the model
    looks at. What is not filled in is a level of its own.
    """
    fine = _known(cells["category_2"])
    made: dict[str, Any] = {
        "unit": cells["department"].astype(str),
        "month": pd.to_datetime(cells["month"]),
        "category_1": fine.str[:2],
        "category_2": fine,
        "ticket_type": _known(cells["ticket_type"]),
        "channel": _known(cells["channel"]),
        "area": _known(cells["area_street"]),
    }
    made["season"] = made["month"].dt.month
    found = pd.DataFrame(made)
    found["load"] = _load(found, cells["tickets"])
    found["tickets"] = cells["tickets"].to_numpy()
    return found[["unit", "month", *FACTORS, "tickets"]]


def _known(column: pd.Series) -> pd.Series:
    return column.astype("str").where(column.notna(), "")


def _load(found: pd.DataFrame, tickets: pd.Series) -> np.ndarray[Any, Any]:
    """Return how busy each cell's unit was in its month, as a place in ``_LOADS``."""
    sums = tickets.groupby([found["unit"], found["month"]]).sum()
    ratio = sums / sums.groupby(level=0).transform("mean")
    mine = pd.MultiIndex.from_arrays([found["unit"], found["month"]])
    return np.searchsorted(_LOADS, ratio.reindex(mine).to_numpy(), side="right")


def cells_of(found: CellCounts, name: str) -> pd.DataFrame:
    """Return the cells with cases of one rate, with ``n`` and ``hits``."""
    n = found.cases[name]
    some = n > 0
    return found.cells[some].assign(n=n[some], hits=found.hits[name][some])


def inside(cells: pd.DataFrame, start: date, end: date) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Tell which cells lie in the months from ``start`` to before ``end``."""
    month = cells["month"]
    found = (month >= pd.Timestamp(start)) & (month < pd.Timestamp(end))
    return found.to_numpy()
