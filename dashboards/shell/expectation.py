"""What a page expects of its cut: read from the forecasts' last run, never reckoned by a page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Self

import numpy as np
import pandas as pd

from dashboards.shell.context import BesideContext
from data_access.types import Filters
from forecasting.expected.cut import Cell, drawn
from forecasting.expected_reads import Reader, read_cells
from forecasting.frames import ROOM


@dataclass(frozen=True, slots=True)
class Expecting:
    """Who reads which run's expectations; None where no night has made any yet."""

    reader: Reader | None = None

    @classmethod
    def over(cls, context: BesideContext) -> Self:
        """Return the expectations of the current forecasts for a page's reader."""
        run = context.runs.get(ROOM)
        return cls(Reader(context.results, context.scope, run) if run is not None else None)

    def of(
        self,
        filters: Filters,
        categories: Sequence[str],
        counts: Callable[[], np.ndarray],
        days: tuple[date, date],
        *,
        every_ticket: bool = True,
    ) -> Cell | None:
        """Return what is expected of a cut's ``categories`` over ``days``, both included.

        ``counts`` returns their tickets, categories × days; it is asked where the cut has no cells
        of its own and takes its share of others. ``every_ticket``: each counts, once; where only
        some do, or a matter counts once, the cut takes its share too. None without a run.
        """
        if self.reader is None:
            return None
        found = read_cells(
            self.reader, replace(filters, category=""), categories, days,
            by_matter=not every_ticket,
        )  # fmt: skip
        if found.exact.all():
            return found.cell
        return drawn(found.days, counts(), found.cell, found.exact)

    def season(self, filters: Filters, category: str, days: tuple[date, date]) -> float:
        """Return how many times the year's average the season makes of some days; NaN unknown."""
        if self.reader is None:
            return float("nan")
        found = read_cells(self.reader, replace(filters, category=""), (category,), days)
        return float(found.cell.season[0].mean())


def by_day(
    frame: pd.DataFrame, column: str, codes: Sequence[str], days: tuple[date, date]
) -> np.ndarray:
    """Return the tickets of ``codes``, codes × days; ``frame``: columns day, ``column``, value."""
    first = np.datetime64(days[0], "D")
    length = int((np.datetime64(days[1], "D") - first).astype(int)) + 1
    known = frame[frame["day"].notna() & frame[column].isin(codes)]
    place = (pd.to_datetime(known["day"]).to_numpy().astype("datetime64[D]") - first).astype(int)
    row = {code: number for number, code in enumerate(codes)}
    counts = np.zeros((len(codes), length))
    np.add.at(
        counts, (known[column].map(row).to_numpy(dtype=int), place), known["value"].to_numpy()
    )
    return counts
