"""Opening a file: the one entry to all readers."""

from __future__ import annotations

from pathlib import Path

from data_access.importing.readers.base import FileFormat, ReadOptions, RowSource
from data_access.importing.readers.sniff import FORMAT_LABELS, sniff


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
        from data_access.importing.readers.json_document import JsonDocumentSource, find_document
        from data_access.importing.readers.jsonl import JsonLinesSource

        document = find_document(path, options, gzipped=found.gzipped)
        source = (
            JsonLinesSource(path, options, gzipped=found.gzipped)
            if document is None
            else JsonDocumentSource(path, document)
        )
    elif found.format == "parquet":
        from data_access.importing.readers.parquet import ParquetSource

        source = ParquetSource(path)
    else:
        from data_access.importing.readers.excel import ExcelSource

        source = ExcelSource(path, options, found.format)
    if found.mismatch:
        source.notes.insert(0, found.mismatch)
    source.notes += _unused(found.format, options)
    return source


def _unused(kind: FileFormat, options: ReadOptions) -> list[str]:
    """Return notes on settings that say nothing of a file of this kind."""
    workbook = kind in ("xlsx", "xls")
    said = {
        "sheet": options.sheet is not None and not workbook,
        "header_row": options.header_row is not None and kind in ("jsonl", "parquet"),
        "delimiter": options.delimiter is not None and kind != "csv",
        "encoding": options.encoding is not None and kind not in ("csv", "jsonl"),
    }
    names = [name for name, unused in said.items() if unused]
    label = FORMAT_LABELS[kind]
    return [f"文件是 {label}，模板中的 {'、'.join(names)} 没有用到"] if names else []
