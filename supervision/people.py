"""Who the logins in a task's history are, by the names that people know."""

from __future__ import annotations

from collections.abc import Iterable

from data_access.accounts.contacts import contacts
from data_access.results.store import ResultStore


def names_of(results: ResultStore, logins: Iterable[str]) -> dict[str, str]:
    """Return the names of accounts by login; whose account is gone keeps his login."""
    asked = sorted({login for login in logins if login})
    if not asked:
        return {}
    with results.store.read() as connection:
        known = {c.account.login: c.account.display_name for c in contacts(connection, asked)}
    return {login: known.get(login, login) for login in asked}
