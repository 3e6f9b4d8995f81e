"""Writing a month into the extract, whoever has made its rows."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING

from data_access.extract.as_of import NODE_TIMES
from data_access.extract.layout import CUBES, Storage
from data_access.extract.manifest import FileEntry, Manifest

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

# Small groups of rows, sorted by place: a query about a street skips nearly all the others', and
# one file keeps both cores busy.
ROW_GROUP = 16_384


def parquet_bytes(table: pa.Table) -> bytes:
    """Return the table as Parquet, compressed with zstd; equal tables give equal bytes."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    buffer = pa.BufferOutputStream()
    pq.write_table(table, buffer, compression="zstd", row_group_size=ROW_GROUP)
    content: bytes = buffer.getvalue().to_pybytes()
    return content


def put_month(
    storage: Storage,
    manifest: Manifest,
    dataset: str,
    code: str,
    *,
    month: str,
    table: pa.Table,
    read_to: Mapping[str, int] | None = None,
) -> None:
    """Write one month of a dataset and name it in ``manifest``; an empty month leaves it."""
    by_month = manifest.files.setdefault(dataset, {}).setdefault(code, {})
    if not table.num_rows:
        by_month.pop(month, None)
        return
    by_month[month] = written(
        storage, f"{dataset}/jurisdiction={code}/month={month}", table, read_to=read_to
    )


def written(
    storage: Storage, folder: str, table: pa.Table, *, read_to: Mapping[str, int] | None = None
) -> FileEntry:
    """Write a table into a folder of the extract under a name made from its content."""
    import pyarrow.compute as pc

    content = parquet_bytes(table)
    digest = hashlib.sha256(content).hexdigest()
    path = f"{folder}/{digest[:16]}.parquet"
    storage.write_whole(path, content)
    by_day = "day" in table.column_names
    span = pc.min_max(table.column("day")).as_py() if by_day else {"min": None, "max": None}
    counted = [] if folder.split("/", 1)[0] in CUBES else table.column_names
    return FileEntry(
        path=path,
        rows=table.num_rows,
        sha256=digest,
        first_day=span["min"].isoformat() if span["min"] else None,
        last_day=span["max"].isoformat() if span["max"] else None,
        filled={name: table.num_rows - table.column(name).null_count for name in counted},
        known_at=_known_at(table) if folder.startswith("tickets/") else "",
        read_to=dict(read_to or {}),
    )


def _known_at(tickets: pa.Table) -> str:
    """Return the last of the tickets' node times; where there is none, the beginning of time."""
    import pyarrow.compute as pc

    last = [pc.max(tickets.column(name)).as_py() for name in NODE_TIMES]
    return max((t.isoformat() for t in last if t is not None), default="0001-01-01T00:00:00")


def connection() -> duckdb.DuckDBPyConnection:
    """Return a connection of its own to an in-memory DuckDB that fetches nothing from anywhere.

    What is registered with it, no other connection sees.
    """
    return _database(os.getpid()).cursor()


@cache
def _database(_process: int) -> duckdb.DuckDBPyConnection:
    """Return the process's database, which holds nothing: to open one takes longer than most of
    what is asked of it. A process that was forked has none of the threads of its parent's.
    """
    import duckdb

    return duckdb.connect(
        ":memory:",
        config={
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
            "memory_limit": "600MB",
            # What a statement is done with goes back to the machine and is not kept for the next.
            "allocator_bulk_deallocation_flush_threshold": "1MB",
        },
    )


def arrow_of(db: duckdb.DuckDBPyConnection, sql: str) -> pa.Table:
    """Return a statement's answer."""
    found: pa.Table = db.sql(sql).to_arrow_table()
    return found
