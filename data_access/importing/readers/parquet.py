"""Parquet: every value turned into its canonical text, column by column."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from data_access.importing.readers.base import Cell, RawChunk, RowSource
from data_access.importing.readers.header import check_header, no_rows_error
from data_access.importing.readers.jsonl import cell_of
from data_access.types import WeisuError

_ZERO_FRACTION = re.compile(r"\.0+(?=$|[+-]\d{4}$)")
_EXACT_FLOAT = {16: 2**11, 32: 2**24, 64: 2**53}
"""Up to which whole number a float of so many bits keeps every one."""


def float_text(value: float | None, exact: int = _EXACT_FLOAT[64]) -> Cell:
    """Return a float as text: None for NaN, whole numbers without ``.0``.

    A whole number beyond ``exact`` has lost digits: it keeps its exponent, which shows that.
    """
    if value is None or value != value:  # noqa: PLR0124 - the fastest test for NaN
        return None
    if not value.is_integer():
        return repr(value)
    return str(int(value)) if abs(value) < exact else f"{value:.14E}"


def _text_column(column: Any) -> list[Cell]:
    import pyarrow as pa
    import pyarrow.compute as pc

    kind = column.type
    if pa.types.is_dictionary(kind):
        column = column.dictionary_decode()
        kind = column.type
    if pa.types.is_floating(kind):
        exact = _EXACT_FLOAT[kind.bit_width]
        return [float_text(v, exact) for v in column.to_pylist()]
    if pa.types.is_nested(kind):
        return [cell_of(v) for v in column.to_pylist()]
    if pa.types.is_binary(kind) or pa.types.is_large_binary(kind):
        return _decoded(column.to_pylist())
    if not (pa.types.is_string(kind) or pa.types.is_large_string(kind)):
        column = pc.cast(column, pa.string())
    try:
        values: list[Cell] = column.to_pylist()
    except UnicodeDecodeError:  # the column says that it is text, and some writer's is not
        return _decoded(column.cast(pa.large_binary()).to_pylist())
    if pa.types.is_timestamp(kind) or pa.types.is_time(kind):
        return [None if v is None else _ZERO_FRACTION.sub("", v) for v in values]
    return values


def _decoded(values: list[bytes | None]) -> list[Cell]:
    """Return bytes as text; those that are not UTF-8 stay readable as what they are."""
    return [None if v is None else v.decode("utf-8", "backslashreplace") for v in values]


class ParquetSource(RowSource):
    """Rows of a Parquet file, read batch by batch."""

    format = "parquet"

    def __init__(self, path: Path) -> None:
        """Open the file and read its schema."""
        import pyarrow as pa
        import pyarrow.parquet as pq

        super().__init__(path)
        try:
            self._file = pq.ParquetFile(path)
            self._total = self._file.metadata.num_rows
            names = self._file.schema_arrow.names
        except (pa.ArrowException, OSError, UnicodeDecodeError) as error:
            raise WeisuError(
                f"Parquet 文件“{path.name}”不完整或已损坏，未导入任何数据。"
                "请重新导出或重新传输后再试。"
            ) from error
        self._read = 0
        if not names:
            raise no_rows_error(path.name)
        self.header = check_header(names, path.name, 1, keyed=True)

    @property
    def position(self) -> int:
        """Bytes read so far, in proportion to the rows."""
        return self.total_bytes * self._read // self._total if self._total else self.total_bytes

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def chunks(self, size: int) -> Iterator[RawChunk]:
        """Yield the rows, numbered from 1."""
        import pyarrow as pa

        header = tuple(self.header)
        try:
            for batch in self._file.iter_batches(batch_size=size):
                first, rows = self._read + 1, batch.num_rows
                columns = [_text_column(c) for c in batch.columns]
                self._read += rows
                yield RawChunk(
                    header, list(range(first, first + rows)), list(zip(*columns, strict=True))
                )
        except (pa.ArrowException, OSError, UnicodeDecodeError) as error:
            raise WeisuError(
                f"Parquet 文件“{self.path.name}”在第 {self._read + 1} 行之后损坏，"
                "之前的行已读完。请重新导出后再导入。"
            ) from error
