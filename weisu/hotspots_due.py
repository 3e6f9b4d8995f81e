"""What the forecasts expect of categories in the days that heat looks at, for the topics."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np

from data_access.results.store import ResultStore
from data_access.types import Filters, Period, Scope
from hotspots.topics.expectation import CategoryDue, Due, category_of_code
from hotspots.topics.heat_windows import WINDOWS, HeatWindow

if TYPE_CHECKING:
    from forecasting.expected_reads import Reader


def due_of(results: ResultStore, scope: Scope, code: str, as_of: date) -> Due:
    """Return what the current forecasts expected of each second-level category, in every window.

    The night's own, which comes before the topics. Empty where the history is too short for one;
    categories without an expectation of their own, or not on all of a window's days, are left out.
    """
    from forecasting.expected_reads import Reader
    from forecasting.frames import EXPECTED, ROOM

    run = results.current(ROOM, code)
    if run is None or not run.has(EXPECTED):
        return Due()
    known = results.extract.directory(scope, code).categories
    categories = sorted({category_of_code(c) for c in known} & set(known))
    reader = Reader(results, scope, run)
    told = [window for window in WINDOWS if window.history]
    return Due({w.key: _in_window(reader, code, categories, w, as_of) for w in told})


def _in_window(
    reader: Reader, code: str, categories: list[str], window: HeatWindow, as_of: date
) -> dict[str, CategoryDue]:
    from forecasting.expected.sums import sum_of
    from forecasting.expected_reads import read_cells

    first = window.first(as_of) - timedelta(days=window.history)
    cut = Filters(code, Period.last_days(as_of, window.days))
    cells = read_cells(reader, cut, categories, (first, as_of))
    found = {}
    for row, category in enumerate(categories):
        due = sum_of(cells.cell, row, slice(-window.days, None)) if cells.exact[row] else None
        season = cells.cell.season[row]
        earlier = season[: -window.days][~np.isnan(season[: -window.days])]
        if due is None or not len(earlier):
            continue
        turn = float(season[-window.days :].mean() / max(float(earlier.mean()), 1e-9))
        found[category] = CategoryDue(due.mean, due.high, turn)
    return found
