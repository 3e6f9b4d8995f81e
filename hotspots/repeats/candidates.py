"""Which pairs of tickets are worth comparing: blocks, each giving every ticket a few neighbours.

Within a block the tickets stand in order of time and each is paired with the next few (the sorted
neighbourhood method of Hernández and Stolfo, 1995), so that a block of any size gives a number of
pairs linear in its tickets. Texts without any common key meet in blocks of rare character
four-grams and of min-hash bands (Broder, 1997).
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from hotspots.repeats.grams import GramSets, Ints
from hotspots.repeats.prepare import Tickets
from hotspots.repeats.types import RepeatSettings
from hotspots.repeats.usage import Usage

Pairs = tuple[Ints, Ints]
_BANDS, _ROWS = 6, 3
_MERSENNE = (1 << 31) - 1
_COMMON_SHARE = 0.002
_COMMON_LEAST = 60
_SURGING = 3.0


def candidates(
    tickets: Tickets,
    settings: RepeatSettings,
    vectors: NDArray[np.float32] | None = None,
    *,
    usage: Usage | None = None,
    among: NDArray[np.bool_] | None = None,
) -> tuple[Pairs, dict[str, int]]:
    """Return the candidate pairs (earlier, later; each once, sorted) and how many each block gave.

    ``vectors``: one row a ticket in the order of ``tickets``. ``usage``: how n-grams are used,
    where more tickets tell it than these. ``among``: pairs of these tickets only.
    """
    usage = usage or Usage.of(tickets)
    n = len(tickets)
    pairs = np.zeros(0, dtype=np.int64)
    counts: dict[str, int] = {}
    for name, (a, b) in _blocks(tickets, settings, vectors, usage):
        codes = np.minimum(a, b) * n + np.maximum(a, b)
        codes = _distinct(codes if among is None else codes[among[a] & among[b]])
        counts[name] = len(codes)
        # A million tickets have some thirty million: at no time are all blocks' pairs held.
        pairs = _distinct(np.concatenate([pairs, codes]))
    counts["all"] = len(pairs)
    return (pairs // max(n, 1), pairs % max(n, 1)), counts


def _distinct(codes: Ints) -> Ints:
    codes.sort()
    return codes[np.diff(codes, prepend=-1) > 0]


def _blocks(
    tickets: Tickets,
    settings: RepeatSettings,
    vectors: NDArray[np.float32] | None,
    usage: Usage,
) -> Iterator[tuple[str, Pairs]]:
    s, day = settings, tickets.day
    yield "caller", neighbours(tickets.caller, day, days=s.caller_days, following=s.caller_next)
    same = pair_codes(tickets.caller, tickets.levels[min(1, len(tickets.levels) - 1)])
    yield "caller_category", neighbours(same, day, days=s.caller_days, following=s.caller_next)
    yield "place", neighbours(tickets.place, day, days=s.place_days, following=s.place_next)
    placed = pair_codes(tickets.place, tickets.leaf)
    yield "place_category", neighbours(placed, day, days=s.caller_days, following=s.place_next)
    for name, area in (("community", tickets.area), ("street", tickets.street)):
        block = pair_codes(area, tickets.leaf)
        yield name, neighbours(block, day, days=s.area_days, following=s.area_next)
    yield "grams", _by_rare_grams(tickets, settings, usage)
    yield "surges", _by_surges(tickets, settings, usage)
    yield "copies", _by_min_hash(tickets, settings)
    if vectors is not None and len(tickets) > 1:
        yield "vectors", _by_vectors(tickets, settings, vectors)


def pair_codes(a: Ints, b: Ints) -> Ints:
    """Return one code for each combination of two codes, -1 where either is missing."""
    wide = int(b.max(initial=0)) + 1
    return np.where((a < 0) | (b < 0), -1, a * wide + b)


def neighbours(
    block: Ints, day: Ints, *, days: int, following: int, ticket: Ints | None = None
) -> Pairs:
    """Return pairs of tickets of one block, each with the ``following`` next ones in time.

    ``block`` -1 is no block. ``ticket`` says which ticket an entry is, where tickets are in
    several blocks; entries must be in order of time.
    """
    number = np.arange(len(block)) if ticket is None else ticket.astype(np.int64)
    held = np.flatnonzero(block >= 0)
    order = held[np.argsort(block[held], kind="stable")]
    key, who = block[order], number[order]
    when = day[who]
    left: list[Ints] = []
    right: list[Ints] = []
    for step in range(1, following + 1):
        close = (key[:-step] == key[step:]) & (when[step:] - when[:-step] <= days)
        if not close.any():
            break
        left.append(who[:-step][close])
        right.append(who[step:][close])
    if not left:
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    return np.concatenate(left), np.concatenate(right)


def _by_rare_grams(tickets: Tickets, settings: RepeatSettings, usage: Usage) -> Pairs:
    """Pairs that share one of either ticket's rarest four-grams."""
    counts = usage.counts["long"]
    most = max(_COMMON_LEAST, int(_COMMON_SHARE * usage.tickets))
    usable = (counts >= 2) & (counts <= most)
    grams, ticket = _first_grams(tickets.long, usable, counts, settings.grams_per_ticket)
    return neighbours(
        grams,
        tickets.day,
        days=settings.gram_days,
        following=settings.gram_next,
        ticket=ticket,
    )


