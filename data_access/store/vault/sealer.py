"""The vault's place in the store: sealing what only it may hold, and opening it under watch."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from isal import isal_zlib
from sqlalchemy import Connection, select

from data_access.settings import Settings
from data_access.store import audit
from data_access.store.bulk import insert_columns
from data_access.store.clock import utc_now
from data_access.store.engine import Store
from data_access.store.tables import ticket_version, vault_item
from data_access.store.vault.cipher import KeyMaker, SealedError, VaultCipher
from data_access.store.vault.key_prints import (
    anything_kept,
    hold_sealing,
    own_keys,
    reading,
)
from data_access.store.vault.keys import VaultKeys, has_keys, load_keys
from data_access.store.vault.sealed_columns import SealedColumn
from data_access.types import Scope, WeisuError

_TRIED = 50
Address = tuple[str, str, str, str]
"""Jurisdiction, kind, reference and row hash: what names one item."""


@dataclass(frozen=True, slots=True)
class Sealed:
    """What goes into the vault beside a row: its reference and what only the vault may hold."""

    ref: str
    row_hash: str
    secret: dict[str, str]


@dataclass(frozen=True)
class Sealer:
    """The keys at work: seals items and makes the keys by which callers and places are known."""

    cipher: VaultCipher
    keys: KeyMaker

    def fingerprint(self, text: str) -> str:
        """Return a keyed print (SM3-HMAC, 32 hex digits): equal texts, equal prints."""
        return self.keys.printed(text.encode("utf-8", "backslashreplace"))

    def seal(self, address: Address, secret: dict[str, str]) -> bytes:
        """Return an item's sealed form; it opens only under its own address."""
        text = json.dumps(secret, ensure_ascii=False).encode("utf-8", "backslashreplace")
        return self.cipher.encrypt(isal_zlib.compress(text, 1), bound_to(address))

    def open(self, address: Address, box: bytes) -> dict[str, str]:
        """Return what was sealed. Raises ``SealedError`` where it can't be opened."""
        text = isal_zlib.decompress(self.cipher.decrypt(box, bound_to(address)))
        found: dict[str, str] = json.loads(text)
        return found


def _try_out(connection: Connection, keys: VaultKeys) -> str | None:
    """Return the name of a key that does not fit what lies in the vault, None where all do.

    Asked once, by a store of a version that noted no prints of its keys.
    """
    sealer = Sealer(VaultCipher(keys.vault), KeyMaker(keys.hmac))
    columns = (
        vault_item.c.jurisdiction,
        vault_item.c.kind,
        vault_item.c.ref,
        vault_item.c.row_hash,
    )
    ticket = ticket_version
    query = (
        select(*columns, vault_item.c.box, ticket.c.caller_key)
        .join(
            ticket,
            (ticket.c.jurisdiction == vault_item.c.jurisdiction)
            & (ticket.c.ticket_no == vault_item.c.ref)
            & (ticket.c.row_hash == vault_item.c.row_hash),
        )
        .where(vault_item.c.kind == "ticket", ticket.c.caller_key.is_not(None))
        .limit(_TRIED)
    )
    tried = False
    for *address, box, wanted in connection.execute(query):
        try:
            said = sealer.open((address[0], address[1], address[2], address[3]), bytes(box))
        except SealedError:
            return f"vault-{VaultCipher.version_of(bytes(box))}.key"
        phone, ref = said.get("caller_phone"), said.get("caller_ref")
        if sealer.keys.caller_key(phone, ref, address[0]) == wanted:
            return None
        tried = True
    # Numbers were read another way by versions before: one that fits is enough, none is not.
    return f"hmac-{keys.hmac.version}.key" if tried else None


def bound_to(address: Address) -> bytes:
    """Return what binds an item to its address."""
    return "\x1f".join(address).encode()


