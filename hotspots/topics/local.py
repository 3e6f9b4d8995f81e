"""Local matters: what many people say about one thing within days or weeks.

A matter at one place (a burst pipe, a school that closes) is a small part of its topic's tickets,
so no clustering of vectors finds it. What gives it away is that several features become frequent
together: its words, its pairs of words, its place within the topic. Features of bursty time are
grouped into events as by Fung, Yu, Yu and Lu (2005, "Parameter free bursty events detection in
text streams"); how bursty a feature is says the temporal scan statistic of Kulldorff (2001), with
the city's own volume as the measure of time, so that weekends and quiet nights are no surprise.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from hotspots.topics.features import Occurrences

# Sizes of windows that are looked at, in tickets: each about a fifth larger than the one before.
_SIZES = (4, 5, 6, 7, 8, 10, 12, 15, 18, 22, 27, 33, 40, 50, 62, 77, 95, 120, 150, 190, 240, 300)
_CLOSE = 1e-9


@dataclass(frozen=True, slots=True)
class Burst:
    """A feature's burst: its log likelihood ratio and the tickets (row numbers, by time)."""

    feature: str
    score: float
    rows: np.ndarray


def bursts_of(
    found: Occurrences,
    days: np.ndarray,
    *,
    longest: int = 42,
    least_score: float = 15.0,
    most_share: float = 0.05,
    rounds: int = 2,
) -> list[Burst]:
    """Return the features' bursts, strongest first.

    ``days``: day number per ticket, ascending. A burst is the window of at most ``longest`` days
    with the largest log likelihood ratio, where that is at least ``least_score``; in each further
    round the burst is taken out and the next one looked for. Features in more than
    ``most_share`` of all tickets are left out.
    """
    counts = np.bincount(found.columns, minlength=len(found.features))
    most = max(most_share * len(days), 2 * _SIZES[2])
    keep = (counts[found.columns] >= _SIZES[0]) & (counts[found.columns] <= most)
    rows, columns = found.rows[keep], found.columns[keep]
    order = np.lexsort((rows, columns))
    rows, columns = rows[order], columns[order]
    bursts: list[Burst] = []
    for _ in range(rounds):
        score, start, size = _scan(
            rows, columns, days, len(found.features), longest=longest, least=least_score
        )
        taken = np.zeros(len(rows), dtype=bool)
        for feature in np.flatnonzero(score >= least_score):
            window = slice(start[feature], start[feature] + size[feature])
            taken[window] = True
            bursts.append(Burst(found.features[feature], float(score[feature]), rows[window]))
        rows, columns = rows[~taken], columns[~taken]
    return sorted(bursts, key=lambda burst: (-burst.score, burst.feature, int(burst.rows[0])))


