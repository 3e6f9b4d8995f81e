"""Reading a run's frames: a cell's error, what was forecast before and what came."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

SHOWN, CHOSEN, NAIVE = "reconciled", "chosen", "snaive"
"""The model names under which the score frame keeps what is shown, what was chosen before levels
were made to agree, and seasonal naive."""
ORIGIN_DAYS = 28
"""Back-test origins stand so many days apart."""


@dataclass(frozen=True, slots=True)
class Off:
    """How far back-tested forecasts were off. ``share``: Σ|error| ÷ Σ actual at ``ahead`` days."""

    share: float
    origins: int
    ahead: int

    @property
    def months(self) -> int:
        """Months that the back-test covers."""
        return max(1, round(self.origins * ORIGIN_DAYS / 30.4))


def error_of(score: pd.DataFrame, ahead: int = 7, model: str = SHOWN) -> Off | None:
    """Return the error of one cell's forecasts over the ``ahead`` days up to ``ahead``.

    ``score``: the cell's rows of the score frame. Days 1 to 7 for 7, 8 to 28 for 28. None where
    there was no back-test or no ticket in it.
    """
    first = 1 if ahead <= 7 else 8
    mine = score[(score["model"] == model) & score["horizon"].between(first, ahead)]
    total = float(mine["actual"].sum())
    if mine.empty or total <= 0:
        return None
    return Off(float(mine["mae"].sum()) / total, int(mine["origins"].max()), ahead)
