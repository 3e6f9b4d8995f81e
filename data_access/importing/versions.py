"""Writing rows as append-only versions: which are new, which change something, which don't."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Table, and_, insert, select, update

from data_access import schemas
from data_access.store.tables import PLAIN, VERSIONED, batch

Row = dict[str, Any]
Key = tuple[Any, ...]


@dataclass
class Outcome:
    """Where the rows of one chunk ended. ``written`` are the rows that became versions."""

    inserted: int = 0
    updated: int = 0
    unchanged: int = 0
    written: list[Row] = field(default_factory=list)
    replaced_months: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Incoming:
    """A row ready to be written: its key, its fingerprint and whether its file repeats it later.

    A row that the same file replaces further down is kept as a version of its own, but it is
    never compared with what the store holds now: else loading a file twice would swing back and
    forth between the two.
    """

    key: Key
    row_hash: str
    values: Row
    replaced_later: bool


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


def write_versions(
    connection: Connection,
    entity: schemas.Entity,
    jurisdiction: str,
    incoming: Sequence[Incoming],
    *,
    batch_id: int,
    recorded_at: datetime,
) -> Outcome:
    """Compare rows with their current versions, in file order, and append what differs."""
    table = VERSIONED[entity.name]
    outcome = Outcome()
    keys = [row.key for row in incoming]
    heads = _heads(connection, table, jurisdiction, entity.key, keys)
    repeated = [row.key for row in incoming if row.replaced_later]
    known = (
        _known_hashes(connection, table, jurisdiction, entity.key, repeated) if repeated else set()
    )
    pending: dict[Key, Row] = {}
    retired: list[int] = []
    for row in incoming:
        head = heads.get(row.key)
        if (
            (row.key, row.row_hash) in known
            if row.replaced_later
            else head and head[1] == row.row_hash
        ):
            outcome.unchanged += 1
            continue
        if head is None:
            outcome.inserted += 1
        else:
            outcome.updated += 1
            if head[2]:
                outcome.replaced_months.add(head[2])
            if row.key in pending:
                pending[row.key]["is_current"] = False
            else:
                retired.append(head[0])
        values = {
            **row.values,
            "jurisdiction": jurisdiction,
            "batch_id": batch_id,
            "recorded_at": recorded_at,
            "row_hash": row.row_hash,
            "is_current": True,
        }
        known.add((row.key, row.row_hash))
        pending[row.key] = values
        heads[row.key] = (0, row.row_hash, values.get("month"))
        outcome.written.append(values)
    for part in _chunked(retired):
        connection.execute(
            update(table).where(table.c.version_id.in_(part)).values(is_current=False)
        )
    if outcome.written:
        connection.execute(insert(table), outcome.written)
    return outcome


def write_plain(
    connection: Connection,
    entity: schemas.Entity,
    jurisdiction: str,
    incoming: Sequence[Incoming],
) -> Outcome:
    """Insert or overwrite rows of the small reference tables (areas, organisations, calendar)."""
    table = PLAIN[entity.name]
    outcome = Outcome()
    names = [f.name for f in entity.stored]
    for row in incoming:
        where = and_(
            table.c.jurisdiction == jurisdiction,
            *(table.c[name] == value for name, value in zip(entity.key, row.key, strict=True)),
        )
        values = {name: row.values.get(name) for name in names}
        found = connection.execute(select(*(table.c[n] for n in names)).where(where)).first()
        if found is None:
            connection.execute(insert(table).values(jurisdiction=jurisdiction, **values))
            outcome.inserted += 1
        elif row.replaced_later or dict(found._mapping) == values:
            outcome.unchanged += 1
        else:
            connection.execute(update(table).where(where).values(**values))
            outcome.updated += 1
    return outcome
