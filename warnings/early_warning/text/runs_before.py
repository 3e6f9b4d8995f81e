"""What was read of texts before a day: handed from the night to the day's hours."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]


@dataclass(frozen=True)
class ReadBefore:
    """What was read of the days up to ``now``: what is usual, and the days of the windows.

    ``past``, ``past_here``: tickets by bucket, at most 65,535; ``places``: tickets by place ("" of
    those without one); ``begin``: the first day with texts; ``owner``, ``runs``: of the windows'
    days, the row (of the rows read) and bucket of every run.
    """

    now: int
    begin: int
    past: NDArray[np.uint16]
    past_here: NDArray[np.uint16]
    places: dict[str, float]
    owner: Ints
    runs: Ints


@dataclass(frozen=True, slots=True)
class DayIndex:
    """What the hours of a day look up. ``read``: rows, runs, runs in their place of the day itself;
    ``by``: of the days before, buckets in order and their rows, by column; ``usual``: how many
    distinct buckets a day has.
    """

    day: int
    read: tuple[Ints, Ints, Ints]
    by: dict[int, tuple[Ints, Ints]]
    usual: dict[int, float]

    def uses(self, column: int, wanted: Ints) -> tuple[Ints, Ints]:
        """Return the rows that used one of the buckets, and which of ``wanted`` each did."""
        keys, rows = self.by[column]
        low, high = np.searchsorted(keys, wanted, "left"), np.searchsorted(keys, wanted, "right")
        n = high - low
        at = np.repeat(np.arange(len(wanted)), n)
        start = np.repeat(low - np.concatenate([[0], np.cumsum(n)[:-1]]), n)
        return rows[start + np.arange(len(at))], at
