"""Which tables of a profile a file holds, each read as its own settings say."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from data_access.importing.profile import Profile, Table
from data_access.importing.readers import ReadOptions, open_rows
from data_access.types import WeisuError


@dataclass(frozen=True, slots=True)
class FileHeader:
    """A file's header as some settings find it, and the sheet that it stands in."""

    names: list[str]
    sheet: str | None
    notes: tuple[str, ...] = ()


class FileHeaders:
    """The headers of one file, looked up once for each way of reading it."""

    def __init__(self, path: Path) -> None:
        """Take the file; nothing is read yet."""
        self.path = path
        self._found: dict[ReadOptions, FileHeader | WeisuError] = {}

    def of(self, options: ReadOptions) -> FileHeader:
        """Return the header. Raises ``WeisuError`` as opening the file does."""
        key = replace(options, time_columns=frozenset())
        if key not in self._found:
            try:
                with open_rows(self.path, key) as source:
                    self._found[key] = FileHeader(
                        list(source.header), source.sheet, tuple(source.notes)
                    )
            except WeisuError as error:
                self._found[key] = error
        found = self._found[key]
        if isinstance(found, WeisuError):
            raise found
        return found


@dataclass(frozen=True, slots=True)
class Choice:
    """The tables to load from a file, one a sheet; ``notes`` name those that were left out.

    ``lacking``: the one table lacks columns that it needs; ``notes`` are then the file's own.
    """

    tables: list[Table]
    notes: list[str] = field(default_factory=list)
    lacking: bool = False

    @contextmanager
    def explained(self) -> Iterator[None]:
        """Add to the error about lacking columns what the file's notes say (other sheets …)."""
        try:
            yield
        except WeisuError as error:
            if not (self.lacking and self.notes):
                raise
            raise WeisuError(
                "\n".join([str(error), *(f"提示：{n}。" for n in self.notes)])
            ) from error


@dataclass(frozen=True, slots=True)
class _Fit:
    table: Table
    score: int
    sheet: str | None = None
    error: WeisuError | None = None


def best_fit(profile: Profile, headers: FileHeaders) -> int:
    """Return how many fields a profile fills from a file; -1 where it can't read it."""
    fits = [_fit(table, headers) for table in profile.candidates(headers.path.name)]
    return max((f.score for f in fits), default=-1)


def choose_tables(profile: Profile, headers: FileHeaders) -> Choice:
    """Return the tables that a file holds: by its name, then by how well their headers fit.

    Several only where they read several sheets. Where no header fits, the first that can be read
    at all, so that its ``Mapper`` can say what is missing. Raises ``WeisuError`` where none can.
    """
    named = profile.candidates(headers.path.name)
    fits = [_fit(table, headers) for table in named]
    good = [f for f in fits if f.score >= 0]
    if not good:
        others = [_fit(table, headers) for table in profile.tables if table not in named]
        good = [f for f in others if f.score > 0]
    if not good:
        readable = [f for f in fits if f.error is None]
        if not readable and fits[0].error is not None:
            raise fits[0].error
        table = readable[0].table
        return Choice([table], list(headers.of(table.read_options).notes), lacking=True)
    best: dict[str | None, _Fit] = {}
    for fit in good:
        if fit.sheet not in best or fit.score > best[fit.sheet].score:
            best[fit.sheet] = fit
    asked = [f for f in fits if f.table.read.sheet is not None and f.score < 0]
    return Choice([f.table for f in best.values()], [_left_out(f) for f in asked])


def _fit(table: Table, headers: FileHeaders) -> _Fit:
    try:
        header = headers.of(table.read_options)
    except WeisuError as error:
        return _Fit(table, -1, error=error)
    return _Fit(table, table.fit(header.names), header.sheet)


def table_name(table: Table) -> str:
    """Return what a table is called in notes."""
    return table.label or table.schema_entity.label


def _left_out(fit: _Fit) -> str:
    why = str(fit.error).rstrip("。") if fit.error else f"工作表“{fit.sheet}”缺少所需的列"
    return f"模板中的“{table_name(fit.table)}”未导入：{why}"
