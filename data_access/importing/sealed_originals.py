"""What the vault has of stored versions: the addresses of their originals, and the sealed items."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, Row, select

from data_access import schemas
from data_access.importing.prepare import reference
from data_access.store.tables import vault_item
from data_access.store.vault.sealer import Address


def address_of(entity: schemas.Entity, row: Row[Any]) -> Address:
    """Return under which address the vault has a version's original.

    ``row``: has ``jurisdiction``, ``row_hash`` and the entity's key.
    """
    ref = reference(tuple(getattr(row, name) for name in entity.key))
    return row.jurisdiction, entity.name, ref, row.row_hash


def boxes_of(
    connection: Connection, entity: schemas.Entity, rows: Iterable[Row[Any]]
) -> dict[Address, bytes]:
    """Return the sealed items of some versions by their addresses, as far as there are any."""
    addresses = {address_of(entity, row) for row in rows}
    item = vault_item.c
    query = select(item.jurisdiction, item.kind, item.ref, item.row_hash, item.box).where(
        item.jurisdiction.in_({code for code, _, _, _ in addresses}),
        item.kind == entity.name,
        item.ref.in_({ref for _, _, ref, _ in addresses}),
    )
    return {(a, b, c, d): bytes(box) for a, b, c, d, box in connection.execute(query)}
