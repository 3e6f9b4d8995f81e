"""Which rows of a month's file a search may look at: what scope, cut and conditions allow.

The extract's relation is asked, in one statement for all months that need it. What it said of a
file is kept for a while as bits: who types one word after another asks about the same rows each
time. A file never changes, and everything that the answer depends on is part of the key.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Hashable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from data_access.extract.text_file import Rows, TextFile
from data_access.search.figure import moment_of
from data_access.search.question import Question

FEW = 30
"""Rows up to which the files are asked for just these rows, and not for all that are allowed: each
costs the reading of a group of rows."""
KEPT_BYTES = 32 * 2**20
Flags = NDArray[np.bool_]


class _Kept:
    """Bits by key; the ones asked for longest ago go first. Safe to share among threads."""

    def __init__(self) -> None:
        self._bits: OrderedDict[Hashable, NDArray[np.uint8]] = OrderedDict()
        self._bytes = 0
        self._lock = threading.Lock()

    def get(self, key: Hashable) -> NDArray[np.uint8] | None:
        with self._lock:
            found = self._bits.get(key)
            if found is not None:
                self._bits.move_to_end(key)
            return found

    def put(self, key: Hashable, bits: NDArray[np.uint8]) -> None:
        with self._lock:
            if key in self._bits:
                return
            self._bits[key] = bits
            self._bytes += bits.nbytes
            while self._bytes > KEPT_BYTES:
                _, gone = self._bits.popitem(last=False)
                self._bytes -= gone.nbytes


_KEPT = _Kept()


def allowed_rows(
    question: Question, texts: Mapping[str, TextFile], found: Mapping[str, Rows]
) -> dict[str, Flags | None]:
    """Return by month which rows of its file may answer; None: all of them.

    ``found``: the rows of each month's index that are of interest; of others nothing is said.
    """
    allowed: dict[str, Flags | None] = dict.fromkeys(found)
    asked = []
    for month, rows in found.items():
        entry = question.tickets_of(month)
        if not len(rows) or (
            not question.conditions
            and question.extract.takes_all(question.scope, question.filters, entry)
        ):
            continue
        bits = _KEPT.get(_key(question, month))
        if bits is None:
            asked.append(month)
        else:
            allowed[month] = np.unpackbits(bits, count=entry.rows).astype(bool)
    if not asked:
        return allowed
    few = sum(len(found[m]) for m in asked) <= FEW
    at = {m: _in_file(texts[m], found[m]) for m in asked} if few else None
    answer = question.located(asked, "at_file, at_row", conditions=question.conditions, at=at)
    files, rows_in_file = (answer[name].to_numpy() for name in ("at_file", "at_row"))
    for number, month in enumerate(asked):
        flags = np.zeros(question.tickets_of(month).rows, dtype=bool)
        flags[rows_in_file[files == number]] = True
        allowed[month] = flags
        if not few:
            _KEPT.put(_key(question, month), np.packbits(flags))
    return allowed


def _key(question: Question, month: str) -> Hashable:
    manifest, filters, scope = question.manifest, question.filters, question.scope
    return (
        manifest.store_id,
        question.extract.settings.extract_path,
        question.tickets_of(month).path,
        manifest.directories.get(filters.jurisdiction),
        scope.jurisdictions,
        scope.departments,
        scope.areas,
        filters,
        moment_of(manifest, filters),
        question.conditions,
    )


def _in_file(index: TextFile, rows: Rows) -> Sequence[int]:
    found: list[int] = np.sort(index.to_file[rows]).tolist()
    return found
