"""Reading a month's index of texts (see ``text_index``): candidates, texts, numbers."""

from __future__ import annotations

import json
import mmap
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property, lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from data_access.extract.layout import Storage
from data_access.extract.text_index import (
    BLOCK,
    CODEC,
    FIELD_END,
    MAGIC,
    ROW_END,
    Section,
    bitmap_words,
    caller_marks,
    folded_bytes,
    pair,
)

Rows = NDArray[np.int64]
NO_ROWS: Rows = np.zeros(0, dtype=np.int64)
_HEAD = len(MAGIC) + 4
_AFTER = bytes([255])
_ROW_END = ROW_END.encode()
_OPEN_FILES = 512


class TextFile:
    """One month's index. Rows are numbered from the newest ticket on."""

    def __init__(self, storage: Storage, path: str) -> None:
        """Open a file of the extract; nothing but its header is read."""
        self._fs, self._path = storage.fs, storage.path(path)
        self._map: mmap.mmap | None = None
        if storage.is_local:
            with Path(self._path).open("rb") as file:
                self._map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        head = self._bytes(0, _HEAD)
        if head[: len(MAGIC)] != MAGIC:
            raise ValueError(f"no index of texts: {path}")
        self._start = _HEAD + int.from_bytes(head[len(MAGIC) :], "little")
        header = json.loads(self._bytes(_HEAD, self._start))
        self.rows: int = header["rows"]
        self.segment: int = header["segment"]
        self._sections = {n: Section(*s) for n, s in header["sections"].items()}
        self._whole: dict[str, np.ndarray[Any, Any]] = {}

    @property
    def segments(self) -> int:
        """How many segments the rows are in."""
        return -(-self.rows // self.segment)

    def segment_rows(self, segment: int) -> int:
        """How many rows a segment has."""
        return min(self.segment, self.rows - segment * self.segment)

    @cached_property
    def to_file(self) -> NDArray[np.uint32]:
        """Each row's place in the month's Parquet file."""
        return self._array("to_file")

    def having(self, segment: int, text: str) -> Rows:
        """Return the rows (numbers within the segment, ascending) that have all pairs of a text.

        ``text``: folded, not empty. Of one or two characters these are the rows that hold it; of
        more, others may be among them.
        """
        codes = [ord(c) for c in text]
        if len(codes) == 1:
            return self._beginning(segment, codes[0])
        pairs = {pair(a, b) for a, b in pairwise(codes)}
        found = self._lists(segment, pairs)
        if found is None:
            return NO_ROWS
        found.sort()
        rows = self._decoded(segment, *found[0])
        for count, start in found[1:]:
            if not len(rows):
                break
            rows = self._both(segment, rows, count, start)
        return rows

    def _lists(self, segment: int, pairs: Iterable[int]) -> list[tuple[int, int]] | None:
        """Return count and start of each pair's postings; None where one isn't there."""
        names = self._array(f"pairs_{segment}")
        counts, starts = self._array(f"counts_{segment}"), self._array(f"starts_{segment}")
        found = []
        for name in pairs:
            at = int(names.searchsorted(np.uint64(name)))
            if at == len(names) or int(names[at]) != name:
                return None
            found.append((int(counts[at]), int(starts[at])))
        return found

    def _beginning(self, segment: int, code: int) -> Rows:
        """Return the rows with a pair that begins with a character."""
        names = self._array(f"pairs_{segment}")
        first, after = (int(names.searchsorted(np.uint64(pair(c, 0)))) for c in (code, code + 1))
        if first == after:
            return NO_ROWS
        counts = self._array(f"counts_{segment}")[first:after].tolist()
        starts = self._array(f"starts_{segment}")[first:after].tolist()
        flags = np.zeros(self.segment_rows(segment), dtype=bool)
        for count, start in zip(counts, starts, strict=True):
            flags[self._decoded(segment, count, start)] = True
        return np.flatnonzero(flags)

    def _decoded(self, segment: int, count: int, start: int) -> Rows:
        rows, words = self.segment_rows(segment), bitmap_words(self.segment_rows(segment))
        if count < words:
            posts = self._array(f"posts_{segment}")
            return posts[start : start + count].astype(np.int64)
        return np.flatnonzero(np.unpackbits(self._bitmap(segment, start, words), count=rows))

    def _bitmap(self, segment: int, number: int, words: int) -> NDArray[np.uint8]:
        return self._array(f"bitmaps_{segment}")[number * words * 2 : (number + 1) * words * 2]

    def _both(self, segment: int, rows: Rows, count: int, start: int) -> Rows:
        words = bitmap_words(self.segment_rows(segment))
        if count >= words:
            bits = self._bitmap(segment, start, words)
            kept: Rows = rows[(bits[rows >> 3] >> (7 - (rows & 7)).astype(np.uint8)) & 1 == 1]
            return kept
        posts = self._array(f"posts_{segment}")[start : start + count]
        return among(rows, posts)

    def numbered(self, part: str) -> Rows:
        """Return the rows whose ticket number begins or ends with ``part`` (folded)."""
        wanted = folded_bytes(part)
        numbers, ends = self._array("numbers"), self._array("number_ends")
        first = bisect_left(numbers, wanted)
        after = bisect_left(numbers, wanted + _AFTER)
        found = list(range(first, after))
        back = wanted[::-1]
        low, high = (
            bisect_left(ends, key, key=lambda n: bytes(numbers[n])[::-1])
            for key in (back, back + _AFTER)
        )
        found += ends[low:high].tolist()
        return np.unique(self._array("number_rows")[found].astype(np.int64))

    def rows_of(self, wanted: NDArray[np.bytes_]) -> Rows:
        """Return the rows of whole ticket numbers (folded, sorted), ascending."""
        numbers = self._array("numbers")
        if not len(numbers) or not len(wanted):
            return NO_ROWS
        low = wanted.searchsorted(numbers[0])
        high = wanted.searchsorted(numbers[-1], side="right")
        near = wanted[low:high]
        at = numbers.searchsorted(near)
        at = np.where(at == len(numbers), 0, at)
        found = at[numbers[at] == near]
        return np.sort(self._array("number_rows")[found].astype(np.int64))

    def rows_of_caller(self, key: str) -> Rows:
        """Return the rows of a caller, ascending; rarely another's among them."""
        callers, wanted = self._array("callers"), caller_marks([key])[0]
        first, after = (int(callers.searchsorted(wanted, side=s)) for s in ("left", "right"))
        return np.sort(self._array("caller_rows")[first:after].astype(np.int64))

    def rows_in_file(self, places: Sequence[int]) -> Rows:
        """Return the rows that lie at places of the month's Parquet file, ascending."""
        return np.flatnonzero(np.isin(self.to_file, np.array(places, dtype=self.to_file.dtype)))

    def texts(self, rows: Sequence[int] | Rows) -> list[tuple[str, str]]:
        """Return title and content of rows (empty where there is none), in the order given."""
        parts = (content.decode().partition(FIELD_END) for content in self.contents(rows))
        return [(title, content) for title, _, content in parts]

    def contents(self, rows: Sequence[int] | Rows) -> Iterator[bytes]:
        """Yield the texts of rows in UTF-8, title and content with ``FIELD_END`` between them.

        Rows beside each other cost the opening of one block.
        """
        import pyarrow as pa

        ends = self._array("block_ends")
        start = self._sections["blocks"].offset + self._start
        codec, opened_block, texts = pa.Codec(CODEC), -1, [b""]
        for row in rows:
            block, place = divmod(int(row), BLOCK)
            if block != opened_block:
                packed = self._bytes(start + int(ends[block]), start + int(ends[block + 1]))
                size = int.from_bytes(packed[:4], "little")
                whole = codec.decompress(packed[4:], size, asbytes=True)
                opened_block, texts = block, whole.split(_ROW_END)
            yield texts[place]

    def _array(self, name: str) -> np.ndarray[Any, Any]:
        known = self._whole.get(name)
        if known is not None:
            return known
        section = self._sections[name]
        start = self._start + section.offset
        dtype = np.dtype(section.dtype)
        if self._map is not None:
            count = section.length // dtype.itemsize
            known = np.frombuffer(self._map, dtype=dtype, count=count, offset=start)
            self._whole[name] = known
            return known
        return np.frombuffer(self._bytes(start, start + section.length), dtype=dtype)

    def _bytes(self, start: int, end: int) -> bytes:
        if self._map is not None:
            return self._map[start:end]
        content: bytes = self._fs.cat_file(self._path, start=start, end=end)
        return content


def among(rows: Rows, others: NDArray[Any]) -> Rows:
    """Return those of ``rows`` that are in ``others``, which are sorted."""
    if not len(others):
        return NO_ROWS
    at = others.searchsorted(rows.astype(others.dtype))
    at[at == len(others)] = 0
    kept: Rows = rows[others[at] == rows]
    return kept


@lru_cache(maxsize=_OPEN_FILES)
def _opened(root: str, path: str) -> TextFile:
    storage = _STORAGES[root]
    return TextFile(storage, path)


_STORAGES: dict[str, Storage] = {}


def opened(storage: Storage, path: str) -> TextFile:
    """Return an index file of the extract; it never changes, so it is opened once."""
    _STORAGES[storage.root] = storage
    return _opened(storage.root, path)
