"""JSON Lines: one object a line."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from data_access.importing.readers.base import (
    MAX_FIELD_CHARS,
    BadRow,
    Cell,
    ChunkBuilder,
    RawChunk,
    ReadOptions,
    RowSource,
    bounded_line,
)
from data_access.importing.readers.encoding import Encoding, find_encoding
from data_access.importing.readers.header import check_header, no_rows_error
from data_access.importing.readers.streams import open_bytes, readable
from data_access.types import WeisuError

_MAX_RAW = 4000
# Numbers stay as they are written: an 18-digit ticket number must not pass through a float.
DECODER = json.JSONDecoder(parse_float=str, parse_int=str, parse_constant=lambda _: None)


def cell_of(value: Any) -> Cell:
    """Return a JSON value as text: lists of plain values joined by semicolons, objects as JSON."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list) and all(not isinstance(v, list | dict) for v in value):
        return ";".join(c for c in map(cell_of, value) if c)
    return json.dumps(value, ensure_ascii=False)


class JsonLinesSource(RowSource):
    """Rows of a JSON Lines file; its header is every key that occurs, in order of appearance."""

    format = "jsonl"

    def __init__(self, path: Path, options: ReadOptions, *, gzipped: bool) -> None:
        """Check the encoding and collect the keys: both take one pass over the file."""
        super().__init__(path)
        found = (
            Encoding(options.encoding) if options.encoding else find_encoding(path, gzipped=gzipped)
        )
        self.encoding, self._gzipped, self._cut = found.name, gzipped, found.cut
        self._progress = 0
        keys: dict[str, None] = {}
        line = ""
        for _, line in self._lines():
            if isinstance(value := _parse(line), dict):
                keys.update(dict.fromkeys(value))
        if not keys and line:
            raise WeisuError(
                f"文件“{path.name}”中没有一行是完整的 JSON 对象，未导入任何数据。"
                "请改为 JSON Lines（每行一个对象）、对象的数组或 CSV 后重试。"
            )
        if not keys:
            raise no_rows_error(path.name)
        self._keys = list(keys)
        self.header = check_header(self._keys, path.name, 1, keyed=True)

    def _lines(self) -> Iterator[tuple[int, str]]:
        with readable(self.path):
            content, raw = open_bytes(self.path, gzipped=self._gzipped)
            with (
                raw,
                io.TextIOWrapper(
                    content, encoding=self.encoding, errors="replace" if self._cut else "strict"
                ) as text,
            ):
                number = 0
                while line := bounded_line(text, MAX_FIELD_CHARS * 4):
                    number += 1
                    self._progress = raw.tell()
                    if line.strip():
                        yield number, line

    @property
    def position(self) -> int:
        """Bytes of the file read so far."""
        return self._progress

    def chunks(self, size: int) -> Iterator[RawChunk]:
        """Yield the rows; a line that isn't one JSON object is a ``BadRow``."""
        build = ChunkBuilder(tuple(self.header))
        keys = self._keys
        for number, line in self._lines():
            value = _parse(line)
            if isinstance(value, dict):
                build.numbers.append(number)
                build.rows.append([cell_of(value.get(key)) for key in keys])
            else:
                build.bad.append(BadRow(number, value, line.rstrip("\r\n")[:_MAX_RAW]))
            if len(build) >= size:
                yield build.take()
        if len(build):
            yield build.take()


def _parse(line: str) -> dict[str, Any] | str:
    """Return the object on a line, or what is wrong with the line."""
    try:
        value = DECODER.decode(line.strip().removeprefix("\ufeff"))
    except (json.JSONDecodeError, RecursionError) as error:
        column = error.colno if isinstance(error, json.JSONDecodeError) else 1
        return f"不是完整的 JSON（第 {column} 个字符附近）"
    return value if isinstance(value, dict) else "此行不是 JSON 对象"
