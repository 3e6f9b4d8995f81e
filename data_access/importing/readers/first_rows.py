"""A file's first rows as they stand, before anybody knows which of them holds the names."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from data_access.importing.readers.base import MAX_FIELD_CHARS, ReadOptions, bounded_line
from data_access.importing.readers.delimited import find_delimiter
from data_access.importing.readers.encoding import find_encoding
from data_access.importing.readers.header import clean_name, is_blank
from data_access.importing.readers.sniff import sniff
from data_access.importing.readers.streams import open_bytes
from data_access.importing.readers.workbook_process import WorkbookProcess

MOST = 15
"""Rows that are looked at: titles, dates of export and the like stand above the names."""
Cells = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FirstRows:
    """The first rows that are not blank, by the number that a person sees, and a book's sheets.

    ``rows`` is empty where every record names its values (JSON, Parquet).
    """

    rows: tuple[tuple[int, Cells], ...] = ()
    sheet: str | None = None
    sheets: tuple[str, ...] = ()


def first_rows(path: Path, options: ReadOptions | None = None, *, most: int = MOST) -> FirstRows:
    """Return the first rows of a file, read as ``options`` say (``header_row`` is no matter).

    Raises ``WeisuError`` where the file can't be read at all.
    """
    asked, found = options or ReadOptions(), sniff(path)
    if found.format == "csv":
        encoding = asked.encoding or find_encoding(path, gzipped=found.gzipped).name
        return FirstRows(
            _filled(_of_text(path, encoding, asked.delimiter, most, gzipped=found.gzipped))
        )
    if found.format not in ("xlsx", "xls"):
        return FirstRows()
    with closing(WorkbookProcess(path, found.format, asked.sheet)) as process:
        said = process.opened
        numbered = (
            (number, row)
            for first, rows, _ in process.blocks()
            for number, row in enumerate(rows, start=first)
        )
        rows = _filled(islice(numbered, most))
        return FirstRows(rows, said["sheet"], tuple(said["sheets"]))


def _filled(numbered: Iterator[tuple[int, list[str | None]]]) -> tuple[tuple[int, Cells], ...]:
    return tuple(
        (number, tuple(clean_name(cell) for cell in row))
        for number, row in numbered
        if not is_blank(row)
    )


def _of_text(
    path: Path, encoding: str, delimiter: str | None, most: int, *, gzipped: bool
) -> Iterator[tuple[int, list[str | None]]]:
    """Yield lines as cells; what is wrong with a line is said when the file is read."""
    content, raw = open_bytes(path, gzipped=gzipped)
    with content, raw:
        text = io.TextIOWrapper(content, encoding=encoding, errors="replace", newline="")
        lines = [line for _ in range(most) if (line := bounded_line(text, MAX_FIELD_CHARS))]
    # The row of names has most separators; a title above it may have none.
    mark = delimiter or find_delimiter(max(lines, key=_separators, default=""))
    for number, line in enumerate(lines, start=1):
        cells: list[str | None] = []
        cells += next(csv.reader([line], delimiter=mark), [])
        yield number, cells


def _separators(line: str) -> int:
    return line.count(find_delimiter(line))
