"""Which n-grams came all at once: what many people write within days they seldom wrote before.

A gram's surge is the largest excess of its tickets in a window of days over what an even spread of
all its tickets would give, in standard deviations of a Poisson count. A wide window finds what goes
on for weeks, a narrow one what is over in days.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from hotspots.repeats.grams import Floats, GramSets, Ints

WIDE, NARROW = 7, 2
"""Days before and after the middle one."""
_LEAST_SPAN = 45
_LOT = 8_000_000
"""Entries that are sorted at once."""


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
    counts = sets.counts()
    for key in _by_gram(sets, counts, since, wide):
        key.sort()
        low = np.searchsorted(key, key - half_window, side="left")
        high = np.searchsorted(key, key + half_window, side="right")
        near = (high - low).astype(np.float32)
        gram = key // wide
        expected = counts[gram] * ((2 * half_window + 1) / span)
        # The ticket itself is always there.
        excess = ((near - 1 - expected) / np.sqrt(expected + 1)).astype(np.float32)
        starts = np.flatnonzero(np.diff(gram, prepend=-1))
        table[gram[starts]] = np.maximum(np.maximum.reduceat(excess, starts), 0)
    return table


def _by_gram(sets: GramSets, counts: Ints, since: Ints, wide: int) -> Iterator[Ints]:
    """Yield gram and day of every entry as one number, some millions of entries at a time.

    All entries of a gram are in one lot, and the lots are looked up in passes over all texts,
    which costs less than to hold them.
    """
    running = np.cumsum(counts)
    lots = -(-int(running[-1]) // _LOT)
    cuts = np.searchsorted(running, np.arange(lots + 1) * _LOT)
    cuts[-1] = len(counts)
    for low, high in zip(cuts[:-1].tolist(), cuts[1:].tolist(), strict=True):
        parts = []
        for start, part in sets.stretches():
            at = np.flatnonzero((part.grams >= low) & (part.grams < high))
            day = since[start + np.searchsorted(part.starts, at, side="right") - 1]
            parts.append(part.grams[at].astype(np.int64) * wide + day)
        key = np.concatenate(parts)
        if len(key):
            yield key
