"""What every command needs: settings, a migrated store, and the audited scope of the system."""

from __future__ import annotations

import getpass
import logging
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from data_access.types import Scope

if TYPE_CHECKING:
    from data_access.settings import Settings
    from data_access.store.engine import Store


def opened() -> tuple[Settings, Store]:
    """Return the settings and the store, with its tables brought to this version's state.

    Raises ``WeisuError`` while a backup is being restored, or where its restore was cut off.
    """
    from data_access.settings import settings
    from data_access.store import in_use
    from data_access.store.engine import migrate, open_store
    from data_access.store.unfinished import require_finished

    found = settings()
    in_use.share(found.home)
    store = open_store(found)
    migrate(store)
    require_finished(store)
    return found, store


def operator() -> str:
    """Return who runs the command, for batches and the audit log."""
    with suppress(KeyError, OSError):
        return f"cli:{getpass.getuser()}"
    return "cli"


def system_scope(store: Store, reason: str) -> Scope:
    """Return the product's own scope and write into the audit log what it is for."""
    from data_access.store import audit
    from data_access.store.clock import utc_now

    scope = replace(Scope.system(reason), actor=operator())
    with store.write() as connection:
        audit.append(
            connection, actor=operator(), action="scope.system", about=reason, at=utc_now()
        )
    return scope


def account_scope(store: Store, settings: Settings, login: str, reason: str) -> Scope:
    """Return an account's scope, so that a command may and sees what its pages would.

    The audit log says who runs the command in its name. Raises ``CallError`` for an account that is
    not there or closed.
    """
    from data_access.accounts.model import scope_of
    from data_access.accounts.store import find_account
    from data_access.store import audit
    from data_access.store.clock import utc_now
    from data_access.types import CallError

    account = find_account(store, login)
    if account is None or account.disabled:
        raise CallError(f"没有登录名为“{login}”的可用账号，没有做任何更改。请核对 --as。")
    with store.write() as connection:
        audit.append(
            connection, actor=operator(), action="scope.account", about=reason,
            detail={"login": account.login}, at=utc_now(),
        )  # fmt: skip
    return scope_of(account, settings)


def log_to_stderr() -> None:
    """Show the product's own messages, one line each."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    # Migrations that change nothing are not news.
    logging.getLogger("alembic").setLevel(logging.WARNING)