def open_sealer(store: Store, settings: Settings, within: Connection | None = None) -> Sealer:
    """Return the vault's keys at work; made at first use, never beside what depends on others.

    ``within``: the write transaction that the caller is in. Raises ``WeisuError`` for a key that is
    missing, damaged, open to others, or another store's.
    """
    may_create = False
    if not has_keys(settings.key_folder):
        with reading(store, within) as connection:
            may_create = not anything_kept(connection)
    at_hand = load_keys(settings.key_folder, may_create=may_create)
    keys = own_keys(store, at_hand, within, try_out=_try_out)
    return Sealer(VaultCipher(keys.vault), KeyMaker(keys.hmac))


SEALED = (
    SealedColumn(
        vault_item.c.box,
        (vault_item.c.jurisdiction, vault_item.c.kind, vault_item.c.ref, vault_item.c.row_hash),
        lambda *address: bound_to(address),
    ),
)
"""What the vault itself holds."""


def seal_all(
    sealer: Sealer, items: Sequence[Sealed], *, jurisdiction: str, kind: str, batch_id: int
) -> dict[str, list[Any]]:
    """Return items sealed, as columns of the vault's table: no transaction has to wait for it."""
    boxes = [
        sealer.seal((jurisdiction, kind, item.ref, item.row_hash), item.secret) for item in items
    ]
    return {
        "jurisdiction": [jurisdiction] * len(items),
        "kind": [kind] * len(items),
        "ref": [item.ref for item in items],
        "row_hash": [item.row_hash for item in items],
        "key_version": list(map(VaultCipher.version_of, boxes)),
        "box": boxes,
        "batch_id": [batch_id] * len(items),
    }


def put_sealed(connection: Connection, sealed: dict[str, list[Any]]) -> None:
    """Put what ``seal_all`` sealed into the vault; what is there already (same content) stays.

    Raises ``KeyTurnedError`` where it was sealed with a key that no longer seals.
    """
    for version in set(sealed.get("key_version", ())):
        hold_sealing(connection, version)
    insert_columns(connection, vault_item, sealed, ignore=True)


def open_items(
    store: Store,
    settings: Settings,
    scope: Scope,
    addresses: Sequence[Address],
    *,
    actor: str,
    reason: str,
) -> list[dict[str, str]]:
    """Open items for a person or a purpose; one audit entry says who, what and why.

    Needs the right ``vault.open`` and the jurisdictions in the scope. Raises ``WeisuError`` where
    no reason is given or an item is not there.
    """
    scope.require("vault.open")
    if not reason.strip():
        raise WeisuError("查看原文须填写事由。")
    for jurisdiction in {a[0] for a in addresses}:
        scope.require_jurisdiction(jurisdiction)
    with store.write() as connection:
        # The keys are looked at in the transaction: a rotation cannot pass them on meanwhile.
        sealer = open_sealer(store, settings, connection)
        found = [_open_one(connection, sealer, address) for address in addresses]
        audit.append(
            connection,
            actor=actor,
            action="vault.open",
            about=f"{len(addresses)} items",
            detail={"reason": reason, "items": ["/".join(a[:3]) for a in addresses[:50]]},
            at=utc_now(),
        )
    return found


def _open_one(connection: Connection, sealer: Sealer, address: Address) -> dict[str, str]:
    """Open an item under its address, or under the one that a turn of prints has given it since:
    the vault's items are turned before the rows that point to them."""
    known = [address]
    if sealer.keys.wraps:
        known.append((*address[:3], sealer.keys.wrapped(address[3])))
    for one in known:
        box = _box(connection, one)
        if box is not None:
            return sealer.open(one, box)
    raise WeisuError("保密库中没有这一条原文。")


def _box(connection: Connection, address: Address) -> bytes | None:
    found: bytes | None = connection.execute(
        select(vault_item.c.box).where(
            vault_item.c.jurisdiction == address[0],
            vault_item.c.kind == address[1],
            vault_item.c.ref == address[2],
            vault_item.c.row_hash == address[3],
        )
    ).scalar()
    return found
