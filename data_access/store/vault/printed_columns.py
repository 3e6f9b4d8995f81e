"""How a room says where it keeps keyed prints, so that a turn of their key finds them all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, Table

from data_access.store.tables import VERSIONED

AT_ONCE = 2000


@dataclass(frozen=True, slots=True)
class PrintedColumns:
    """Columns of a table that hold prints (or nothing), and its running number.

    Rows come with higher numbers only: so a number says up to which row a turn has come.
    ``at_once``: how many fit into a transaction that others wait for.
    """

    number: Column[Any]
    columns: tuple[Column[Any], ...]
    at_once: int = AT_ONCE

    @property
    def table(self) -> Table:
        """The table."""
        found: Table = self.number.table
        return found


_NAMES = ("row_hash", "caller_key", "place_key")
PRINTED = tuple(
    PrintedColumns(table.c.version_id, tuple(table.c[n] for n in _NAMES if n in table.c))
    for table in VERSIONED.values()
)
"""What the versions of cities' rows hold; the vault and the quarantine hold theirs together."""
