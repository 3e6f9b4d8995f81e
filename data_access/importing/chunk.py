"""One chunk of a file on its way: what mapping and checks work on, and what comes out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from data_access import schemas
from data_access.importing.notes import Note
from data_access.importing.profile import Jurisdiction, Table
from data_access.importing.readers import BadRow

if TYPE_CHECKING:
    import pandas as pd

Problem = BadRow
"""A row that isn't imported: its number, the reason, and its text as far as it was readable."""


@dataclass(frozen=True, slots=True)
class MapContext:
    """Whose data it is and the moment of import (naive UTC): times after it are wrong."""

    jurisdiction: Jurisdiction
    now: datetime


@dataclass(frozen=True, slots=True)
class MappedChunk:
    """The rows of one chunk: every sent field of the entity, each as long as ``numbers``.

    Values are str, int, float, bool, naive UTC datetime, date or None. ``source_index`` points
    into the raw chunk's ``rows``. ``len(numbers) + len(problems)`` is what was read.
    """

    entity: schemas.Entity
    numbers: list[int]
    source_index: list[int]
    columns: dict[str, list[Any]]
    problems: list[Problem]
    notes: list[Note] = field(default_factory=list)

    def records(self) -> Iterator[dict[str, Any]]:
        """Yield the rows as dictionaries by field name."""
        names = list(self.columns)
        for values in zip(*self.columns.values(), strict=True):
            yield dict(zip(names, values, strict=True))

    def frame(self) -> pd.DataFrame:
        """Return the rows as a frame of objects, indexed by row number."""
        import pandas as pd

        return pd.DataFrame(self.columns, index=self.numbers, dtype=object)


@dataclass
class Work:
    """A chunk while it is being mapped. ``later``: second readings of times shown twice."""

    entity: schemas.Entity
    count: int
    columns: dict[str, list[Any]]
    context: MapContext
    table: Table
    notes: list[Note] = field(default_factory=list)
    rejected: dict[int, list[str]] = field(default_factory=dict)
    later: dict[str, dict[int, datetime | None]] = field(default_factory=dict)

    def reject(self, index: int, reason: str) -> None:
        """Refuse a row, with one more reason."""
        self.rejected.setdefault(index, []).append(reason)

    def note(self, name: str, kind: str, rows: int) -> None:
        """Count a remark, where there is anything to count."""
        if rows:
            self.notes.append(Note(name, kind, rows, Counter()))
