"""Opening a file: the one entry to all readers."""

from __future__ import annotations

from pathlib import Path

from data_access.importing.readers.base import ReadOptions, RowSource
from data_access.importing.readers.sniff import sniff


def open_rows(path: Path, options: ReadOptions | None = None) -> RowSource:
    """Open ``path`` by its content and read its header.

    Raises ``WeisuError`` for what can't be imported at all (missing, empty, cut archive, wrong
    encoding, no header …). A single damaged row never raises: it comes as a ``BadRow``.
    """
    path, options = Path(path), options or ReadOptions()
    found = sniff(path)
    source: RowSource
    if found.format == "csv":
        from data_access.importing.readers.delimited import DelimitedSource

        source = DelimitedSource(path, options, gzipped=found.gzipped)
    elif found.format == "jsonl":
        from data_access.importing.readers.jsonl import JsonLinesSource

        source = JsonLinesSource(path, options, gzipped=found.gzipped)
    elif found.format == "parquet":
        from data_access.importing.readers.parquet import ParquetSource

        source = ParquetSource(path)
    else:
        from data_access.importing.readers.excel import ExcelSource

        source = ExcelSource(path, options, found.format)
    if found.mismatch:
        source.notes.insert(0, found.mismatch)
    return source
