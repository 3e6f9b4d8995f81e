"""What kinds of readers there are: accounts that see and may do the same are one."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sqlalchemy import select

from data_access.accounts.model import account_of, scope_of
from data_access.accounts.tables import account
from data_access.types import Scope, WeisuError

if TYPE_CHECKING:
    from data_access.settings import Settings
    from data_access.store.engine import Store


def kinds_of_readers(store: Store, settings: Settings) -> list[Scope]:
    """Return one scope for each kind of readers who may sign in, the most frequent kinds first.

    It names nobody (``actor`` is empty). Accounts whose role is no longer defined are left out.
    """
    with store.read() as connection:
        rows = connection.execute(select(account).order_by(account.c.login)).mappings().all()
    found: dict[str, list[Scope]] = {}
    for one in (account_of(row) for row in rows):
        if one.disabled:
            continue
        try:
            scope = scope_of(one, settings)
        except WeisuError:
            continue
        found.setdefault(scope.key(), []).append(scope)
    ranked = sorted(found.values(), key=len, reverse=True)
    return [replace(held[0], actor="") for held in ranked]
