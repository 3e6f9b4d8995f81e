"""Sealed items: given their new addresses and sealed anew under them, some at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, bindparam, select, tuple_, update

from data_access.store.engine import Store
from data_access.store.tables import quarantine, vault_item
from data_access.store.vault import print_state
from data_access.store.vault.cipher import SealedError
from data_access.store.vault.print_state import Reached
from data_access.store.vault.printed_columns import AT_ONCE
from data_access.store.vault.sealer import Address, Sealer, bound_to
from data_access.store.vault.turned_rows import Rows, after, next_rows, overwriting

_QUARANTINED = "quarantine"
_ITEM: tuple[Any, ...] = tuple(vault_item.primary_key.columns)


@dataclass(frozen=True, slots=True)
class _Moved:
    """Items under their new addresses: where they lay, the new print, and the box sealed anew."""

    sealer: Sealer

    def item(self, address: Address, box: bytes) -> dict[str, Any]:
        """Return what ``put`` needs. A damaged box goes with its address, and stays what it was."""
        new = self.sealer.keys.wrapped(address[3])
        try:
            plain = self.sealer.cipher.decrypt(box, bound_to(address))
        except SealedError:
            sealed = box
        else:
            sealed = self.sealer.cipher.encrypt(plain, bound_to((*address[:3], new)))
        found = {f"of_{n}": part for n, part in enumerate(address)}
        version = self.sealer.cipher.version_of(sealed) if sealed else 0
        return {**found, "new_hash": new, "new_box": sealed, "new_version": version}

    @staticmethod
    def put(connection: Connection, items: Sequence[dict[str, Any]]) -> None:
        """Store items in the place of what they were."""
        if not items:
            return
        statement = (
            update(vault_item)
            .where(*(key == bindparam(f"of_{n}") for n, key in enumerate(_ITEM)))
            .values(
                row_hash=bindparam("new_hash"), box=bindparam("new_box"),
                key_version=bindparam("new_version"),
            )
        )  # fmt: skip
        connection.execute(statement, list(items))


def vault_step(store: Store, sealer: Sealer, at: Reached) -> Reached:
    """Turn the items of the next references whole: where one lies among them tells nothing of its
    print, so a reference up to which it came is enough to go on from."""
    rows, is_last = _next_items(store, at)
    moved = _Moved(sealer)
    new = [moved.item(tuple(row[:4]), bytes(row[4])) for row in rows]
    came_to = list(rows[-1][:3]) if rows else at.after
    now = Reached(came_to, None, at.count + len(rows), done=is_last)
    with store.write() as connection:
        overwriting(store, connection)
        print_state.note(connection, vault_item.name, at, now)
        moved.put(connection, new)
    return now


def _next_items(store: Store, at: Reached) -> tuple[Rows, bool]:
    """Return the next items, and whether they are the last; a reference is never cut in two.

    The quarantine's are left out: its rows, which have a number, take theirs along.
    """
    reference = _ITEM[:3]
    query = (
        select(*_ITEM, vault_item.c.box).where(vault_item.c.kind != _QUARANTINED).order_by(*_ITEM)
    )
    if at.after is not None:
        query = query.where(tuple_(*reference) > tuple_(*at.after))
    with store.read() as connection:
        rows = connection.execute(query.limit(AT_ONCE)).all()
        if len(rows) < AT_ONCE:
            return rows, True
        whole = [row for row in rows if row[:3] != rows[-1][:3]]
        mine = [key == part for key, part in zip(reference, rows[-1][:3], strict=True)]
        return [*whole, *connection.execute(query.where(*mine)).all()], False


def quarantine_step(store: Store, sealer: Sealer, at: Reached) -> Reached:
    """Turn the next quarantined rows together with their originals."""
    columns = (quarantine.c.jurisdiction, quarantine.c.entity, quarantine.c.row_hash)
    rows = next_rows(store, quarantine.c.id, columns, at, AT_ONCE)
    addresses: list[Address] = [(row[1], _QUARANTINED, row[2], row[3]) for row in rows]
    moved = _Moved(sealer)
    now = after(at, rows, AT_ONCE)
    with store.write() as connection:
        overwriting(store, connection)
        print_state.note(connection, quarantine.name, at, now)
        boxes = _boxes(connection, addresses)
        moved.put(connection, [moved.item(a, boxes[a]) for a in addresses if a in boxes])
        new = [{"of": row[0], "new": sealer.keys.wrapped(row[3])} for row in rows]
        if new:
            put = update(quarantine).where(quarantine.c.id == bindparam("of"))
            connection.execute(put.values(row_hash=bindparam("new")), new)
    return now


def _boxes(connection: Connection, addresses: Sequence[Address]) -> dict[Address, bytes]:
    found: dict[Address, bytes] = {}
    for start in range(0, len(addresses), 500):
        part = addresses[start : start + 500]
        query = select(*_ITEM, vault_item.c.box).where(
            vault_item.c.kind == _QUARANTINED, vault_item.c.row_hash.in_([a[3] for a in part]),
            vault_item.c.jurisdiction.in_({a[0] for a in part}),
            vault_item.c.ref.in_({a[2] for a in part}),
        )  # fmt: skip
        found.update({(r[0], r[1], r[2], r[3]): bytes(r[4]) for r in connection.execute(query)})
    return found
