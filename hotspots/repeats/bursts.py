"""Which n-grams came all at once: what many people write within days they seldom wrote before.

A gram's surge is the largest excess of its tickets in a window of fifteen days over what an even
spread of all its tickets would give, in standard deviations of a Poisson count.
"""

from __future__ import annotations

import numpy as np

from hotspots.repeats.grams import Floats, GramSets, Ints

_HALF_WINDOW = 7
_LEAST_SPAN = 45


def surges(sets: GramSets, day: Ints) -> Floats:
    """Return each gram's surge, 0 where it never came oftener; all 0 for a period too short to tell.

    ``day``: the day number of every text.
    """
    table = np.zeros(1 << sets.bits, dtype=np.float32)
    if not len(sets.grams):
        return table
    first, last = int(day.min()), int(day.max())
    span = last - first + 1
    if span < _LEAST_SPAN:
        return table
    wide = span + 2 * _HALF_WINDOW + 2
    since = day - first + _HALF_WINDOW
    key = sets.grams.astype(np.int64) * wide + np.repeat(since, sets.sizes)
    key.sort()
    low = np.searchsorted(key, key - _HALF_WINDOW, side="left")
    high = np.searchsorted(key, key + _HALF_WINDOW, side="right")
    near = (high - low).astype(np.float32)
    gram = (key // wide).astype(np.int64)
    counts = np.bincount(gram, minlength=len(table))
    expected = counts[gram] * ((2 * _HALF_WINDOW + 1) / span)
    # The ticket itself is always there.
    excess = ((near - 1 - expected) / np.sqrt(expected + 1)).astype(np.float32)
    starts = np.flatnonzero(np.diff(gram, prepend=-1))
    table[gram[starts]] = np.maximum(np.maximum.reduceat(excess, starts), 0)
    return table
