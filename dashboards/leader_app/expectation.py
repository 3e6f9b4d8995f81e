"""What the page expects of its cut: read from the forecasts' last run, never reckoned here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import pandas as pd

from dashboards.leader_app.tiles import Asker
from forecasting.expected.cut import Cell, drawn
from forecasting.expected_reads import Reader, read_cells
from forecasting.types import Days


@dataclass(frozen=True, slots=True)
class Expecting:
    """Who reads which run's expectations; None where no night has made any yet."""

    reader: Reader | None = None

    def of(
        self,
        asker: Asker,
        categories: Sequence[str],
        counts: np.ndarray,
        days: tuple[date, date],
    ) -> tuple[Days, Cell] | None:
        """Return what is expected of the cut's ``categories`` over ``days``, both included.

        ``counts``: their tickets, categories × days, of which a cut without cells of its own takes
        its share. None without a run.
        """
        if self.reader is None:
            return None
        cut = replace(asker.filters, category="")
        found = read_cells(self.reader, cut, categories, days, by_matter=asker.by_matter)
        return found.days, drawn(found.days, counts, found.cell, found.exact)


def by_day(frame: pd.DataFrame, column: str, days: tuple[date, date]) -> dict[str, np.ndarray]:
    """Return the tickets of each day by the codes in ``column``: columns day, ``column``, value."""
    first = np.datetime64(days[0], "D")
    length = int((np.datetime64(days[1], "D") - first).astype(int)) + 1
    known = frame[frame["day"].notna() & frame[column].notna()]
    place = (pd.to_datetime(known["day"]).to_numpy().astype("datetime64[D]") - first).astype(int)
    codes, names = pd.factorize(known[column].astype(str), sort=True)
    counts = np.zeros((len(names), length))
    np.add.at(counts, (codes, place), known["value"].to_numpy(dtype=float))
    return {str(name): counts[row] for row, name in enumerate(names)}
