"""How the chances held: said at earlier days from what was known then, seen afterwards.

Rolling origin (Tashman, Out-of-sample tests of forecasting accuracy, Int. J. Forecasting 16, 2000):
at each origin the open tickets are judged by those alone whose deadline had passed by then.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd

from data_access.metrics.intervals import wilson
from deadline_risk.landmarks import missed, open_at
from deadline_risk.risk import risks

ORIGINS, APART = 13, 14
"""Origins, and days from one to the next."""
YEAR = 365
"""Days of deadlines that a chance rests on."""
BINS = (0.0, 0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 1.0)


@dataclass(frozen=True)
class Held:
    """``bins``: as ``frames.HELD``; the figures as in ``frames.Facts``."""

    bins: pd.DataFrame
    judged: int
    brier: float
    brier_base: float
    flagged: int
    flagged_late: int
    all_late: int


def past_of(every: pd.DataFrame, day: pd.Timestamp) -> pd.DataFrame:
    """Return what ``counted`` gives, of the deadlines of the last ``YEAR`` days up to a day."""
    return every[(every["day"] <= day) & (every["day"] > day - pd.Timedelta(days=YEAR))]


def judged(
    over: pd.DataFrame, known: pd.DataFrame, last: pd.Timestamp, calendar: str
) -> pd.DataFrame:
    """Return the tickets judged at the origins before ``last``: ``left``, ``p_late``, ``p_base``,
    ``is_late``.

    ``over``: tickets whose deadline has passed by the end of ``last``, as ``landmarks.counted``
    takes them; ``known``: what it gives of them.
    """
    found = []
    for step in range(ORIGINS):
        # The newest origin lies so far back that what fell due soon then is over now.
        origin = last - pd.Timedelta(days=APART * (step + 1))
        here = open_at(over, origin, calendar)
        if here.empty:
            continue
        said = risks(here, past_of(known, origin))
        late = missed(here).reindex(said.index)
        found.append(said.assign(is_late=late, left=here["left"]))
    if not found:
        columns = ["left", "p_late", "p_base", "is_late"]
        return pd.DataFrame(columns=columns)
    return pd.concat(found, ignore_index=True)


def held(
    over: pd.DataFrame, known: pd.DataFrame, last: pd.Timestamp, calendar: str, high: float
) -> Held:
    """Return how the chances of earlier days held (see ``judged``). ``high``: from which a risk is
    called high.
    """
    seen = judged(over, known, last, calendar)
    chance, base = (seen[c].to_numpy(float) for c in ("p_late", "p_base"))
    late = seen["is_late"].to_numpy(bool)
    flagged = chance.round(2) >= high
    n = len(seen)
    return Held(
        _bins(chance, late),
        n,
        float(np.mean((chance - late) ** 2)) if n else 0.0,
        float(np.mean((base - late) ** 2)) if n else 0.0,
        int(flagged.sum()),
        int((flagged & late).sum()),
        int(late.sum()),
    )


def _bins(chance: np.ndarray, late: np.ndarray) -> pd.DataFrame:
    rows = []
    for low, high in pairwise(BINS):
        inside = (chance >= low) & ((chance < high) | ((high == BINS[-1]) & (chance <= high)))
        n = int(inside.sum())
        if not n:
            continue
        k = int(late[inside].sum())
        least, most = wilson(k, n)
        rows.append((low, high, n, float(chance[inside].mean()), k, float(least), float(most)))
    names = ["from_p", "to_p", "n", "expected", "late", "low", "high"]
    return pd.DataFrame(rows, columns=names)
