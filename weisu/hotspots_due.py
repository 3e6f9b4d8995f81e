"""What the forecasts expect of categories in the days that heat looks at, for the topics."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np

from data_access.results.store import ResultStore
from data_access.types import Filters, Period, Scope
from hotspots.topics.expectation import CategoryDue, Due, category_of_code
from hotspots.topics.settings import TopicSettings


def due_of(results: ResultStore, scope: Scope, code: str, as_of: date) -> Due:
    """Return what the current forecasts expected of each second-level category.

    That is the night before's run: it goes a fortnight ahead. Empty where there is none yet;
    categories without an expectation of their own, or not on all of these days, are left out.
    """
    from forecasting.expected.sums import sum_of
    from forecasting.expected_reads import Reader, read_cells
    from forecasting.frames import EXPECTED, ROOM

    run = results.current(ROOM, code)
    if run is None or not run.has(EXPECTED):
        return Due()
    settings = TopicSettings()
    recent = settings.recent_days
    first = as_of - timedelta(days=recent + settings.history_days - 1)
    known = results.extract.directory(scope, code).categories
    categories = sorted({category_of_code(c) for c in known} & set(known))
    cut = Filters(code, Period.last_days(as_of, recent))
    cells = read_cells(Reader(results, scope, run), cut, categories, (first, as_of))
    found = {}
    for row, category in enumerate(categories):
        due = sum_of(cells.cell, row, slice(-recent, None)) if cells.exact[row] else None
        season = cells.cell.season[row]
        earlier = season[:-recent][~np.isnan(season[:-recent])]
        if due is None or not len(earlier):
            continue
        turn = float(season[-recent:].mean() / max(float(earlier.mean()), 1e-9))
        found[category] = CategoryDue(due.mean, due.high, turn)
    return Due(found)
