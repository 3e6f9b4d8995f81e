"""One JSON value that holds all records: an array, or an object around one (Open311, APIs)."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from data_access.importing.readers.base import (
    MAX_FIELD_CHARS,
    BadRow,
    ChunkBuilder,
    RawChunk,
    ReadOptions,
    RowSource,
)
from data_access.importing.readers.encoding import find_encoding
from data_access.importing.readers.header import check_header
from data_access.importing.readers.jsonl import DECODER, cell_of
from data_access.importing.readers.streams import open_bytes, readable
from data_access.types import WeisuError

MAX_CHARS = 128 << 20
"""A larger document would take gigabytes in memory; as JSON Lines it takes none."""
_DEEPEST = 4
_USUAL = frozenset({
    "data", "requests", "service_requests", "records", "rows", "result", "results", "items",
    "list", "tickets", "orders", "content", "value", "objects", "entries",
})  # fmt: skip
"""What systems call the array in which their records lie."""
_MAX_RAW = 4000
_MAX_LINE = MAX_FIELD_CHARS * 4
_INSTEAD = "请改为 JSON Lines（每行一个对象）、对象的数组或 CSV 后重试。"


@dataclass(frozen=True, slots=True)
class Document:
    """The records of a document and where they lie in it (empty: the document itself)."""

    records: list[Any]
    place: str
    encoding: str


def find_document(path: Path, options: ReadOptions, *, gzipped: bool) -> Document | None:
    """Return the document that a file is; None where it is JSON Lines.

    Raises ``WeisuError`` for a document that is cut, too large, or holds no records.
    """
    encoding = options.encoding or find_encoding(path, gzipped=gzipped).name
    try:
        with readable(path):
            return _document(path, encoding, gzipped=gzipped)
    except LookupError as error:
        raise WeisuError(f"不认识的文字编码“{encoding}”。常用的有 utf-8 和 gb18030。") from error


def _document(path: Path, encoding: str, *, gzipped: bool) -> Document | None:
    content, raw = open_bytes(path, gzipped=gzipped)
    with raw, io.TextIOWrapper(content, encoding=encoding, errors="replace") as text:
        first, more, start = _first_lines(text)
        alone = _object(first)
        if alone is not None:
            place = None if more else _place_of(alone, usual=True)
            return Document(_at(alone, place), place, encoding) if place else None
        if not first.startswith(("{", "[")):
            return None
        whole = start + text.read(MAX_CHARS)
    # A damaged first line of JSON Lines has whole objects behind it.
    opens = first.rstrip().endswith(("{", "[", ",", ":")) or first.startswith("[")
    opens = opens and (first.startswith("[") or _object(more) is None)
    if len(whole) >= MAX_CHARS:
        if not opens:
            return None
        raise WeisuError(
            f"文件“{path.name}”是一个超过 {MAX_CHARS >> 20} MB 的 JSON，无法一次读入，"
            f"未导入任何数据。{_INSTEAD}"
        )
    try:
        value = DECODER.decode(whole)
    except (json.JSONDecodeError, RecursionError) as error:
        if not opens:
            return None
        raise _cut(path, error) from error
    return _records(value, path, encoding)


def _first_lines(text: io.TextIOWrapper) -> tuple[str, str, str]:
    """Return the first line that isn't blank, the next one, and all that was read for them."""
    found: list[str] = []
    start = ""
    while len(found) < 2 and (line := text.readline(_MAX_LINE)):
        line = line if start else line.removeprefix("\ufeff")
        start += line
        if line.strip():
            found.append(line.lstrip())
    first, more = [*found, "", ""][:2]
    return first, more, start


def _object(line: str) -> dict[str, Any] | None:
    try:
        value = DECODER.decode(line.strip())
    except (json.JSONDecodeError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def _cut(path: Path, error: Exception) -> WeisuError:
    where = (
        f"第 {error.lineno} 行第 {error.colno} 个字符附近"
        if isinstance(error, json.JSONDecodeError)
        else "嵌套过深"
    )
    return WeisuError(
        f"文件“{path.name}”是一个 JSON，但不完整或有误（{where}），未导入任何数据。"
        f"请重新导出；或{_INSTEAD.removeprefix('请')}"
    )


def _records(value: Any, path: Path, encoding: str) -> Document:
    place = "" if isinstance(value, list) else _place_of(value, usual=False)
    if place is None:
        raise WeisuError(
            f"文件“{path.name}”是一个 JSON 对象，其中没有（或不止一个）记录的数组，"
            f"未导入任何数据。{_INSTEAD}"
        )
    records = _at(value, place)
    if not any(isinstance(r, dict) for r in records):
        what = "没有记录" if not records else "装的不是对象"
        raise WeisuError(
            f"文件“{path.name}”的 JSON 数组{what}，未导入任何数据。请检查导出是否成功。"
        )
    return Document(records, place, encoding)


def _place_of(value: Any, *, usual: bool) -> str | None:
    """Return where an object's one array of records lies, as names with dots; None for none.

    ``usual``: only under a name that systems give it, as a record may hold lists of its own.
    """
    found = list(_arrays(value, ()))
    known = [p for p in found if p[-1].casefold() in _USUAL]
    chosen = known if known or usual else found
    full = [p for p in chosen if _at(value, ".".join(p))] or chosen
    return ".".join(full[0]) if len(full) == 1 else None


def _arrays(value: Any, at: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    if not isinstance(value, dict) or len(at) >= _DEEPEST:
        return
    for name, inner in value.items():
        if "." in name:
            continue
        if isinstance(inner, list) and all(isinstance(r, dict) for r in inner):
            yield (*at, name)
        else:
            yield from _arrays(inner, (*at, name))


def _at(value: Any, place: str) -> list[Any]:
    for name in place.split(".") if place else ():
        value = value[name]
    found: list[Any] = value
    return found


class JsonDocumentSource(RowSource):
    """Rows of a JSON document; a row's number says which record it is, from 1."""

    format = "jsonl"

    def __init__(self, path: Path, document: Document) -> None:
        """Take the records and collect their keys."""
        super().__init__(path)
        self.encoding = document.encoding
        self._records = document.records
        self._done = 0
        keys: dict[str, None] = {}
        for record in self._records:
            if isinstance(record, dict):
                keys.update(dict.fromkeys(record))
        self._keys = list(keys)
        self.header = check_header(self._keys, path.name, 1, keyed=True)
        where = f"“{document.place}”" if document.place else "一个数组"
        self.notes.append(f"文件是一个 JSON，记录取自{where}，行号为第几条")

    @property
    def position(self) -> int:
        """Bytes in proportion to the records."""
        return self.total_bytes * self._done // max(len(self._records), 1)

    def chunks(self, size: int) -> Iterator[RawChunk]:
        """Yield the records; what is no object is a ``BadRow``."""
        build = ChunkBuilder(tuple(self.header))
        for number, record in enumerate(self._records, start=1):
            self._done = number
            if isinstance(record, dict):
                build.numbers.append(number)
                build.rows.append([cell_of(record.get(key)) for key in self._keys])
            else:
                raw = json.dumps(record, ensure_ascii=False)[:_MAX_RAW]
                build.bad.append(BadRow(number, "此条不是 JSON 对象", raw))
            if len(build) >= size:
                yield build.take()
        if len(build):
            yield build.take()
