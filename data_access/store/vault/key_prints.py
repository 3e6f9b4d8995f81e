"""Which keys are this store's own: their prints stand in ``store_info``, written at first use.

A key file can be read, have the right length and still be another installation's: what is sealed
would not open, and every row would look changed because it is known by another keyed print. So the
store remembers a print (SM3, cut to 64 bits: it says nothing of a random key) of every version of
every key that it works with, and which version of the vault's key seals.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace

from sqlalchemy import Connection, delete, insert, inspect, select, update

from data_access.store.engine import Store, insert_ignore
from data_access.store.tables import VERSIONED, store_info
from data_access.store.vault.keys import Keys, VaultKeys
from data_access.types import WeisuError
from style.texts import text

_PRINT = "key:"
_SEALS = "vault_key_seals"
_HEX = 16
_SEALING = select(store_info.c.value).where(store_info.c.name == _SEALS)


class ForeignKeyError(WeisuError):
    """A key that is none of this store's, or one of its own that is not there."""


class KeyTurnedError(WeisuError):
    """What was sealed with a key that no longer seals; open the keys again and seal anew."""


@dataclass(frozen=True, slots=True)
class KnownKeys:
    """What the store knows of its keys. ``prints`` by kind and version; ``seals``: the version of
    the vault's key that new things are sealed with (0: none yet).
    """

    prints: Mapping[str, Mapping[int, str]]
    seals: int

    @property
    def named(self) -> dict[str, str]:
        """The prints by the names of their files, without the ending."""
        return {f"{k}-{v}": p for k, by in self.prints.items() for v, p in sorted(by.items())}


def print_of(kind: str, key: bytes) -> str:
    """Return a key's print."""
    from cryptography.hazmat.primitives.hashes import SM3, Hash

    work = Hash(SM3())
    work.update(b"weisu key\0" + kind.encode() + b"\0" + key)
    return work.finalize().hex()[:_HEX]


def known_keys(connection: Connection) -> KnownKeys:
    """Return what the store knows of its keys."""
    prints: dict[str, dict[int, str]] = {"vault": {}, "hmac": {}}
    query = select(store_info.c.name, store_info.c.value)
    named = store_info.c.name.startswith(_PRINT) | (store_info.c.name == _SEALS)
    seals = 0
    for name, value in connection.execute(query.where(named)):
        if name == _SEALS:
            seals = int(value)
            continue
        kind, _, version = name.removeprefix(_PRINT).rpartition("-")
        prints.setdefault(kind, {})[int(version)] = value
    return KnownKeys(prints, seals)


def own_keys(
    store: Store,
    keys: VaultKeys,
    within: Connection | None = None,
    *,
    try_out: Callable[[Connection, VaultKeys], str | None] = lambda _connection, _keys: None,
) -> VaultKeys:
    """Return of the keys at hand those that are the store's own; at first use they become it.

    ``within``: the write transaction that the caller is in; another one would wait for it, and no
    rotation begins before it ends. A version that the store does not know is left aside: only a
    rotation makes one. ``try_out`` names a key that does not fit the data of a store that knows no
    prints yet. Raises ``ForeignKeyError`` for a key with another print than the store's,
    and for one that is missing.
    """
    with reading(store, within) as connection:
        if within is not None:
            hold_keys(connection)
        known = known_keys(connection)
        if not _fits(known, keys) and not anything_kept(connection):
            known = KnownKeys({}, 0)  # nothing depends on the keys that were there before
    if not all(known.prints.get(kind) for kind in ("vault", "hmac")) or not known.seals:
        known = _remember(store, keys, within, try_out)
    return VaultKeys(_own(keys.vault, known), _own(keys.hmac, known))


def anything_kept(connection: Connection) -> bool:
    """Tell whether any row is known by a keyed print: with another key it would look changed."""
    return any(
        connection.execute(select(table.c.version_id).limit(1)).first() is not None
        for table in VERSIONED.values()
    ) or anything_sealed(connection)


def anything_sealed(connection: Connection) -> bool:
    """Tell whether any table holds something that only the vault's keys open.

    The database itself is asked for its sealed columns, which are known by their name: ``box``, or
    an ending ``_box``. So a table counts whose module this process has not imported.
    """
    from sqlalchemy import LargeBinary, column, table

    for name, box in sealed_columns(connection):
        cell = column(box, LargeBinary)
        query = select(cell).select_from(table(name, cell)).where(cell.is_not(None)).limit(1)
        if connection.execute(query).first() is not None:
            return True
    return False


def sealed_columns(connection: Connection) -> list[tuple[str, str]]:
    """Return table and column of everything sealed, as the database has them."""
    tables = inspect(connection).get_multi_columns().items()
    return [(n, c["name"]) for (_, n), columns in tables for c in columns if is_box(c["name"])]


