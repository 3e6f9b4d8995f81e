"""Masks stored texts once more, from the vault's originals, after the rules of masking changed.

A step is one transaction that also notes how far it came: cut off, the next call goes on there.
Only what the rules mask otherwise now is written, and its months are rewritten in the extract.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Row, Table, bindparam, delete, func, insert, select, update

from data_access import schemas
from data_access.importing.batches import DATASET_OF, mark_dirty, ticket_months
from data_access.importing.prepare import callers_words
from data_access.importing.sealed_originals import address_of, boxes_of
from data_access.settings import Settings
from data_access.store import audit, lease
from data_access.store.clock import utc_now
from data_access.store.engine import Store
from data_access.store.tables import VERSIONED, store_info
from data_access.store.vault import scrub as scrubbing
from data_access.store.vault.print_state import hold_prints
from data_access.store.vault.sealer import Sealer, open_sealer
from data_access.types import Scope

LEASE = "rescrub"
_MARK = "rescrub"
_ROWS = 1000
Progress = Callable[[str, float], None]


@dataclass(frozen=True, slots=True)
class Rescrubbed:
    """What came of it: versions ``read``, ``changed`` ones, and those whose original is not in the
    vault (``without``), whose text stays as it is."""

    read: int = 0
    changed: int = 0
    without: int = 0

    def __add__(self, other: Rescrubbed) -> Rescrubbed:
        """Add another step's counts."""
        return Rescrubbed(
            self.read + other.read, self.changed + other.changed, self.without + other.without
        )


@cache
def rules_print() -> str:
    """Return a print of the rules of masking: another one, another masking."""
    folder = Path(scrubbing.__file__).parent
    files = sorted(p for p in folder.glob("scrub*") if p.suffix in {".py", ".yaml"})
    return sha256(b"".join(p.read_bytes() for p in files)).hexdigest()[:16]


def rescrub(
    store: Store, settings: Settings, scope: Scope, *, progress: Progress | None = None
) -> Rescrubbed:
    """Mask every stored text anew; needs the right ``vault.open``.

    Goes on where a call under the same rules was cut off. Raises ``LeaseTakenError`` where another
    process is at it, ``WeisuError`` where the keys are missing, ``SealedError`` for a damaged item,
    ``PrintsTurningError`` while the key of prints is being turned.
    """
    scope.require("vault.open")
    with lease.held(store, LEASE, "重新脱敏"):
        sealer = open_sealer(store, settings)
        entities = [e for e in schemas.ENTITIES.values() if _texts(e) and e.name in VERSIONED]
        reached = _reached(store)
        found = Rescrubbed()
        for number, entity in enumerate(entities):
            after = reached.get(entity.name, 0)
            last = _last(store, VERSIONED[entity.name])
            while after < last:
                step, after = _step(store, sealer, entity, after, reached)
                found += step
                if progress is not None:
                    share = (number + after / max(1, last)) / len(entities)
                    progress(f"{entity.label}：{found.read:,} 条", min(1.0, share))
        with store.write() as connection:
            connection.execute(delete(store_info).where(store_info.c.name == _MARK))
            audit.append(
                connection, actor=scope.actor, action="vault.rescrub", about=rules_print(),
                detail={"rows": found.read, "changed": found.changed}, at=utc_now(),
            )  # fmt: skip
    return found


def _texts(entity: schemas.Entity) -> list[str]:
    return [f.name for f in entity.fields if f.free_text]


def _last(store: Store, table: Table) -> int:
    with store.read() as connection:
        return int(connection.execute(select(func.max(table.c.version_id))).scalar() or 0)


def _reached(store: Store) -> dict[str, int]:
    """Return up to which version each kind of row is done under these rules."""
    with store.read() as connection:
        mark = select(store_info.c.value).where(store_info.c.name == _MARK)
        said = connection.execute(mark).scalar()
    found = json.loads(said) if said else {}
    return dict(found["reached"]) if found.get("rules") == rules_print() else {}


def _step(
    store: Store, sealer: Sealer, entity: schemas.Entity, after: int, reached: dict[str, int]
) -> tuple[Rescrubbed, int]:
    """Do the next rows of an entity; return their counts and up to which version it came."""
    table, texts = VERSIONED[entity.name], _texts(entity)
    names = list(dict.fromkeys((*entity.key, *texts)))
    wanted = [table.c[n] for n in names]
    if "month" in table.c:
        wanted.append(table.c.month)
    query = (
        select(table.c.version_id, table.c.jurisdiction, table.c.row_hash, *wanted)
        .where(table.c.version_id > after)
        .order_by(table.c.version_id)
        .limit(_ROWS)
    )
    with store.write() as connection:
        hold_prints(connection, sealer.keys.version)
        rows = connection.execute(query).all()
        boxes = boxes_of(connection, entity, rows)
        changed: list[dict[str, Any]] = []
        touched: list[Row[Any]] = []
        without = 0
        for row in rows:
            box = boxes.get(address_of(entity, row))
            if box is None:
                without += any(getattr(row, name) for name in texts)
                continue
            secret = sealer.open(address_of(entity, row), box)
            said = {n: _masked(secret, n, getattr(row, n)) for n in texts}
            if any(said[n] != getattr(row, n) for n in texts):
                changed.append({"at": row.version_id, **said})
                touched.append(row)
        if changed:
            mine = table.c.version_id == bindparam("at")
            connection.execute(update(table).where(mine), changed)
            _mark_months(connection, entity, touched)
        reached[entity.name] = rows[-1].version_id
        _note(connection, reached)
    return Rescrubbed(len(rows), len(changed), without), reached[entity.name]


def _masked(secret: dict[str, str], name: str, stored: str | None) -> str | None:
    """Return a text masked anew; as it is where the vault has no original of it."""
    original = secret.get(name)
    return stored if original is None else scrubbing.scrub(original, callers_words(secret))


def _mark_months(connection: Connection, entity: schemas.Entity, rows: list[Row[Any]]) -> None:
    for code in {row.jurisdiction for row in rows}:
        mine = [row for row in rows if row.jurisdiction == code]
        dataset = DATASET_OF.get(entity.name)
        if dataset is not None:
            mark_dirty(connection, code, dataset, {row.month for row in mine})
        if entity.name != "ticket":
            months = ticket_months(connection, code, {row.ticket_no for row in mine})
            mark_dirty(connection, code, "tickets", months)


def _note(connection: Connection, reached: dict[str, int]) -> None:
    value = json.dumps({"rules": rules_print(), "reached": reached})
    connection.execute(delete(store_info).where(store_info.c.name == _MARK))
    connection.execute(insert(store_info).values(name=_MARK, value=value))
