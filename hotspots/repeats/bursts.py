"""Which n-grams came all at once: what many people write within days they seldom wrote before.

A gram's surge is the largest excess of its tickets in a window of days over what an even spread of
all its tickets would give, in standard deviations of a Poisson count. A wide window finds what goes
on for weeks, a narrow one what is over in days.
"""

from __future__ import annotations

import numpy as np

from hotspots.repeats.grams import Floats, GramSets, Ints

WIDE, NARROW = 7, 2
"""Days before and after the middle one."""
_LEAST_SPAN = 45


def surges(sets: GramSets, day: Ints, half_window: int = WIDE) -> Floats:
    """Return each gram's surge: 0 where it never came oftener, all 0 for too short a period.

    ``day``: the day number of every text.
    """
    table = np.zeros(1 << sets.bits, dtype=np.float32)
    if not len(sets.grams):
        return table
    first, last = int(day.min()), int(day.max())
    span = last - first + 1
    if span < _LEAST_SPAN:
        return table
    wide = span + 2 * half_window + 2
    since = day - first + half_window
    key = sets.grams.astype(np.int64) * wide + np.repeat(since, sets.sizes)
    key.sort()
    low = np.searchsorted(key, key - half_window, side="left")
    high = np.searchsorted(key, key + half_window, side="right")
    near = (high - low).astype(np.float32)
    gram = (key // wide).astype(np.int64)
    counts = np.bincount(gram, minlength=len(table))
    expected = counts[gram] * ((2 * half_window + 1) / span)
    # The ticket itself is always there.
    excess = ((near - 1 - expected) / np.sqrt(expected + 1)).astype(np.float32)
    starts = np.flatnonzero(np.diff(gram, prepend=-1))
    table[gram[starts]] = np.maximum(np.maximum.reduceat(excess, starts), 0)
    return table
