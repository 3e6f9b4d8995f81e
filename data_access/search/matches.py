"""Words, numbers and callers looked up in one month's index of texts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from data_access.extract.text_file import NO_ROWS, Rows, TextFile, among
from data_access.extract.text_index import folded_bytes
from data_access.search.words import Term

_SURE = 2
"""Characters up to which the index itself knows which rows hold a term."""


@dataclass(frozen=True)
class Candidates:
    """Rows of an index, the newest first, that may answer; ``by_number``: for each term the rows
    whose ticket number answers it."""

    rows: Rows
    by_number: tuple[frozenset[int], ...]


def candidates(
    index: TextFile, terms: Sequence[Term], numbers: tuple[str, ...] | None, caller_key: str
) -> Candidates:
    """Return the rows that may hold every term and are among the numbers and the caller's."""
    found: Rows | None = None
    if numbers is not None:
        found = index.rows_of(_sorted_numbers(numbers))
    if caller_key:
        mine = index.rows_of_caller(caller_key)
        found = mine if found is None else np.intersect1d(found, mine, assume_unique=True)
    by_number = tuple(
        frozenset(index.numbered(t.text).tolist()) if t.is_number else frozenset() for t in terms
    )
    parts = []
    for segment in range(index.segments) if terms else ():
        start, end = segment * index.segment, segment * index.segment + index.segment_rows(segment)
        within: Rows | None = None
        if found is not None:
            within = found[(found >= start) & (found < end)] - start
        for term, by in zip(terms, by_number, strict=True):
            if within is not None and not len(within):
                break
            rows = index.having(segment, term.text)
            mine = np.array(sorted(r - start for r in by if start <= r < end), dtype=np.int64)
            rows = np.union1d(rows, mine) if len(mine) else rows
            within = rows if within is None else _common(within, rows)
        parts.append((NO_ROWS if within is None else within) + start)
    if terms:
        found = np.concatenate(parts) if parts else NO_ROWS
    return Candidates(NO_ROWS if found is None else found, by_number)


def _common(one: Rows, other: Rows) -> Rows:
    small, large = (one, other) if len(one) <= len(other) else (other, one)
    return among(small, large)


def confirmed(
    index: TextFile, found: Candidates, rows: Rows, terms: Sequence[Term], most: int
) -> Rows:
    """Return the first ``most`` of some candidates whose texts do hold every term."""
    unsure = [
        (term, by)
        for term, by in zip(terms, found.by_number, strict=True)
        if len(term.text) > _SURE
    ]
    if not unsure:
        return rows[:most]
    wanted = [(term.text.encode(), by) for term, by in unsure]
    has_letters = any(text != text.upper() for text, _ in wanted)
    kept: list[int] = []
    listed = rows.tolist()
    for row, content in zip(listed, index.contents(listed), strict=False):
        folded = content.lower() if has_letters else content
        if all(text in folded or row in by for text, by in wanted):
            kept.append(row)
            if len(kept) >= most:
                break
    return np.array(kept, dtype=np.int64)


def _sorted_numbers(numbers: Iterable[str]) -> np.ndarray[tuple[int], np.dtype[np.bytes_]]:
    return np.unique(np.array([folded_bytes(n) for n in numbers], dtype=np.bytes_))
