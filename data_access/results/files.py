"""A frame to Parquet and back, held to what is declared."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from data_access.results.declared import Frame

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

GROUP_ROWS = 65_536
_TURNED = b"weisu.prints_turned"


class ResultShapeError(ValueError):
    """A room wants to store a frame that differs from what is declared."""


@dataclass(frozen=True, slots=True)
class Encoded:
    """A frame as Parquet bytes."""

    content: bytes
    rows: int


def encode(frame: Frame, data: pd.DataFrame, *, turned: int = 0) -> Encoded:
    """Return ``data`` as Parquet; ``ResultShapeError`` says in which column it differs.

    Columns must be exactly the declared ones, in any order. Whole floats pass as integers, missing
    values become null; a required column has none. Values of a ``json`` column that are no text
    yet are written as JSON. ``turned``: how often the key of the prints in it was turned.
    """
    import pyarrow as pa

    missing = [n for n in frame.names if n not in data.columns]
    unknown = [str(n) for n in data.columns if n not in frame.names]
    if missing or unknown:
        raise ResultShapeError(
            f"{frame.room}.{frame.name}: missing {missing or 'nothing'}, unknown "
            f"{unknown or 'nothing'}; declare columns in the room's frames.py"
        )
    arrays = [_array(frame, field, data[field.name]) for field in frame.schema()]
    table = pa.Table.from_arrays(arrays, schema=frame.schema())
    return Encoded(parquet(table, turned), table.num_rows)


def parquet(table: pa.Table, turned: int) -> bytes:
    """Return a table as a results file. ``turned``: as ``encode``; ``turned_of`` reads it."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    if turned:
        table = table.replace_schema_metadata({_TURNED: str(turned)})
    sink = pa.BufferOutputStream()
    pq.write_table(table, sink, compression="zstd", row_group_size=GROUP_ROWS)
    return bytes(sink.getvalue().to_pybytes())


def turned_of(table: pa.Table) -> int:
    """Return how often the key of a file's prints had been turned when it was written."""
    return int((table.schema.metadata or {}).get(_TURNED, b"0"))


def _array(frame: Frame, field: pa.Field, values: pd.Series[Any]) -> pa.Array:
    import pyarrow as pa

    column = frame.column(field.name)
    if column.kind == "json":
        values = values.map(_text, na_action=None).astype(object)
    elif column.kind == "text":
        values = values.astype(object)
    try:
        found = pa.Array.from_pandas(values, type=field.type)
    except (pa.ArrowInvalid, pa.ArrowTypeError, ValueError, TypeError) as error:
        raise ResultShapeError(
            f"{frame.room}.{frame.name}.{field.name} should be {column.kind}: {error}"
        ) from error
    if isinstance(found, pa.ChunkedArray):
        found = found.combine_chunks()
    if column.required and found.null_count:
        raise ResultShapeError(
            f"{frame.room}.{frame.name}.{field.name} has {found.null_count} gaps"
        )
    return found


def _text(value: Any) -> str | None:
    """Return JSON text of a value; text stays, a gap stays a gap."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, float) and value != value:  # noqa: PLR0124 - NaN
        return None
    return json.dumps(value, ensure_ascii=False, default=str)
