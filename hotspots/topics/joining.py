"""One matter listed once: local matters that speak of the same place and object are joined.

A matter that lasts longer than a burst's window, or whose callers word it in two ways, comes out
of ``local.py`` in parts. Two parts are one matter where they lie close in time, name the same
place or come from the same area, and most of what is particular to the smaller one's words is
particular to the other's too (overlap coefficient of Szymkiewicz and Simpson, weighted).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log

import numpy as np

Cuts = Sequence[tuple[list[str], list[str]]]
_Texts = tuple[Cuts, Sequence[str]]
_SHARE, _LIFT, _WHERE = 0.3, 4.0, 0.5


@dataclass(frozen=True, slots=True)
class _Part:
    number: int
    size: int
    first: int
    last: int
    words: dict[str, float]
    where: frozenset[str]


def join_same(
    event: np.ndarray,
    cuts: Cuts,
    areas: Sequence[str],
    days: np.ndarray,
    *,
    said: Mapping[str, int],
    overlap: float = 0.5,
    gap: int = 31,
) -> np.ndarray:
    """Return the events (−1: none) with those that are one matter joined, 0 … k−1 by size.

    ``cuts``: words and places of each text; ``areas``: area codes ('' unknown); ``days``: day
    numbers; ``said``: how many of the tickets have a word; ``overlap``: least share of the smaller
    part's words; ``gap``: most days between.
    """
    if not (event >= 0).any():
        return event.copy()
    root = list(range(int(event.max()) + 1))
    texts = (cuts, areas)
    parts = [_part(number, event, texts, days, said) for number in root]
    by_place: dict[str, list[_Part]] = {}
    for part in parts:
        for place in sorted(part.where):
            by_place.setdefault(place, []).append(part)
    for place in sorted(by_place):
        near = by_place[place]
        for index, a in enumerate(near):
            for b in near[index + 1 :]:
                if max(a.first, b.first) - min(a.last, b.last) <= gap and _alike(a, b) >= overlap:
                    _unite(root, a.number, b.number)
    return _by_size(event, np.array([_find(root, number) for number in range(len(root))]))


def _part(
    number: int, event: np.ndarray, texts: _Texts, days: np.ndarray, said: Mapping[str, int]
) -> _Part:
    rows = np.flatnonzero(event == number)
    cuts, areas = texts
    own = Counter(word for row in rows.tolist() for word in set(cuts[row][0]))
    where = Counter(place for row in rows.tolist() for place in {*cuts[row][1], areas[row]} - {""})
    words = {}
    for word, n in own.items():
        lift = (n / len(rows)) / (said[word] / len(cuts))
        if n >= max(2, _SHARE * len(rows)) and lift >= _LIFT:
            words[word] = n / len(rows) * log(lift)
    places = frozenset(p for p, n in where.items() if n >= max(2, _WHERE * len(rows)))
    return _Part(number, len(rows), int(days[rows].min()), int(days[rows].max()), words, places)


def _alike(a: _Part, b: _Part) -> float:
    """Return the weighted overlap of what is particular to both."""
    less = min(sum(a.words.values()), sum(b.words.values()))
    shared = sum(min(a.words[word], b.words[word]) for word in a.words.keys() & b.words.keys())
    return shared / less if less else 0.0


def _find(root: list[int], number: int) -> int:
    while root[number] != number:
        number = root[number]
    return number


def _unite(root: list[int], a: int, b: int) -> None:
    a, b = sorted((_find(root, a), _find(root, b)))
    root[b] = a


def _by_size(event: np.ndarray, root: np.ndarray) -> np.ndarray:
    result = np.full_like(event, -1)
    inside = event >= 0
    joined = root[event[inside]]
    numbers, first, sizes = np.unique(joined, return_index=True, return_counts=True)
    order = np.lexsort((first, -sizes))
    rank = {int(numbers[k]): new for new, k in enumerate(order)}
    result[inside] = [rank[int(number)] for number in joined]
    return result