def is_box(column_name: str) -> bool:
    """Tell whether a column of that name holds sealed bytes."""
    return column_name == "box" or column_name.endswith("_box")


def hold_sealing(connection: Connection, version: int) -> None:
    """Make sure, until the transaction ends, that this version of the vault's key still seals.

    Whoever stores something sealed calls it in the same transaction: a rotation that has begun
    takes no more of the old key, so that nothing is left behind that only the old key opens.
    Raises ``KeyTurnedError``.
    """
    found = connection.execute(_SEALING.with_for_update(read=True)).scalar()
    if found is not None and int(found) != version:
        raise KeyTurnedError(text("keep.key_turned"))


def hold_keys(connection: Connection) -> None:
    """Let no turn of a key begin until the transaction ends."""
    connection.execute(_SEALING.with_for_update(read=True))


def add_to_chain(connection: Connection, version: int, key: bytes) -> None:
    """Let prints be made by one more key from now on; waits for whoever is storing some."""
    named = update(store_info).where(store_info.c.name == _SEALS)
    connection.execute(named.values(value=store_info.c.value))
    _put(connection, "hmac", version, key)


def turn(connection: Connection, keys: Keys, version: int) -> None:
    """Let a new version of the vault's key seal from now on; older ones only open.

    Waits for whoever is storing something sealed.
    """
    values = {"value": str(version)}
    connection.execute(update(store_info).where(store_info.c.name == _SEALS).values(**values))
    _put(connection, "vault", version, keys.by_version[version])


def forget(connection: Connection, kind: str, version: int) -> None:
    """Forget a version that nothing is sealed with any more."""
    connection.execute(delete(store_info).where(store_info.c.name == f"{_PRINT}{kind}-{version}"))


def _put(connection: Connection, kind: str, version: int, key: bytes) -> None:
    name = f"{_PRINT}{kind}-{version}"
    insert_ignore(connection, store_info, [{"name": name, "value": print_of(kind, key)}])


@contextmanager
def reading(store: Store, within: Connection | None) -> Iterator[Connection]:
    """Yield the caller's connection where there is one, else one of its own that only reads."""
    if within is not None:
        yield within
        return
    with store.read() as connection:
        yield connection


@contextmanager
def _writing(store: Store, within: Connection | None) -> Iterator[Connection]:
    if within is not None:
        yield within
        return
    with store.write() as connection:
        yield connection


def _remember(
    store: Store,
    keys: VaultKeys,
    within: Connection | None,
    try_out: Callable[[Connection, VaultKeys], str | None],
) -> KnownKeys:
    """Write the keys' prints down; of two processes at once the first one's stay.

    Of the keys of prints only the first: the others of a chain come by turns, which note them.
    """
    keys = replace(keys, hmac=_first(keys.hmac))
    with _writing(store, within) as connection:
        if not store.is_sqlite:
            connection.exec_driver_sql("LOCK TABLE store_info IN SHARE ROW EXCLUSIVE MODE")
        if wrong := try_out(connection, keys):
            raise ForeignKeyError(text("keep.key_opens_nothing", name=wrong))
        if not anything_kept(connection):
            connection.execute(delete(store_info).where(store_info.c.name.startswith(_PRINT)))
            connection.execute(delete(store_info).where(store_info.c.name == _SEALS))
        there = known_keys(connection)
        for kind, found in (("vault", keys.vault), ("hmac", keys.hmac)):
            if not there.prints.get(kind):
                for version, key in found.by_version.items():
                    _put(connection, kind, version, key)
        if not there.seals:
            seals = {"name": _SEALS, "value": str(keys.vault.version)}
            connection.execute(insert(store_info).values(**seals))
        return known_keys(connection)


def _fits(known: KnownKeys, keys: VaultKeys) -> bool:
    return all(
        known.prints.get(kind, {}).get(version, given) == given
        for kind, found in (("vault", keys.vault), ("hmac", keys.hmac))
        for version, given in ((v, print_of(kind, k)) for v, k in found.by_version.items())
    )


def _first(keys: Keys) -> Keys:
    version = min(keys.by_version)
    return replace(keys, by_version={version: keys.by_version[version]})


def _own(keys: Keys, known: KnownKeys) -> Keys:
    mine = {}
    for version, wanted in known.prints[keys.kind].items():
        key = keys.by_version.get(version)
        if key is None:
            raise ForeignKeyError(
                text("keep.key_missing", name=f"{keys.kind}-{version}.key", print=wanted)
            )
        found = print_of(keys.kind, key)
        if found != wanted:
            name = f"{keys.kind}-{version}.key"
            raise ForeignKeyError(text("keep.key_foreign", name=name, found=found, wanted=wanted))
        mine[version] = key
    return replace(keys, by_version=mine)
