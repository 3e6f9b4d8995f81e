"""CSV files that grow batch by batch, and small ones written at once."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import pyarrow as pa
import pyarrow.csv as pa_csv


class CsvFile:
    """One output file: columns by name in, headings of the file out; counts its rows."""

    def __init__(self, path: Path, labels: dict[str, str]) -> None:
        self.labels = labels
        self.path = path
        self.rows = 0
        self._writer: pa_csv.CSVWriter | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._writer is None and error is None:
            # Headings belong in a file without rows too.
            self.add({name: pa.nulls(0, pa.string()) for name in self.labels})
        if self._writer is not None:
            self._writer.close()

    def add(self, columns: dict[str, pa.Array]) -> None:
        """Write some rows."""
        table = pa.table({label: columns[name] for name, label in self.labels.items()})
        if self._writer is None:
            self._writer = pa_csv.CSVWriter(str(self.path), table.schema)
        self._writer.write_table(table)
        self.rows += table.num_rows


def from_rows(rows: Iterable[dict[str, Any]], names: Iterable[str]) -> dict[str, pa.Array]:
    """Return the columns of some rows; what is missing or empty becomes null."""
    found = list(rows)
    return {n: pa.array([None if r.get(n) in (None, "") else r[n] for r in found]) for n in names}
