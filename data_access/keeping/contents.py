"""What a backup says of itself (``backup.json``), and checking that it is all there.

A backup is a folder: ``tables/NAME.parquet`` for every table, ``home/…`` for own profiles and the
settings, ``results/…`` for what analyses have stored. ``backup.json`` is written last and has a
print of itself.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from data_access.extract.manifest import document_print
from data_access.types import WeisuError
from style.texts import text

NAME = "backup.json"
FORMAT = 1
Progress = Callable[[str, float], None]
_BLOCK = 1 << 20


class BackupError(WeisuError):
    """A folder that is no whole backup, or not one for this version."""


@dataclass(frozen=True, slots=True)
class FileNote:
    """A file of a backup. ``rows``: of a table."""

    sha256: str
    size: int
    rows: int = 0


@dataclass(frozen=True, slots=True)
class Contents:
    """What a backup holds.

    ``revision``: the state of the tables; ``tables``: kinds of columns by table; ``keys``: prints
    of the keys that open what is sealed; ``audit``: number and hash of the last entry of the log.
    """

    made_at: str
    product: str
    database: str
    revision: str
    keys: Mapping[str, str]
    audit: tuple[int, str]
    tables: Mapping[str, Mapping[str, str]]
    files: Mapping[str, FileNote]

    @property
    def rows(self) -> int:
        """Rows of all tables."""
        return sum(note.rows for note in self.files.values())

    @property
    def id(self) -> str:
        """A print of everything that it holds."""
        return document_print(asdict(self))

    def dumps(self) -> bytes:
        """Return it as JSON."""
        data = asdict(self)
        whole = {"format": FORMAT, **data, "print": document_print(data)}
        return json.dumps(whole, ensure_ascii=False, indent=1).encode()


def table_file(name: str) -> str:
    """Return where a table lies in a backup."""
    return f"tables/{name}.parquet"


def read_contents(folder: Path) -> Contents:
    """Return what a backup says of itself.

    Raises ``BackupError`` where it says nothing (it was never finished), is not as it was written,
    or is of a later version.
    """
    try:
        data: dict[str, Any] = json.loads((folder / NAME).read_bytes())
    except FileNotFoundError as error:
        raise BackupError(text("keep.no_backup", folder=folder)) from error
    except (OSError, ValueError) as error:
        raise BackupError(text("keep.backup_damaged", folder=folder, file=NAME)) from error
    if data.pop("format", None) != FORMAT:
        raise BackupError(text("keep.backup_newer"))
    said = data.pop("print", "")
    if said != document_print(data) or any(".." in Path(path).parts for path in data["files"]):
        raise BackupError(text("keep.backup_damaged", folder=folder, file=NAME))
    files = {path: FileNote(**note) for path, note in data.pop("files").items()}
    seq, last = data.pop("audit")
    return Contents(**data, audit=(seq, last), files=files)


def verify(folder: Path, contents: Contents, progress: Progress | None = None) -> None:
    """Read every file of a backup; ``BackupError`` names one that is not as it was written."""
    total = sum(note.size for note in contents.files.values()) or 1
    done = 0
    for path, note in contents.files.items():
        found = folder / path
        if not found.is_file() or note_of(found, note.rows) != note:
            raise BackupError(text("keep.backup_damaged", folder=folder, file=path))
        if path.startswith("tables/") and _rows_of(found) != note.rows:
            raise BackupError(text("keep.backup_damaged", folder=folder, file=path))
        done += note.size
        if progress is not None:
            progress(text("keep.checking"), done / total)


def note_of(path: Path, rows: int = 0) -> FileNote:
    """Return a file's print and size."""
    work, size = hashlib.sha256(), 0
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            work.update(block)
            size += len(block)
    return FileNote(work.hexdigest(), size, rows)


def _rows_of(path: Path) -> int:
    """Return how many rows can be read of a table's file: all of it is decoded."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        with pq.ParquetFile(path) as file:
            return sum(batch.num_rows for batch in file.iter_batches())
    except (pa.ArrowException, OSError):
        return -1
