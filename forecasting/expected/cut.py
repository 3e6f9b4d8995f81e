"""What is expected of a cut of the tickets that has no expectation of its own.

It is its share of the nearest cell that has one. The share is that of the eight weeks before the
Monday of each day's week: known beforehand, and the same whichever period is looked at. It is the
same too whether the cell tells its tickets or only how its days compare (``EXPECTED_SHAPE``).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from data_access.calendar.vector import weekdays_of
from forecasting.types import Days, Floats

SHARE_DAYS = 56
_BEFORE = 6  # a period's first week may have begun so many days earlier
READ_BEFORE = SHARE_DAYS + _BEFORE
"""Days before a period whose counts and expectations a share needs."""
_BURST = 3.0  # standard deviations above what is due, beyond which a day is cut back
_NOTHING = 0.5  # cases that what has never happened is worth


@dataclass(frozen=True, eq=False)
class Cell:
    """Series × days: expected ``mean`` (NaN: none), ``scatter``, ``drift`` (``scatter.py``) and
    ``season`` (1: the year's average)."""

    mean: Floats
    scatter: Floats
    drift: Floats
    season: Floats

    def rows(self, rows: np.ndarray | list[int]) -> Cell:
        """Return some of the series."""
        return Cell(self.mean[rows], self.scatter[rows], self.drift[rows], self.season[rows])


def drawn(days: Days, counts: Floats, above: Cell, exact: np.ndarray) -> Cell:
    """Return what is expected of each series: the cell itself where it is ``exact``, else the
    series' share of it (``of_cut``)."""
    found = of_cut(days, counts, above)
    mine = exact[:, None]
    return Cell(
        np.where(mine, above.mean, found.mean),
        np.where(mine, above.scatter, found.scatter),
        np.where(mine, above.drift, found.drift),
        above.season,
    )


def of_cut(days: Days, counts: Floats, above: Cell) -> Cell:
    """Return what is expected of cuts, from their counts and the cells ``above`` them.

    ``counts``, ``above``: series × ``days`` (consecutive). A day's expectation needs the eight
    weeks before its week; earlier days have none.
    """
    weekday = weekdays_of(days)
    mean = np.full(counts.shape, np.nan)
    scatter, drift = np.ones(counts.shape), np.zeros(counts.shape)
    for monday in sorted({n - int(d) for n, d in enumerate(weekday)}):
        if monday < SHARE_DAYS:
            continue
        back, week = slice(monday - SHARE_DAYS, monday), slice(monday, monday + 7)
        share, cases = _share(counts[:, back], above.mean[:, back])
        mean[:, week] = above.mean[:, week] * share[:, None]
        scatter[:, week] = 1.0 + (above.scatter[:, week] - 1.0) * share[:, None]
        # The share itself is only as sure as its cases are many.
        drift[:, week] = np.sqrt(above.drift[:, week] ** 2 + 1.0 / cases[:, None])
    return Cell(mean, scatter, drift, above.season)


def _share(counts: Floats, due: Floats) -> tuple[Floats, Floats]:
    """Return each cut's share of what was due above it, and the cases that it rests on."""
    known = ~(np.isnan(counts) | np.isnan(due))
    seen, of = np.where(known, counts, 0.0), np.where(known, due, 0.0)
    total = of.sum(axis=1)
    first = (seen.sum(axis=1) + _NOTHING) / np.maximum(total, _NOTHING)
    mine = first[:, None] * of
    cut = np.minimum(seen, mine + _BURST * np.sqrt(mine) + 1.0)
    cases = cut.sum(axis=1) + _NOTHING
    share = np.where(total > 0, cases / np.maximum(total, _NOTHING), np.nan)
    return share, cases
