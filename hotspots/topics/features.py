"""Features of tickets, which burst together where many speak of one thing."""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import count, pairwise
from typing import Any, NamedTuple

import numpy as np


@dataclass(frozen=True, slots=True)
class Occurrences:
    """Which ticket has which feature: parallel ``rows`` and ``columns``; the features' names."""

    rows: np.ndarray
    columns: np.ndarray
    features: list[str]


def features_of(
    cuts: Sequence[tuple[list[str], list[str]]],
    areas: Sequence[str],
    topics: Sequence[np.ndarray],
    *,
    since: int = 0,
) -> Occurrences:
    """Return the features of every ticket.

    ``cuts``: words and place names of each text; ``areas``: area codes ('' unknown); ``topics``:
    numberings of the tickets by topic (−1 outlier), one array a depth. Features: words (``w:``),
    neighbouring words (``b:``), place names (``p:``), and place names or areas within a topic
    (``@``). With ``since`` (a row number) only features that at least three of the tickets from
    that row on have: a night need not look at what nobody says any more.
    """
    number = count()
    seen = _Numbers(*(defaultdict(number.__next__) for _ in _Numbers._fields))
    if since:
        late = _occurrences(cuts[since:], areas[since:], [own[since:] for own in topics], seen)
        often = np.bincount(late[1], minlength=next(number)) >= 3
        kept = count()
        # A new number for what is said often; what is not has none and is passed over.
        seen = _Numbers(
            *({key: next(kept) for key, old in known.items() if often[old]} for known in seen)
        )
    rows, columns = _occurrences(cuts, areas, topics, seen)
    return Occurrences(rows, columns, seen.names())


class _Numbers(NamedTuple):
    """The numbers of features: of words, of neighbouring words (one text), of place names, and of
    places within a topic (place, depth, topic)."""

    words: dict[Any, int]
    pairs: dict[Any, int]
    places: dict[Any, int]
    within: dict[Any, int]

    def names(self) -> list[str]:
        """Return the features' names by number."""
        named = {number: f"w:{word}" for word, number in self.words.items()}
        named |= {number: f"b:{both}" for both, number in self.pairs.items()}
        named |= {number: f"p:{place}" for place, number in self.places.items()}
        named |= {
            k: f"@{place}#{depth}.{topic}" for (place, depth, topic), k in self.within.items()
        }
        return [named[number] for number in range(len(named))]

    def lookups(self) -> list[Callable[[Any], int | None]]:
        """Return what finds a feature's number: a new one where dictionaries still grow, else None
        for what they do not know."""
        return [
            known.__getitem__ if isinstance(known, defaultdict) else known.get for known in self
        ]


def _occurrences(
    cuts: Sequence[tuple[list[str], list[str]]],
    areas: Sequence[str],
    topics: Sequence[np.ndarray],
    known: _Numbers,
) -> tuple[np.ndarray, np.ndarray]:
    """Return which ticket (row) has which feature (column)."""
    # Arrays: lists of numbers take five times the memory.
    rows, columns = array("i"), array("i")
    numbers = list(zip(*(labels.tolist() for labels in topics), strict=True))
    word, pair, place, within = known.lookups()
    for row, ((words, places), area, own_topics) in enumerate(
        zip(cuts, areas, numbers, strict=True)
    ):
        own = dict.fromkeys(map(word, words))  # in order, whatever the hashes of texts
        own.update(dict.fromkeys(pair(a + b) for a, b in pairwise(words) if a != b))
        own.update(dict.fromkeys(map(place, places)))
        where = dict.fromkeys((*places, area))
        where.pop("", None)
        for depth, topic in enumerate(own_topics):
            own.update(dict.fromkeys(within((at, depth, topic)) for at in where))
        has = [number for number in own if number is not None]
        columns.extend(has)
        rows.extend([row] * len(has))
    return np.asarray(rows, np.int32), np.asarray(columns, np.int32)
