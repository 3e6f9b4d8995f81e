"""An index of what tickets say: for every pair of neighbouring characters, the rows that have it.

One file a month, beside the month's tickets and with their life. Rows stand in the order of
reading, the newest first, in segments of ``SEGMENT``; a segment's postings are lists of row numbers
or, for frequent pairs, bitmaps. Beside them lie the texts themselves in small compressed blocks
(one ticket's texts out of a month's Parquet file cost the reading of thousands), and the ticket
numbers sorted from their beginning and from their end. Latin capitals count as small letters.

The file says everything in one header, so it is read in ranges: memory-mapped where it is local.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import pyarrow as pa

MAGIC = b"WSTX0001"
SEGMENT = 32_768
BLOCK = 32
"""Rows of a compressed block of texts: what is read of the disk to look at one ticket."""
CODEC = "lz4_raw"
"""Small blocks are opened by the thousand: zstd takes longer to begin than LZ4 to end."""
FIELD_END, ROW_END = "\x1f", "\x1e"
_OTHER = "\x1d"
READ = ("ticket_no", "t_accept", "caller_key", "title", "content")
"""The columns that an index is made from: equal columns, equal index."""
_ROW_BITS, _CHAR_BITS = 16, 21
_ALIGN = 8


def digest_of(tickets: pa.Table) -> str:
    """Return a digest of what the index of a month's tickets is made from, in the file's order."""
    found = hashlib.blake2b(MAGIC, digest_size=16)
    for name in READ:
        column = tickets.column(name).combine_chunks()
        for part in column.chunks if hasattr(column, "chunks") else [column]:
            # Offsets and bytes as they lie there: a slice or other padding only costs a new file.
            for buffer in part.buffers():
                found.update(b"-" if buffer is None else memoryview(buffer))
    return found.hexdigest()


def made_of(tickets: pa.Table, *, segment: int = SEGMENT) -> bytes:
    """Return the index of a month's tickets (columns of ``READ``, in the file's order).

    ``segment``: rows of a segment, a multiple of ``BLOCK`` and at most 65,536.
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    order = pc.sort_indices(
        tickets, sort_keys=[("t_accept", "descending"), ("ticket_no", "descending")]
    )
    sorted_rows = tickets.select(["ticket_no", "caller_key", "title", "content"]).take(order)
    parts = _Parts()
    parts.put("to_file", order.to_numpy().astype("<u4"))
    _put_numbers(parts, sorted_rows.column("ticket_no").to_pylist())
    callers = caller_marks(sorted_rows.column("caller_key").to_pylist())
    by_caller = np.argsort(callers, kind="stable")
    parts.put("callers", callers[by_caller])
    parts.put("caller_rows", by_caller.astype("<u4"))
    texts = [
        f"{_clean(title)}{FIELD_END}{_clean(content)}"
        for title, content in zip(
            sorted_rows.column("title").to_pylist(),
            sorted_rows.column("content").to_pylist(),
            strict=True,
        )
    ]
    del sorted_rows
    ends, blocks = [0], []
    for start in range(0, len(texts), BLOCK):
        block = ROW_END.join(texts[start : start + BLOCK]).encode()
        packed = pa.compress(block, codec=CODEC, asbytes=True)
        blocks.append(len(block).to_bytes(4, "little") + packed)
        ends.append(ends[-1] + 4 + len(packed))
    parts.put("block_ends", np.array(ends, dtype="<u8"))
    parts.put_bytes("blocks", b"".join(blocks))
    for number, start in enumerate(range(0, len(texts), segment)):
        _put_segment(parts, number, texts[start : start + segment])
    return parts.whole(len(texts), segment)


def _clean(text: str | None) -> str:
    if not text:
        return ""
    return text.replace(FIELD_END, _OTHER).replace(ROW_END, _OTHER)


def folded_bytes(text: str) -> bytes:
    """Return a text's UTF-8 with Latin capitals as small letters (and nothing else changed)."""
    return text.encode().lower()


def caller_marks(keys: Sequence[str | None]) -> NDArray[np.uint64]:
    """Return eight bytes for each caller's key: enough to look for, the row itself says whose."""
    digests = (hashlib.blake2b((k or "").encode(), digest_size=8).digest() for k in keys)
    return np.frombuffer(b"".join(digests), dtype="<u8")