def _scan(
    rows: np.ndarray,
    columns: np.ndarray,
    days: np.ndarray,
    features: int,
    *,
    longest: int,
    least: float,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return per feature the best window's score, first position and size.

    Features without a window that scores ``least`` have some lower score.
    """
    total = np.bincount(columns, minlength=features).astype(np.float64)
    when, often = days[rows].astype(np.int32), total[columns]
    best = np.zeros(features)
    start = np.zeros(features, dtype=np.int64)
    size = np.zeros(features, dtype=np.int64)
    for count in _SIZES:
        if len(rows) < count:
            break
        begin, end = slice(0, len(rows) - count + 1), slice(count - 1, None)
        # The rest of a feature's tickets only lowers a window's score: what can't reach the least
        # by its own tickets, which is nearly all, is left out before logarithms are taken.
        wide = count * len(days) / np.exp(least / count) * (1 + _CLOSE)
        inside = often[begin] * (rows[end] - rows[begin] + 1) <= wide
        inside &= columns[begin] == columns[end]
        inside &= when[end] - when[begin] < longest
        first = np.flatnonzero(inside)
        last = first + count - 1
        if not len(first):
            continue
        n = total[columns[first]]
        expected = n * (rows[last] - rows[first] + 1) / len(days)
        rest, rest_expected = n - count, n - expected
        ratio = count * np.log(count / expected)
        ratio += np.where(
            rest > 0, rest * np.log(np.maximum(rest, 1) / np.maximum(rest_expected, 1e-9)), 0.0
        )
        ratio[count <= expected] = 0.0
        # Features lie one after the other: the earliest of each one's best windows.
        feature = columns[first]
        begins = np.flatnonzero(np.diff(feature, prepend=-1))
        has, top = feature[begins], np.maximum.reduceat(ratio, begins)
        peaks = np.flatnonzero(ratio == np.repeat(top, np.diff(begins, append=len(feature))))
        where = peaks[np.unique(feature[peaks], return_index=True)[1]]
        more = top > best[has]
        better, where = has[more], where[more]
        best[better] = top[more]
        start[better] = first[where]
        size[better] = count
    return best, start, size


def events_of(
    bursts: Sequence[Burst],
    cuts: Sequence[tuple[list[str], list[str]]],
    areas: Sequence[str],
    callers: np.ndarray,
    *,
    least: int = 5,
    least_callers: int = 3,
    least_features: int = 3,
) -> np.ndarray:
    """Return the event number of each ticket (−1: none), 0 … k−1 by size.

    Bursts that share tickets become one event; a ticket goes where its features point most
    strongly. An event of several places that are each large enough is parted by place. Events
    with fewer than ``least`` tickets or ``least_callers`` callers are dropped: one who calls
    often is no event; so are those that fewer than ``least_features`` bursts speak for, as one
    word that happens to gather is none either. ``callers``: a number per ticket, one of its own
    where the caller is unknown.
    """
    event = _vote(bursts, len(cuts))
    support = Counter(_main(event[burst.rows]) for burst in bursts)
    weak = [number for number in np.unique(event) if support[int(number)] < least_features]
    event[np.isin(event, weak)] = -1
    event = _part_by_place(event, cuts, areas, least)
    kept = []
    for number in np.unique(event[event >= 0]):
        rows = np.flatnonzero(event == number)
        if len(rows) >= least and len(np.unique(callers[rows])) >= least_callers:
            kept.append(rows)
    kept.sort(key=lambda rows: (-len(rows), int(rows[0])))
    result = np.full(len(cuts), -1, dtype=np.int64)
    for number, rows in enumerate(kept):
        result[rows] = number
    return result


def _main(numbers: np.ndarray) -> int:
    """Return the number that at least half of ``numbers`` have, or −1."""
    values, counts = np.unique(numbers, return_counts=True)
    most = int(counts.argmax())
    return int(values[most]) if counts[most] >= 0.5 * len(numbers) else -1


def _vote(bursts: Sequence[Burst], tickets: int) -> np.ndarray:
    votes: defaultdict[int, dict[int, float]] = defaultdict(dict)
    current = np.full(tickets, -1, dtype=np.int64)
    held: Counter[int] = Counter()
    events = 0
    for burst in bursts:
        numbers, counts = np.unique(current[burst.rows], return_counts=True)
        inside = numbers >= 0
        target = -1
        if inside.any():
            place = int(np.argmax(np.where(inside, counts, 0)))
            most = int(numbers[place])
            if counts[place] >= 0.5 * len(burst.rows) and counts[place] >= 0.2 * held[most]:
                target = most
        if target < 0:
            target, events = events, events + 1
        share = burst.score / len(burst.rows)
        for row, now in zip(burst.rows.tolist(), current[burst.rows].tolist(), strict=True):
            own = votes[row]
            own[target] = own.get(target, 0.0) + share
            # Only the target has gained: the ticket stays, or goes there; of equals to the first.
            if now < 0 or (own[target], -target) > (own[now], -now):
                current[row] = target
                held[target] += 1
                held[now] -= 1
    return current


def _part_by_place(
    event: np.ndarray, cuts: Sequence[tuple[list[str], list[str]]], areas: Sequence[str], least: int
) -> np.ndarray:
    """Part events that happen at two or more places, each of its own, which hold most tickets."""
    result = event.copy()
    number = int(event.max(initial=-1)) + 1
    for old in range(number):
        rows = np.flatnonzero(event == old).tolist()
        where = {row: {*cuts[row][1], areas[row]} - {""} for row in rows}
        left = set(where)
        groups: list[list[int]] = []
        while left:
            counts = Counter(place for row in left for place in where[row])
            if not counts:
                break
            place, n = min(counts.items(), key=lambda pair: (-pair[1], pair[0]))
            if n < least:
                break
            members = [row for row in left if place in where[row]]
            groups.append(members)
            left -= set(members)
        if len(groups) > 1 and len(left) <= 0.4 * len(rows) and len(groups[0]) < 0.7 * len(rows):
            for members in groups[1:]:
                result[members] = number
                number += 1
    return result