def _by_surges(tickets: Tickets, settings: RepeatSettings, usage: Usage) -> Pairs:
    """Pairs that share one of either ticket's words of the day: what many wrote all at once."""
    surge = usage.surge
    usable = surge >= _SURGING
    grams, ticket = _first_grams(tickets.long, usable, -surge, settings.surges_per_ticket)
    return neighbours(
        grams,
        tickets.day,
        days=settings.gram_days,
        following=settings.surge_next,
        ticket=ticket,
    )


def _first_grams(
    sets: GramSets, usable: NDArray[np.bool_], value: NDArray[np.floating] | Ints, most: int
) -> tuple[Ints, Ints]:
    """Return each ticket's usable n-grams of the smallest value, at most so many, and whose."""
    grams, tickets = [np.zeros(0, dtype=np.int64)], [np.zeros(0, dtype=np.int64)]
    number = np.zeros(len(value), dtype=np.int64)
    number[usable] = np.unique(value[usable], return_inverse=True)[1]
    for first, part in sets.stretches():
        some = part.only(usable)
        owner = some.text_of().astype(np.int64)
        chosen = _rank_within(owner, number[some.grams]) < most
        grams.append(some.grams[chosen].astype(np.int64))
        tickets.append(owner[chosen] + first)
    return np.concatenate(grams), np.concatenate(tickets)


def _rank_within(owner: Ints, value: Ints) -> Ints:
    """Return the place of each value (from 0 on) among its owner's, the smallest first."""
    sizes = np.bincount(owner) if len(owner) else np.zeros(0, dtype=np.int64)
    starts = np.cumsum(sizes) - sizes
    # One number for owner, value and place: sorting these takes a fifth of sorting by two keys.
    wide = max(len(owner), 1)
    key = (owner * (int(value.max(initial=0)) + 1) + value) * wide + np.arange(len(owner))
    key.sort()
    rank = np.empty(len(owner), dtype=np.int64)
    rank[key % wide] = np.arange(len(owner)) - np.repeat(starts, sizes)
    return rank


def _by_min_hash(tickets: Tickets, settings: RepeatSettings) -> Pairs:
    """Pairs whose texts are largely the same: some band of min-hashes is equal."""
    signature = min_hashes(tickets.long, _BANDS * _ROWS)
    some = tickets.long.sizes > 0
    pairs = []
    for band in range(_BANDS):
        mixed = np.zeros(len(tickets), dtype=np.int64)
        for row in range(_ROWS):
            mixed = mixed * 1_000_003 + signature[band * _ROWS + row]
        _, block = np.unique(mixed, return_inverse=True)
        block = np.where(some, block, -1)
        pairs.append(
            neighbours(block, tickets.day, days=settings.copy_days, following=settings.copy_next)
        )
    return np.concatenate([a for a, _ in pairs]), np.concatenate([b for _, b in pairs])


def min_hashes(sets: GramSets, count: int) -> Ints:
    """Return ``count`` min-hashes of every set (rows: hash, columns: text); 0 for an empty set."""
    found = np.zeros((count, sets.texts), dtype=np.int64)
    # Fixed multipliers: the same texts have the same hashes in every run.
    draw = np.random.Generator(np.random.PCG64(20_260_630))
    factors = draw.integers(1, _MERSENNE, size=(count, 2))
    # Tables of the n-grams that are there, in 32 bits, are small enough to stay in the cache.
    used = np.flatnonzero(sets.counts()).astype(np.int64)
    place = np.zeros(1 << sets.bits, dtype=np.int32)
    place[used] = np.arange(len(used))
    tables = []
    for factor, shift in factors.tolist():
        tables.append(((used * factor + shift) % _MERSENNE).astype(np.int32))
    for first, part in sets.stretches():
        some = np.flatnonzero(part.sizes > 0)
        grams, starts = place[part.grams], part.starts[some]
        for k, table in enumerate(tables):
            found[k, some + first] = np.minimum.reduceat(table[grams], starts)
    return found


def _by_vectors(tickets: Tickets, settings: RepeatSettings, vectors: NDArray[np.float32]) -> Pairs:
    """Pairs that are nearest by vector among the tickets of the days around."""
    unit = vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)
    left: list[Ints] = []
    right: list[Ints] = []
    last = np.searchsorted(tickets.day, tickets.day + settings.vector_days, side="right")
    # Blocks of the coarsest category keep the work linear where categories are known.
    for code in np.unique(tickets.levels[0]):
        members = np.flatnonzero(tickets.levels[0] == code)
        for first in range(0, len(members), 512):
            rows = members[first : first + 512]
            upto = np.searchsorted(members, last[rows[-1]])
            near = members[first:upto][:8192]
            likeness = unit[rows] @ unit[near].T
            likeness[near[None, :] <= rows[:, None]] = -2
            likeness[near[None, :] >= last[rows][:, None]] = -2
            k = min(settings.vector_next, len(near))
            best = np.argpartition(-likeness, k - 1, axis=1)[:, :k]
            kept = np.take_along_axis(likeness, best, axis=1) > -2
            left.append(np.repeat(rows, k)[kept.ravel()])
            right.append(near[best].ravel()[kept.ravel()])
    return np.concatenate(left), np.concatenate(right)
