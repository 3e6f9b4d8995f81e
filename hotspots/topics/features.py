"""Features of tickets, which burst together where many speak of one thing."""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import compress, count

import numpy as np
import pandas as pd

_LATE = 3
"""So many late tickets have a feature at least where only what is said of late is looked at."""


@dataclass(frozen=True, slots=True)
class Occurrences:
    """Which ticket has which feature: parallel ``rows`` and ``columns``; the features' names."""

    rows: np.ndarray
    columns: np.ndarray
    features: list[str]

    def tickets(self) -> dict[str, int]:
        """Return how many tickets have each feature, where each ticket's are there once."""
        counts = np.bincount(self.columns, minlength=len(self.features))
        return dict(zip(self.features, counts.tolist(), strict=True))

    def of(self, rows: np.ndarray, tickets: int) -> Occurrences:
        """Return those of some rows only, which are numbered anew; ``tickets``: of all rows."""
        place = np.full(tickets, -1, dtype=np.int32)
        place[rows] = np.arange(len(rows))
        keep = place[self.rows] >= 0
        return Occurrences(place[self.rows[keep]], self.columns[keep], self.features)


def features_of(
    cuts: Sequence[tuple[list[str], list[str]]],
    areas: Sequence[str],
    topics: Sequence[np.ndarray],
    *,
    since: int = 0,
) -> Occurrences:
    """Return the features of every ticket, each once, feature by feature.

    ``cuts``: words and place names of each text; ``areas``: area codes ('' unknown); ``topics``:
    numberings of the tickets by topic (−1 outlier), one array a depth. Features: words (``w:``),
    neighbouring words (``b:``), place names (``p:``), and place names or areas within a topic
    (``@``). With ``since`` (a row number) only features that at least three of the tickets from
    that row on have: a night need not look at what nobody says any more.
    """
    tickets = len(cuts)
    words = _told("w:", (words for words, _ in cuts))
    parts = [_once(words, tickets, since), _pairs(words, tickets, since)]
    del words
    parts.append(_once(_told("p:", (places for _, places in cuts)), tickets, since))
    around = ((*places, area) for (_, places), area in zip(cuts, areas, strict=True))
    where = _told("@", ([one for one in own if one] for own in around))
    parts += [
        _once(_within(where, depth, topic), tickets, since) for depth, topic in enumerate(topics)
    ]
    first = np.cumsum([0, *(len(part.features) for part in parts)])
    return Occurrences(
        np.concatenate([part.rows for part in parts]),
        np.concatenate([part.columns + start for part, start in zip(parts, first, strict=False)]),
        [name for part in parts for name in part.features],
    )


def words_once(cuts: Sequence[tuple[list[str], list[str]]]) -> Occurrences:
    """Return each ticket's words once."""
    return _once(_told("", (words for words, _ in cuts)), len(cuts), 0)


def _told(kind: str, texts: Iterable[Sequence[str]]) -> Occurrences:
    """Return every occurrence of the texts' words in order, with ``kind`` before each one's name.

    Words are numbered once, all else is done with the numbers: there are millions of them.
    """
    number: defaultdict[str, int] = defaultdict(count().__next__)
    columns, sizes = array("i"), array("i")
    for text in texts:
        sizes.append(len(text))
        columns.extend(map(number.__getitem__, text))
    rows = np.repeat(np.arange(len(sizes), dtype=np.int32), np.asarray(sizes, np.int32))
    return Occurrences(rows, np.asarray(columns, np.int32), [kind + word for word in number])


def _pairs(words: Occurrences, tickets: int, since: int) -> Occurrences:
    """Return neighbouring words that differ; two that make one text are one feature."""
    left, right = words.columns[:-1], words.columns[1:]
    both = np.flatnonzero((words.rows[:-1] == words.rows[1:]) & (left != right))
    rows = words.rows[both]
    code = left[both].astype(np.int64) * len(words.features) + right[both]
    texts = [name[2:] for name in words.features]
    if not since:
        return _once(_joined(rows, code, texts), tickets, 0)
    late = rows >= since
    often = _once(_joined(rows[late], code[late], texts), tickets, since).features
    # Said before in whichever two words: looked for by number, as most was not said of late.
    number = {text: k for k, text in enumerate(texts)}
    splits = ((name[2:at], name[at:]) for name in often for at in range(3, len(name)))
    codes = [number[a] * len(texts) + number[b] for a, b in splits if a in number and b in number]
    held = np.flatnonzero(pd.Index(np.array(codes, np.int64)).get_indexer(code) >= 0)
    return _once(_joined(rows[held], code[held], texts), tickets, 0)


def _joined(rows: np.ndarray, code: np.ndarray, texts: list[str]) -> Occurrences:
    """Return pairs of words by the text that they make; ``code``: first × words + second."""
    pair, known = pd.factorize(code)
    number: defaultdict[str, int] = defaultdict(count().__next__)
    one, other = (half.tolist() for half in np.divmod(known, max(len(texts), 1)))
    joined = (number[texts[a] + texts[b]] for a, b in zip(one, other, strict=True))
    same = np.fromiter(joined, np.int32, len(known))
    return Occurrences(rows, same[pair], ["b:" + text for text in number])


def _within(where: Occurrences, depth: int, topic: np.ndarray) -> Occurrences:
    """Return the places and areas of tickets within their topics of a depth."""
    topics = int(topic.max(initial=-1)) + 2
    code, known = pd.factorize(where.columns.astype(np.int64) * topics + topic[where.rows] + 1)
    names = [
        f"{where.features[place]}#{depth}.{own - 1}"
        for place, own in zip(*(part.tolist() for part in np.divmod(known, topics)), strict=True)
    ]
    return Occurrences(where.rows, code.astype(np.int32), names)


def _once(found: Occurrences, tickets: int, since: int) -> Occurrences:
    """Return each ticket's features once; with ``since`` those that late tickets have too."""
    rows, columns, names = found.rows, found.columns, found.features
    if since:
        late = rows >= since
        has = _distinct(rows[late], columns[late], tickets)[1]
        often = np.bincount(has, minlength=len(names)) >= _LATE
        held = often[columns]
        number = np.cumsum(often, dtype=np.int32) - 1
        rows, columns = rows[held], number[columns[held]]
        names = list(compress(names, often.tolist()))
    return Occurrences(*_distinct(rows, columns, tickets), names)


def _distinct(rows: np.ndarray, columns: np.ndarray, tickets: int) -> tuple[np.ndarray, np.ndarray]:
    """Return pairs of rows and columns once, by column and row."""
    keys = columns.astype(np.int64) * tickets + rows
    keys.sort()
    column, row = np.divmod(keys[np.diff(keys, prepend=-1) > 0], max(tickets, 1))
    return row.astype(np.int32), column.astype(np.int32)