def _put_numbers(parts: _Parts, numbers: list[str]) -> None:
    """Put the numbers, sorted, with their rows; and their order when read backwards."""
    folded = np.array([folded_bytes(n) for n in numbers], dtype=np.bytes_)
    order = np.argsort(folded, kind="stable")
    ordered = folded[order]
    backwards = np.array([bytes(n)[::-1] for n in ordered.tolist()], dtype=np.bytes_)
    parts.put("numbers", ordered)
    parts.put("number_rows", order.astype("<u4"))
    parts.put("number_ends", np.argsort(backwards, kind="stable").astype("<u4"))


def _put_segment(parts: _Parts, number: int, texts: list[str]) -> None:
    """Put the postings of some rows: which of them have which pair of characters."""
    # A text's last character stands with the mark behind it, so that every character begins a pair.
    codes = np.frombuffer(ROW_END.join([*texts, ""]).encode("utf-32-le"), dtype="<u4")
    codes = np.where((codes >= ord("A")) & (codes <= ord("Z")), codes + np.uint32(32), codes)
    rows = np.cumsum(codes == ord(ROW_END), dtype="<u2")[:-1]
    real = (codes[:-1] != ord(FIELD_END)) & (codes[:-1] != ord(ROW_END))
    # In place, as a month of a large city has tens of millions of pairs.
    keys = pair(codes[:-1][real].astype(np.int64), codes[1:][real])
    keys <<= _ROW_BITS
    keys |= rows[real]
    keys.sort()
    keys = keys[_begins(keys)]
    posts = keys.astype("<u2")
    keys >>= _ROW_BITS
    begins = np.flatnonzero(_begins(keys))
    names, counts = keys[begins], np.diff(begins, append=len(keys))
    frequent = counts >= bitmap_words(len(texts))
    bitmaps = []
    for begin, count in zip(begins[frequent].tolist(), counts[frequent].tolist(), strict=True):
        flags = np.zeros(bitmap_words(len(texts)) * 16, dtype=bool)
        flags[posts[begin : begin + count]] = True
        bitmaps.append(np.packbits(flags))
    kept = np.repeat(~frequent, counts)
    starts = np.zeros(len(names), dtype=np.int64)
    rare = counts[~frequent]
    starts[~frequent] = np.cumsum(rare) - rare
    starts[frequent] = np.arange(len(bitmaps))
    parts.put(f"pairs_{number}", names.astype("<u8"))
    parts.put(f"starts_{number}", starts.astype("<u4"))
    parts.put(f"counts_{number}", counts.astype("<u2"))
    parts.put(f"posts_{number}", posts[kept])
    parts.put_bytes(f"bitmaps_{number}", b"".join(b.tobytes() for b in bitmaps))


def _begins(ordered: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Return where another value begins."""
    if not len(ordered):
        return np.zeros(0, dtype=bool)
    return np.concatenate([[True], ordered[1:] != ordered[:-1]])


def pair(first: Any, second: Any) -> Any:
    """Return the number of a pair of characters (code points, or arrays of them)."""
    found = first << _CHAR_BITS
    found |= second
    return found


def bitmap_words(rows: int) -> int:
    """Return how many two-byte words a bitmap of a segment has; a longer list becomes one."""
    return -(-rows // 16)


@dataclass(frozen=True, slots=True)
class Section:
    """Where one array of the file lies, in bytes from the end of the header."""

    offset: int
    length: int
    dtype: str


class _Parts:
    """The sections of a file that is being made."""

    def __init__(self) -> None:
        self._chunks: list[bytes] = []
        self._sections: dict[str, list[Any]] = {}
        self._at = 0

    def put(self, name: str, values: np.ndarray[Any, Any]) -> None:
        self.put_bytes(name, np.ascontiguousarray(values).tobytes(), values.dtype.str)

    def put_bytes(self, name: str, content: bytes, dtype: str = "|u1") -> None:
        self._sections[name] = [self._at, len(content), dtype]
        padding = -len(content) % _ALIGN
        self._chunks += [content, b"\0" * padding]
        self._at += len(content) + padding

    def whole(self, rows: int, segment: int) -> bytes:
        said = {"rows": rows, "segment": segment, "sections": self._sections}
        header = json.dumps(said).encode()
        header += b" " * (-(len(MAGIC) + 4 + len(header)) % _ALIGN)
        return b"".join([MAGIC, len(header).to_bytes(4, "little"), header, *self._chunks])
