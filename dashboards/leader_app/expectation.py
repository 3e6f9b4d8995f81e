"""What the page expects of its cut: read from the forecasts' last run, never reckoned here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import pandas as pd

from dashboards.leader_app.tiles import Asker
from forecasting.expected.cut import Cell, drawn
from forecasting.expected_reads import Reader, read_cells


@dataclass(frozen=True, slots=True)
class Expecting:
    """Who reads which run's expectations; None where no night has made any yet."""

    reader: Reader | None = None

    def of(
        self,
        asker: Asker,
        categories: Sequence[str],
        counts: Callable[[], np.ndarray],
        days: tuple[date, date],
    ) -> Cell | None:
        """Return what is expected of the cut's ``categories`` over ``days``, both included.

        ``counts`` returns their tickets, categories × days; it is asked where the cut has no cells
        of its own and takes its share of others. None without a run.
        """
        if self.reader is None:
            return None
        cut = replace(asker.filters, category="")
        found = read_cells(self.reader, cut, categories, days, by_matter=asker.by_matter)
        if found.exact.all():
            return found.cell
        return drawn(found.days, counts(), found.cell, found.exact)


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
