"""Writing rows as append-only versions: which are new, which change something, which don't."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Table, and_, insert, select, update

from data_access import schemas
from data_access.store.bulk import insert_columns
from data_access.store.tables import PLAIN, VERSIONED, batch

Key = tuple[Any, ...]
Columns = dict[str, Sequence[Any]]
"""Values by field name, all of one length."""


@dataclass
class Outcome:
    """Where the rows of one chunk ended, as positions in the chunk.

    ``written``: those that become versions, in order; ``current``: whether each of these is still
    the newest at the chunk's end; ``retired``: versions of the store that are so no more.
    """

    inserted: int = 0
    updated: int = 0
    unchanged: int = 0
    written: list[int] = field(default_factory=list)
    current: list[bool] = field(default_factory=list)
    retired: list[int] = field(default_factory=list)
    replaced_months: set[str] = field(default_factory=set)


def _chunked(items: Sequence[Any], size: int = 10_000) -> Iterable[Sequence[Any]]:
    for start in range(0, len(items), size):
        yield items[start : start + size]


def _heads(
    connection: Connection,
    table: Table,
    jurisdiction: str,
    key_names: Sequence[str],
    keys: list[Key],
) -> dict[Key, tuple[int, str, str | None]]:
    columns = [table.c[name] for name in key_names]
    month = [table.c.month] if "month" in table.c else []
    found: dict[Key, tuple[int, str, str | None]] = {}
    for part in _chunked(sorted({key[0] for key in keys})):
        query = select(table.c.version_id, table.c.row_hash, *columns, *month).where(
            table.c.jurisdiction == jurisdiction, table.c.is_current, columns[0].in_(part)
        )
        for row in connection.execute(query):
            key = tuple(row[2 : 2 + len(columns)])
            found[key] = (row[0], row[1], row[-1] if month else None)
    return found


def _known_hashes(
    connection: Connection,
    table: Table,
    jurisdiction: str,
    key_names: Sequence[str],
    keys: list[Key],
) -> set[tuple[Key, str]]:
    columns = [table.c[name] for name in key_names]
    known: set[tuple[Key, str]] = set()
    for part in _chunked(sorted({key[0] for key in keys})):
        query = (
            select(table.c.row_hash, *columns)
            .join(batch, batch.c.id == table.c.batch_id)
            .where(
                table.c.jurisdiction == jurisdiction,
                batch.c.status != "undone",
                columns[0].in_(part),
            )
        )
        known.update((tuple(row[1:]), row[0]) for row in connection.execute(query))
    return known


def judge(
    connection: Connection,
    entity: schemas.Entity,
    jurisdiction: str,
    *,
    keys: Sequence[Key],
    prints: Sequence[str],
    later: Sequence[bool],
    months: Sequence[str],
) -> Outcome:
    """Compare rows with their current versions, in file order.

    A row that the same file replaces further down (``later``) is kept as a version of its own, but
    it is never compared with what the store holds now: else loading a file twice would swing back
    and forth between the two.
    """
    table, outcome = VERSIONED[entity.name], Outcome()
    heads = _heads(connection, table, jurisdiction, entity.key, list(keys))
    repeated = [key for key, again in zip(keys, later, strict=True) if again]
    known = (
        _known_hashes(connection, table, jurisdiction, entity.key, repeated) if repeated else set()
    )
    pending: dict[Key, int] = {}
    for at, (key, row_hash, again) in enumerate(zip(keys, prints, later, strict=True)):
        head = heads.get(key)
        if (key, row_hash) in known if again else head is not None and head[1] == row_hash:
            outcome.unchanged += 1
            continue
        if head is None:
            outcome.inserted += 1
        else:
            outcome.updated += 1
            if head[2]:
                outcome.replaced_months.add(head[2])
            if key in pending:
                outcome.current[pending[key]] = False
            else:
                outcome.retired.append(head[0])
        if again:
            known.add((key, row_hash))
        pending[key] = len(outcome.written)
        heads[key] = (0, row_hash, months[at] or None)
        outcome.written.append(at)
        outcome.current.append(True)
    return outcome


def write_versions(
    connection: Connection,
    entity: schemas.Entity,
    jurisdiction: str,
    outcome: Outcome,
    columns: Columns,
    *,
    prints: Sequence[str],
    batch_id: int,
    recorded_at: datetime,
) -> None:
    """Append the rows that say something new; ``columns`` and ``prints`` are of these."""
    table, count = VERSIONED[entity.name], len(outcome.written)
    for part in _chunked(outcome.retired):
        connection.execute(
            update(table).where(table.c.version_id.in_(part)).values(is_current=False)
        )
    if not count:
        return
    insert_columns(
        connection,
        table,
        {
            **columns,
            "jurisdiction": [jurisdiction] * count,
            "batch_id": [batch_id] * count,
            "recorded_at": [recorded_at] * count,
            "row_hash": prints,
            "is_current": outcome.current,
        },
    )


def write_plain(
    connection: Connection,
    entity: schemas.Entity,
    jurisdiction: str,
    columns: Columns,
    *,
    keys: Sequence[Key],
    later: Sequence[bool],
) -> Outcome:
    """Insert or overwrite rows of the small reference tables (areas, organisations, calendar)."""
    table = PLAIN[entity.name]
    outcome = Outcome()
    names = [f.name for f in entity.stored]
    for row, key, again in zip(
        zip(*(columns[name] for name in names), strict=True), keys, later, strict=True
    ):
        where = and_(
            table.c.jurisdiction == jurisdiction,
            *(table.c[name] == value for name, value in zip(entity.key, key, strict=True)),
        )
        values = dict(zip(names, row, strict=True))
        found = connection.execute(select(*(table.c[n] for n in names)).where(where)).first()
        if found is None:
            connection.execute(insert(table).values(jurisdiction=jurisdiction, **values))
            outcome.inserted += 1
        elif again or dict(found._mapping) == values:
            outcome.unchanged += 1
        else:
            connection.execute(update(table).where(where).values(**values))
            outcome.updated += 1
    return outcome
