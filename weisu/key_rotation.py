"""Turning keys: everything that any room seals, put together for the vault's rotation."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from data_access.accounts.contacts import SEALED as OF_ACCOUNTS
from data_access.settings import Settings
from data_access.store.engine import Store
from data_access.store.vault.rotation import Rotated, rotate
from data_access.store.vault.sealer import SEALED as OF_VAULT
from supervision.store_tables import SEALED as OF_TASKS


def rotate_vault(
    store: Store,
    settings: Settings,
    *,
    actor: str,
    old_to: Path | None = None,
    progress: Callable[[str, float], None] | None = None,
) -> Rotated:
    """Replace the vault's key in everything sealed; see ``rotation.rotate``."""
    columns = (*OF_VAULT, *OF_ACCOUNTS, *OF_TASKS)
    return rotate(store, settings, columns, actor=actor, old_to=old_to, progress=progress)
