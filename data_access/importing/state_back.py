"""Tickets that a later file puts back to a state which they had left for good.

Mostly an older export was loaded after a newer one. The row is kept as the file says it: which of
two files is right only people know.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, select

from data_access.importing.notes import Note
from data_access.importing.ticket_flow import went_back
from data_access.store.tables import VERSIONED

_PART = 10_000
Before = Mapping[str, tuple[str | None, int | None]]
"""State and count of re-openings by the ticket's number."""


def states_of(connection: Connection, versions: Sequence[int]) -> Before:
    """Return what stored versions of tickets say of their state."""
    table = VERSIONED["ticket"]
    found: dict[str, tuple[str | None, int | None]] = {}
    for start in range(0, len(versions), _PART):
        query = select(table.c.ticket_no, table.c.status, table.c.n_redo).where(
            table.c.version_id.in_(versions[start : start + _PART])
        )
        found |= {row.ticket_no: (row.status, row.n_redo) for row in connection.execute(query)}
    return found


def gone_back(
    before: Before, columns: Mapping[str, Sequence[Any]], current: Sequence[bool]
) -> list[Note]:
    """Return the note on tickets whose newest row (``current``) goes back; none where none does."""
    said: Counter[str] = Counter()
    names = ("ticket_no", "status", "n_redo")
    rows = zip(*(columns[name] for name in names), current, strict=True)
    for number, after, redone, is_current in rows:
        state, redone_before = before.get(number, (None, None))
        if not is_current or state is None or after is None:
            continue
        again = redone_before is None or redone is None or redone > redone_before
        if went_back(state, after, redone=again):
            said[f"{state}→{after}"] += 1
    return [Note("status", "status_back", said.total(), said)] if said else []
