"""Another key for the vault while everything goes on; cut off at any moment, it is taken up again.

1. A new version is made and told to the store in one step: from then on it seals, the old one only
   opens. Whoever sealed something with the old one and has not stored it yet is told to do it again
   (``key_prints.hold_sealing``), so nothing sealed with the old one comes any more.
2. Everything sealed is opened and sealed anew, some rows at a time. What is done is known by the
   version in front of every box, so nothing else need be kept.
3. When no box of the old version is left, the store forgets it, and its file is removed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    Table,
    bindparam,
    delete,
    func,
    insert,
    select,
    tuple_,
    update,
)

from data_access.settings import Settings
from data_access.store import audit, lease
from data_access.store.clock import utc_now
from data_access.store.engine import Store
from data_access.store.private_files import private_folder, write_once
from data_access.store.tables import store_info
from data_access.store.vault.cipher import VaultCipher
from data_access.store.vault.key_prints import (
    forget,
    known_keys,
    print_of,
    sealed_columns,
    turn,
)
from data_access.store.vault.keys import Keys, add_version, read_key
from data_access.store.vault.print_state import LEASE
from data_access.store.vault.sealed_columns import SealedColumn
from data_access.store.vault.sealer import open_sealer
from data_access.types import WeisuError
from style.texts import text

_KIND = "vault"
_RETIRED = "retired_key:"
Progress = Callable[[str, float], None]


@dataclass(frozen=True, slots=True)
class Rotated:
    """What a rotation did. ``version``: the key that seals now; ``removed``: names of old files."""

    version: int
    resealed: int
    removed: tuple[str, ...]


def rotate(
    store: Store,
    settings: Settings,
    columns: Sequence[SealedColumn],
    *,
    actor: str,
    old_to: Path | None = None,
    progress: Progress | None = None,
) -> Rotated:
    """Replace the vault's key, or end a rotation that was cut off.

    ``columns``: all that is sealed, whichever room's. ``old_to``: where the old key is kept for
    backups of before. Raises ``WeisuError`` where something sealed is not among them, a key is not
    the store's, or another rotation is under way.
    """
    folder = settings.key_folder
    with lease.held(store, LEASE, text("keep.rotation")):
        open_sealer(store, settings)
        _require_all(store, columns)
        if _retired(store):
            return Rotated(_seals(store), 0, _remove_retired(store, folder, old_to))
        version = _begun(store, folder)
        keys = _keys(store, folder)
        cipher, count = VaultCipher(keys), 0
        for number, one in enumerate(columns):
            if progress is not None:
                progress(text("keep.resealing", what=one.column.table.name), number / len(columns))
            count += _reseal(store, one, cipher, version)
        _retire(store, columns, version, actor=actor, resealed=count)
        return Rotated(version, count, _remove_retired(store, folder, old_to))


def under_way(connection: Connection) -> bool:
    """Tell whether a rotation was begun and has not ended (of the vault's key)."""
    retired = select(store_info.c.name).where(store_info.c.name.startswith(_RETIRED))
    many = len(known_keys(connection).prints[_KIND]) > 1
    return many or connection.execute(retired).first() is not None


def _require_all(store: Store, columns: Sequence[SealedColumn]) -> None:
    """Refuse while anything sealed is in a column that would be left with the old key."""
    known = {(one.column.table.name, one.column.name) for one in columns}
    with store.read() as connection:
        left = sorted(set(sealed_columns(connection)) - known)
    if left:
        raise WeisuError(text("keep.unknown_box", what=".".join(left[0])))


def _seals(store: Store) -> int:
    with store.read() as connection:
        return known_keys(connection).seals


def _begun(store: Store, folder: Path) -> int:
    """Return the version that is to seal: of a rotation under way, else a new one."""
    with store.read() as connection:
        known = known_keys(connection)
    if len(known.prints[_KIND]) > 1:
        return known.seals
    version = add_version(folder, _KIND)
    key = read_key(folder / f"{_KIND}-{version}.key", _KIND)
    with store.write() as connection:
        turn(connection, Keys(_KIND, {version: key}), version)
    return version


def _keys(store: Store, folder: Path) -> Keys:
    with store.read() as connection:
        versions = known_keys(connection).prints[_KIND]
    return Keys(_KIND, {v: read_key(folder / f"{_KIND}-{v}.key", _KIND) for v in versions})


def _reseal(store: Store, one: SealedColumn, cipher: VaultCipher, version: int) -> int:
    """Seal a column's boxes anew, each some in a transaction of their own; return how many."""
    table, name = one.column.table, one.column.name
    keys = list(table.primary_key.columns)
    count, last = 0, None
    source = table if one.joined is None else table.join(one.joined)
    asked = (
        select(*keys, *(c.label(f"b_{n}") for n, c in enumerate(one.beside)), one.column)
        .select_from(source)
        .where(_of_another(one.column, version))
        .order_by(*keys)
        .limit(one.at_once)
        .with_for_update(of=table)
    )
    put = (
        update(table)
        .where(*(key == bindparam(f"k_{n}") for n, key in enumerate(keys)))
        .values({name: bindparam("new"), **_also(table, version)})
    )
    while True:
        with store.write() as connection:
            some = asked if last is None else asked.where(tuple_(*keys) > tuple_(*last))
            rows = connection.execute(some).all()
            if not rows:
                return count
            changed = []
            for row in rows:
                bound = one.bound(*row[len(keys) : -1])
                new = cipher.encrypt(cipher.decrypt(bytes(row[-1]), bound), bound)
                changed.append({"new": new} | {f"k_{n}": row[n] for n in range(len(keys))})
            connection.execute(put, changed)
        last, count = rows[-1][: len(keys)], count + len(rows)


def _also(table: Table, version: int) -> dict[str, int]:
    return {"key_version": version} if "key_version" in table.c else {}


def _of_another(column: Column[Any], version: int) -> Any:
    """Return the condition that a box was sealed with another version than this."""
    return column.is_not(None) & (func.substr(column, 1, 1) != bytes((version,)))


def _retire(
    store: Store, columns: Sequence[SealedColumn], version: int, *, actor: str, resealed: int
) -> None:
    """Let the store forget the old versions, when nothing is sealed with them any more."""
    with store.write() as connection:
        for one in columns:
            left = select(func.count()).select_from(one.column.table)
            if connection.execute(left.where(_of_another(one.column, version))).scalar():
                raise WeisuError(text("keep.boxes_left", what=one.column.table.name))
        for old, known in known_keys(connection).prints[_KIND].items():
            if old != version:
                forget(connection, _KIND, old)
                noted = {"name": f"{_RETIRED}{_KIND}-{old}", "value": known}
                connection.execute(insert(store_info).values(**noted))
        audit.append(
            connection, actor=actor, action="keys.rotate", about=f"{_KIND}-{version}",
            detail={"kind": _KIND, "items": resealed}, at=utc_now(),
        )  # fmt: skip


def _retired(store: Store) -> dict[str, str]:
    """Return prints of the versions that are forgotten and whose files may still lie there."""
    query = select(store_info.c.name, store_info.c.value)
    with store.read() as connection:
        found = connection.execute(query.where(store_info.c.name.startswith(_RETIRED))).all()
    return {name.removeprefix(_RETIRED): value for name, value in found}


def _remove_retired(store: Store, folder: Path, old_to: Path | None) -> tuple[str, ...]:
    """Remove the files of forgotten versions, after copying them where they are to be kept."""
    removed = []
    for name, known in _retired(store).items():
        path = folder / f"{name}.key"
        if path.is_file() and print_of(_KIND, read_key(path, _KIND)) == known:
            if old_to is not None:
                private_folder(old_to)
                write_once(old_to / path.name, path.read_bytes())
            path.unlink()
            removed.append(path.name)
        with store.write() as connection:
            connection.execute(delete(store_info).where(store_info.c.name == f"{_RETIRED}{name}"))
    return tuple(removed)
