"""What every reader gives: a header, chunks of text rows with their row numbers, a position."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Literal, Self, TextIO

from data_access.importing import row_texts

Cell = str | None
RawRow = Sequence[Cell]
FileFormat = Literal["csv", "xlsx", "xls", "jsonl", "parquet"]

NOTES_SHEET = "填写说明"
"""The sheet of our own forms that explains them: never read unless a template names it."""
MAX_FIELD_CHARS = 1_000_000
"""A longer field is a forgotten quotation mark or a broken export, not something a person wrote."""


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """How to read a file; what is left empty is found out from the file itself.

    ``header_row`` counts from 1; rows above it are skipped. ``time_columns`` are those in which a
    bare number is a day (of workbooks that count days from 1904).
    """

    sheet: str | int | None = None
    header_row: int | None = None
    delimiter: str | None = None
    encoding: str | None = None
    time_columns: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that couldn't be read: its number, what is wrong, and its text as far as known."""

    number: int
    problem: str
    raw: str


@dataclass(frozen=True, slots=True)
class RawChunk:
    """Consecutive rows of a file. ``numbers`` are the row numbers of ``rows``, in order.

    A row number is what a person sees: the line in a text file, the row in a sheet, and for
    Parquet the count from 1. A cell that is missing is None or the empty text.
    """

    header: tuple[str, ...]
    numbers: list[int]
    rows: list[RawRow]
    bad: list[BadRow] = field(default_factory=list)

    @property
    def first_row(self) -> int:
        """The number of the first row, good or bad."""
        firsts = self.numbers[:1] + [b.number for b in self.bad[:1]]
        return min(firsts) if firsts else 0

    @property
    def read(self) -> int:
        """How many rows were read, good and bad."""
        return len(self.rows) + len(self.bad)

    def columns(self) -> list[tuple[Cell, ...]]:
        """Return the good rows as columns, one a header name."""
        if not self.rows:
            return [()] * len(self.header)
        return list(zip(*self.rows, strict=True))

    def raw_json(self, index: int) -> str:
        """Return one good row as JSON by column name: what the vault keeps of it."""
        return self.raw_jsons([index])[0]

    def raw_jsons(self, indices: Sequence[int]) -> list[str]:
        """Return good rows as JSON by column name."""
        rows = [self.rows[i] for i in indices]
        columns = list(zip(*rows, strict=True)) if rows else [()] * len(self.header)
        return row_texts.by_name(self.header, columns, len(rows))


def bounded_line(stream: TextIO, limit: int) -> str:
    """Return the next line; of an endless one a start longer than ``limit``, skipping the rest."""
    line = stream.readline(limit)
    if len(line) < limit or line.endswith("\n"):
        return line
    while (rest := stream.readline(limit)) and not rest.endswith("\n"):
        pass
    return line + "\n"


class RowSource(ABC):
    """An opened file. Use it in a ``with`` block, or call ``close``."""

    format: FileFormat
    encoding: str | None = None
    header: list[str]
    header_row: int = 1
    sheet: str | None = None
    sheets: tuple[str, ...] = ()
    """The sheets that a person sees, in order; none where the file is no workbook."""

    def __init__(self, path: Path) -> None:
        """Take the file; readers find header and encoding before they return from opening."""
        self.path = path
        self.total_bytes = path.stat().st_size
        self.notes: list[str] = []

    @property
    @abstractmethod
    def position(self) -> int:
        """Bytes of ``total_bytes`` that have been read, for a progress bar."""

    @abstractmethod
    def chunks(self, size: int) -> Iterator[RawChunk]:
        """Yield the rows in order, at most ``size`` a chunk, each exactly once."""

    def close(self) -> None:  # noqa: B027 - only readers that hold a file open need to do more
        """Release the file."""

    def __enter__(self) -> Self:
        """Return the source itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close the source."""
        self.close()


@dataclass
class ChunkBuilder:
    """Collects rows, good and bad, and hands them out when there are enough."""

    header: tuple[str, ...]
    numbers: list[int] = field(default_factory=list)
    rows: list[RawRow] = field(default_factory=list)
    bad: list[BadRow] = field(default_factory=list)

    def __len__(self) -> int:
        """Rows collected so far."""
        return len(self.rows) + len(self.bad)

    def take(self) -> RawChunk:
        """Return what was collected and start anew."""
        chunk = RawChunk(self.header, self.numbers, self.rows, self.bad)
        self.numbers, self.rows, self.bad = [], [], []
        return chunk
