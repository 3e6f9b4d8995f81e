"""Which n-grams came all at once: what many people write within days they seldom wrote before.

A gram's surge is the largest excess of its tickets in a window of days over what an even spread of
all its tickets would give, in standard deviations of a Poisson count. A wide window finds what goes
on for weeks, a narrow one what is over in days.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from hotspots.repeats.grams import Floats, GramSets, Ints

WIDE, NARROW, SLOW = 7, 2, 31
"""Days before and after the middle one."""
LEAST_CONFINED = 4
LEAST_SPAN = 45
_LOT = 8_000_000
"""Entries that are sorted at once."""


@dataclass(frozen=True, slots=True)
class Gathering:
    """What one width of window says of every n-gram.

    ``surge``: the largest excess over an even spread. ``confined``: how far all its tickets lie in
    one window: 1 all of them, 0 no more than an even spread gives. Unlike the surge it does not
    grow with the number of tickets, and a word of every day that comes oftener for a while does
    not reach far.
    """

    surge: Floats
    confined: Floats

    def note(self, grams: Ints, near: Ints, counts: Ints, even: float) -> None:
        """Note of some grams how many of their tickets the fullest window holds.

        ``even``: the share that it would hold of an even spread.
        """
        expected = counts * even
        # The ticket itself is always there.
        self.surge[grams] = np.maximum((near - 1 - expected) / np.sqrt(expected + 1), 0)
        if even < 1:
            share = np.maximum((near / counts - even) / (1 - even), 0)
            self.confined[grams] = np.where(counts >= LEAST_CONFINED, share, 0)


def gatherings(sets: GramSets, day: Ints, half_windows: tuple[int, ...]) -> list[Gathering]:
    """Return for each width how the n-grams gather: all 0 for too short a period.

    ``day``: the day number of every text. Grams of fewer than ``LEAST_CONFINED`` tickets are not
    confined: any two tickets lie somewhere.
    """
    size = 1 << sets.bits
    found = [
        Gathering(np.zeros(size, dtype=np.float32), np.zeros(size, dtype=np.float32))
        for _ in half_windows
    ]
    if not len(sets.grams):
        return found
    first = int(day.min())
    span = int(day.max()) - first + 1
    if span < LEAST_SPAN:
        return found
    margin = max(half_windows)
    wide = span + 2 * margin + 2
    since = day - first + margin
    counts = sets.counts()
    for key in _by_gram(sets, counts, since, wide):
        key.sort()
        gram = key // wide
        starts = np.flatnonzero(np.diff(gram, prepend=-1))
        held = gram[starts]
        for half, into in zip(half_windows, found, strict=True):
            near = np.maximum.reduceat(_within(key, half), starts)
            into.note(held, near, counts[held], min((2 * half + 1) / span, 1.0))
    return found


def _within(key: Ints, half: int) -> Ints:
    """Return how many of the sorted numbers are at most ``half`` away from each."""
    high: Ints = np.searchsorted(key, key + half, side="right")
    return high - np.searchsorted(key, key - half, side="left")


def surges(sets: GramSets, day: Ints, half_window: int = WIDE) -> Floats:
    """Return each gram's surge: 0 where it never came oftener, all 0 for too short a period.

    ``day``: the day number of every text.
    """
    return gatherings(sets, day, (half_window,))[0].surge


def concentrated(sets: GramSets, block: Ints) -> Floats:
    """Return for each gram the share of its tickets that one block has, the one with most of them.

    ``block`` -1 is no block. Grams of fewer than ``LEAST_CONFINED`` tickets have 0.
    """
    table = np.zeros(1 << sets.bits, dtype=np.float32)
    counts = sets.counts()
    wide = int(block.max(initial=-1)) + 2
    for key in _by_gram(sets, counts, block + 1, wide):
        key.sort()
        starts = np.flatnonzero(np.diff(key, prepend=-1))
        gram, where = np.divmod(key[starts], wide)
        sizes = np.where(where > 0, np.diff(starts, append=len(key)), 0)
        firsts = np.flatnonzero(np.diff(gram, prepend=-1))
        held = gram[firsts]
        share = np.maximum.reduceat(sizes, firsts) / counts[held]
        table[held] = np.where(counts[held] >= LEAST_CONFINED, share, 0)
    return table


def _by_gram(sets: GramSets, counts: Ints, value: Ints, wide: int) -> Iterator[Ints]:
    """Yield gram and value of every entry as one number, some millions of entries at a time.

    All entries of a gram are in one lot, and the lots are looked up in passes over all texts,
    which costs less than to hold them.
    """
    if not len(sets.grams):
        return
    running = np.cumsum(counts)
    lots = -(-int(running[-1]) // _LOT)
    cuts = np.searchsorted(running, np.arange(lots + 1) * _LOT)
    cuts[-1] = len(counts)
    for low, high in zip(cuts[:-1].tolist(), cuts[1:].tolist(), strict=True):
        parts = []
        for start, part in sets.stretches():
            at = np.flatnonzero((part.grams >= low) & (part.grams < high))
            its = value[start + np.searchsorted(part.starts, at, side="right") - 1]
            parts.append(part.grams[at].astype(np.int64) * wide + its)
        key = np.concatenate(parts)
        if len(key):
            yield key
