"""The windows that heat is told for: the week, the month, the quarter and the year of the last day.

Heat says what weighs now beside what was usual; which days are "now" is the reader's question.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import numpy as np
import pandas as pd


@dataclass(frozen=True, slots=True)
class HeatWindow:
    """``days`` that end with the as-of day, and the ``history`` of days before them that say what
    to expect (0: nothing does).
    """

    key: str
    days: int
    history: int

    def first(self, as_of: date) -> date:
        """Return the window's first day."""
        return as_of - timedelta(days=self.days - 1)

    def rows(self, days: pd.Series, as_of: date) -> tuple[np.ndarray, np.ndarray]:
        """Return which rows are in the window, and which in the history before it."""
        end, start = pd.Timestamp(as_of), pd.Timestamp(self.first(as_of))
        recent = ((days >= start) & (days <= end)).to_numpy()
        before = ((days < start) & (days >= start - pd.Timedelta(days=self.history))).to_numpy()
        return recent, before

    def known(self, first: date, as_of: date) -> bool:
        """Tell whether data from ``first`` on say what to expect: over half of a window's days."""
        there = (self.first(as_of) - first).days
        return 2 * min(there, self.history) >= self.days


WEEK: Final = HeatWindow("7d", 7, 56)
WINDOWS: Final = (
    WEEK,
    HeatWindow("30d", 30, 120),
    HeatWindow("90d", 90, 180),
    HeatWindow("365d", 365, 0),
)
BY_KEY: Final = {window.key: window for window in WINDOWS}
ASKED: Final = "asked"
"""The key of a window that is all of a period asked for."""
