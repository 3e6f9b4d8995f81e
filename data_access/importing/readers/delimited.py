"""CSV and its kin: strict parsing in which a damaged line spoils only itself."""

from __future__ import annotations

import csv
import io
from collections import deque
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

from data_access.importing.readers.base import (
    MAX_FIELD_CHARS,
    BadRow,
    ChunkBuilder,
    RawChunk,
    ReadOptions,
    RowSource,
    bounded_line,
)
from data_access.importing.readers.encoding import Encoding, find_encoding
from data_access.importing.readers.header import check_header, is_blank, no_rows_error
from data_access.importing.readers.residue import StrayCells
from data_access.importing.readers.streams import open_bytes, readable
from data_access.types import WeisuError

_DELIMITERS = (",", "\t", ";", "|")
_MAX_RAW = 4000
_PROBLEMS = {
    "unexpected end of data": "引号没有配对，文件可能被截断",
    "field larger than field limit": "字段过长，通常是引号没有配对",
    "new-line character seen in unquoted field": "字段中有未加引号的回车符",
}


class _Lines:
    """Feeds physical lines to the csv parser and can take the record's last ones back."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._back: deque[str] = deque()
        self.record: list[str] = []
        self.number = 0

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        line = self._back.popleft() if self._back else bounded_line(self._stream, MAX_FIELD_CHARS)
        if not line:
            raise StopIteration
        self.record.append(line)
        self.number += 1
        return line

    def give_back(self, keep: int) -> None:
        """Take all but the first ``keep`` lines of the record back to be read again."""
        again = self.record[keep:]
        self._back.extendleft(reversed(again))
        self.number -= len(again)
        del self.record[keep:]


def find_delimiter(line: str) -> str:
    """Return the separator that occurs most in a header line, outside quotation marks."""
    plain = "".join(line.split('"')[::2])
    return max(_DELIMITERS, key=lambda d: (plain.count(d), -_DELIMITERS.index(d)))


def _problem(error: csv.Error) -> str:
    text = str(error)
    for start, label in _PROBLEMS.items():
        if text.startswith(start):
            return label
    return "引号后面有多余的文字" if "expected after" in text else f"格式错误（{text}）"


class DelimitedSource(RowSource):
    """Rows of a text file with separators."""

    format = "csv"

    def __init__(self, path: Path, options: ReadOptions, *, gzipped: bool) -> None:
        """Check the encoding of the whole file and read the header."""
        super().__init__(path)
        found = (
            Encoding(options.encoding) if options.encoding else find_encoding(path, gzipped=gzipped)
        )
        self.encoding, self._cut = found.name, found.cut
        if found.cut:
            self.notes.append("文件在一个字符中间结束，可能被截断")
        self._content, self._raw = open_bytes(path, gzipped=gzipped)
        errors = "replace" if found.cut else "strict"
        try:
            text = io.TextIOWrapper(self._content, encoding=found.name, errors=errors, newline="")
        except LookupError as error:
            self.close()
            raise WeisuError(
                f"不认识的文字编码“{options.encoding}”。常用的有 utf-8 和 gb18030。"
            ) from error
        self._lines = _Lines(text)
        csv.field_size_limit(max(csv.field_size_limit(), MAX_FIELD_CHARS))
        try:
            self._read_header(options)
        except BaseException:
            self.close()
            raise

    def _read_header(self, options: ReadOptions) -> None:
        for line in self._lines:
            wanted = options.header_row is None or self._lines.number >= options.header_row
            if wanted and line.strip(" \t\r\n,;|\ufeff"):
                break
            self._lines.record.clear()
        else:
            raise no_rows_error(self.path.name)
        self.header_row = self._lines.number
        self.delimiter = options.delimiter or find_delimiter(line)
        self._lines.give_back(0)
        self._parser = csv.reader(self._lines, delimiter=self.delimiter, strict=True)
        try:
            cells = next(self._parser)
        except csv.Error as error:
            raise WeisuError(
                f"文件“{self.path.name}”的列名行（第 {self.header_row} 行）无法解析："
                f"{_problem(error)}。"
            ) from error
        self._width = len(cells)
        self.header = check_header(cells, self.path.name, self.header_row)

    @property
    def position(self) -> int:
        """Bytes of the file read so far (of the packed file where it is packed)."""
        return self.total_bytes if self._raw.closed else self._raw.tell()

    def close(self) -> None:
        """Close the file."""
        self._content.close()
        self._raw.close()

    def chunks(self, size: int) -> Iterator[RawChunk]:
        """Yield the rows; an unreadable one is a ``BadRow`` that carries its text."""
        try:
            with readable(self.path):
                yield from self._chunks(size)
        except UnicodeDecodeError as error:
            raise WeisuError(
                f"文件“{self.path.name}”不是指定的编码 {self.encoding}。"
                "请改用正确的编码，或留空由系统识别。"
            ) from error

    def _chunks(self, size: int) -> Iterator[RawChunk]:
        lines, width, header_width = self._lines, self._width, len(self.header)
        stray = StrayCells()
        build = ChunkBuilder(tuple(self.header))
        while True:
            lines.record.clear()
            start = lines.number + 1
            try:
                row = next(self._parser)
            except StopIteration:
                break
            except csv.Error as error:
                self._recover(error)
                build.bad.append(self._bad(start, _problem(error)))
            else:
                problem = self._fault(row, width) if len(row) != width or self._suspect() else None
                if problem:
                    build.bad.append(self._bad(start, problem))
                elif row and not (width > 1 and is_blank(row)):
                    build.numbers.append(start)
                    if width != header_width:
                        stray.look(row, header_width)
                        row = row[:header_width]
                    build.rows.append(row)
            if len(build) >= size:
                yield build.take()
        self.notes += stray.notes()
        if len(build):
            yield build.take()

    def _suspect(self) -> bool:
        """Tell whether the record's text holds what a whole row never has."""
        record = self._lines.record
        for line in record:
            if "\0" in line or len(line) > MAX_FIELD_CHARS:
                return True
        return self._cut and "\ufffd" in record[-1]

    def _fault(self, row: list[str], width: int) -> str | None:
        record = self._lines.record
        if any("\0" in line for line in record):
            return "含有空字节（NUL），文件可能已损坏"
        if any(len(line) > MAX_FIELD_CHARS for line in record):
            return f"一行超过 {MAX_FIELD_CHARS // 10_000} 万字，文件可能已损坏"
        if self._cut and record and "\ufffd" in record[-1]:
            return "文件在此行中间结束，可能被截断"
        if not row or len(row) == width or is_blank(row):
            return None
        # Separators at the end of every line are common in exports and carry nothing.
        if len(row) > width and is_blank(row[width:]):
            del row[width:]
            return None
        return f"应有 {width} 个字段，实有 {len(row)} 个"

    def _bad(self, number: int, problem: str) -> BadRow:
        return BadRow(number, problem, "".join(self._lines.record)[:_MAX_RAW])

    def _recover(self, error: csv.Error) -> None:
        """After an open quotation mark swallowed lines, read all but the first of them again.

        At the end of the file they are only read again where one of them is a row by itself:
        else they are the rest of one field in a file that was cut.
        """
        record = self._lines.record
        if len(record) < 2:
            return
        if str(error).startswith("unexpected end") and not any(
            self._is_row(line) for line in record[1:]
        ):
            return
        self._lines.give_back(1)

    def _is_row(self, line: str) -> bool:
        try:
            row = next(csv.reader([line], delimiter=self.delimiter, strict=True))
        except (csv.Error, StopIteration):
            return False
        return self._width > 1 and len(row) == self._width
