"""Counts held in memory: the columns of a cube that are asked for, a table a year.

A table is made from files that never change (their names are made from their content) and named
after them. It belongs to every generation that has just these files: a refresh that wrote one month
makes one year's table be read anew, and a reader never sees rows of two generations.
"""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from data_access.extract.layout import CUBES, DIMENSIONS, Storage
from data_access.extract.manifest import FileEntry

if TYPE_CHECKING:
    import duckdb

# Bytes of all tables together; the one that wasn't asked for longest goes first.
BUDGET = 256 * 2**20
_TEXT, _NUMBER = 20, 4
Table = tuple[str, tuple[str, ...]]


class Shelf:
    """The tables that one extract holds, shared by its threads."""

    def __init__(self, storage: Storage, budget: int = BUDGET) -> None:
        """Hold nothing yet."""
        self._storage = storage
        self._budget = budget
        self._lock = threading.Lock()
        self._sizes: OrderedDict[str, int] = OrderedDict()
        self.seconds = 0.0  # spent on filling tables, for whoever measures

    def beside(self, connection: duckdb.DuckDBPyConnection) -> Held:
        """Return the tables as one connection sees them."""
        return Held(self, connection)

    @property
    def bytes(self) -> int:
        """Roughly what the tables take."""
        return sum(self._sizes.values())

    def keep(
        self,
        connection: duckdb.DuckDBPyConnection,
        files: Mapping[str, FileEntry],
        columns: Sequence[str],
        order: Sequence[str],
    ) -> str | None:
        """Return the table of some months' columns, filled if it isn't there; None: too large."""
        import time

        size = sum(e.rows for e in files.values()) * sum(map(_width, columns))
        if size > self._budget / 4:
            return None
        words = "\n".join([*(e.path for e in files.values()), *columns])
        name = f"held_{hashlib.blake2b(words.encode(), digest_size=12).hexdigest()}"
        with self._lock:
            if name in self._sizes:
                self._sizes.move_to_end(name)
                return name
            begun = time.perf_counter()
            while self._sizes and sum(self._sizes.values()) + size > self._budget:
                old, _ = self._sizes.popitem(last=False)
                connection.execute(f"DROP TABLE IF EXISTS {old}")
            parts = " UNION ALL ".join(
                f"SELECT {_number(month)} AS of_month, {', '.join(columns)} "  # noqa: S608
                f"FROM read_parquet('{self._quoted(entry)}')"
                for month, entry in files.items()
            )
            by = f" ORDER BY {', '.join(order)}" if order else ""
            connection.execute(f"CREATE TABLE IF NOT EXISTS {name} AS {parts}{by}")
            self._sizes[name] = size
            self.seconds += time.perf_counter() - begun
        return name

    def _quoted(self, entry: FileEntry) -> str:
        return self._storage.path(entry.path).replace("'", "''")


@dataclass(frozen=True, slots=True)
class Held:
    """A shelf and the connection that asks."""

    shelf: Shelf
    connection: duckdb.DuckDBPyConnection

    def tables(
        self,
        cube: str,
        made: Mapping[str, FileEntry],
        wanted: Collection[str],
        columns: Sequence[str],
    ) -> list[Table] | None:
        """Return a table for each year of the wanted months, and what else its rows must meet.

        ``made``: all months of the cube. None where a year would take too much memory.
        """
        order = () if "day" in CUBES[cube] else [c for c in CUBES[cube] if c in columns]
        found: list[Table] = []
        for year in sorted({month[:4] for month in wanted}):
            files = {m: e for m, e in sorted(made.items()) if m.startswith(year)}
            name = self.shelf.keep(self.connection, files, columns, order)
            if name is None:
                return None
            mine = [m for m in files if m in wanted]
            months = ", ".join(str(_number(m)) for m in mine)
            only = () if len(mine) == len(files) else (f"of_month IN ({months})",)
            found.append((name, only))
        return found


def _number(month: str) -> int:
    return int(month.replace("-", ""))


def _width(column: str) -> int:
    return _TEXT if column in DIMENSIONS and column != "day" else _NUMBER


def is_let_go(error: Exception) -> bool:
    """Tell whether a table was dropped between being named and being read."""
    words = str(error)
    return "held_" in words and "does not exist" in words
