"""Rows of any table as Arrow and back, alike on both databases.

Tables are asked of the database itself, so no room need be imported. JSON travels as its text (the
audit log's hashes are over it), sealed bytes as bytes, times with their microseconds.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Connection,
    Date,
    DateTime,
    Float,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    cast,
    func,
    inspect,
    select,
)
from sqlalchemy.types import _Binary

from data_access.store.bulk import insert_columns

if TYPE_CHECKING:
    import pyarrow as pa

OMITTED = frozenset({"alembic_version", "lease", "account_session"})
"""What is of the moment: who works, who is signed in."""
_KINDS: tuple[tuple[type[Any], str], ...] = (
    (Boolean, "bool"), (Integer, "int"), (Float, "float"), (DateTime, "time"), (Date, "day"),
    (JSON, "json"), (_Binary, "bytes"), (LargeBinary, "bytes"),
)  # fmt: skip
_MOST_ROWS, _MOST_BYTES = 5_000, 32 << 20


def tables_of(connection: Connection) -> list[Table]:
    """Return the database's tables, those that others refer to first; no views."""
    metadata = MetaData()
    metadata.reflect(connection)
    return [table for table in metadata.sorted_tables if table.name not in OMITTED]


def kinds_of(table: Table) -> dict[str, str]:
    """Return the kind of every column."""
    return {column.name: _kind(column) for column in table.columns}


def _kind(column: Column[Any]) -> str:
    return next((kind for cls, kind in _KINDS if isinstance(column.type, cls)), "text")


def schema_of(kinds: dict[str, str]) -> pa.Schema:
    """Return the Arrow schema for columns of these kinds."""
    import pyarrow as pa

    types = {
        "bool": pa.bool_(), "int": pa.int64(), "float": pa.float64(), "time": pa.timestamp("us"),
        "day": pa.date32(), "json": pa.string(), "bytes": pa.large_binary(), "text": pa.string(),
    }  # fmt: skip
    return pa.schema([(name, types[kind]) for name, kind in kinds.items()])


def parts_of(connection: Connection, table: Table) -> Iterator[pa.RecordBatch]:
    """Yield all rows of a table, few enough at once to take little memory."""
    import pyarrow as pa

    kinds = kinds_of(table)
    schema = schema_of(kinds)
    asked = [
        cast(column, Text).label(column.name) if kinds[column.name] == "json" else column
        for column in table.columns
    ]
    few = _rows_at_once(connection, table, kinds)
    found = connection.execution_options(stream_results=True, yield_per=few).execute(select(*asked))
    for rows in found.partitions():
        columns = zip(*rows, strict=True)
        arrays = [pa.array(c, type=f.type) for c, f in zip(columns, schema, strict=True)]
        yield pa.RecordBatch.from_arrays(arrays, schema=schema)


def _rows_at_once(connection: Connection, table: Table, kinds: dict[str, str]) -> int:
    """Return how many rows of the largest that there are fit: sealed files are megabytes each."""
    boxes = [func.max(func.length(table.c[n])) for n, kind in kinds.items() if kind == "bytes"]
    if not boxes:
        return _MOST_ROWS
    largest = sum(size or 0 for size in connection.execute(select(*boxes)).one())
    return max(1, min(_MOST_ROWS, _MOST_BYTES // (largest + 1)))


def put_part(connection: Connection, table: Table, part: pa.RecordBatch) -> None:
    """Add rows to a table that has their columns."""
    plain = _plain(table)
    columns: dict[str, Sequence[Any]] = {n: part.column(n).to_pylist() for n in part.schema.names}
    insert_columns(connection, plain, columns)


def _plain(table: Table) -> Table:
    """Return the table as it takes JSON as text."""
    columns = [
        Column(c.name, Text() if isinstance(c.type, JSON) else c.type) for c in table.columns
    ]
    return Table(table.name, MetaData(), *columns)


def set_counters(connection: Connection, tables: Sequence[Table]) -> None:
    """Let PostgreSQL count on from the highest numbers; SQLite does so by itself."""
    if connection.dialect.name != "postgresql":
        return
    for table in tables:
        for name in (c.name for c in table.primary_key.columns if isinstance(c.type, Integer)):
            counter = select(func.pg_get_serial_sequence(table.name, name))
            sequence = connection.execute(counter).scalar()
            if sequence is None:
                continue
            highest = connection.execute(select(func.max(table.c[name]))).scalar()
            connection.execute(select(func.setval(sequence, highest or 1, highest is not None)))


def has_rows(connection: Connection) -> bool:
    """Tell whether anything was ever put into the store beyond what it notes of itself."""
    if "alembic_version" not in inspect(connection).get_table_names():
        return False
    own = {"store_info", "audit_entry", "audit_head"}
    return any(
        connection.execute(select(table).limit(1)).first() is not None
        for table in tables_of(connection)
        if table.name not in own
    )
