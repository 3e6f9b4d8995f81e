"""An account as the rest of the product sees it, and the scope that it gives."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from data_access.accounts.rights import role, roles
from data_access.settings import Settings
from data_access.types import Scope

Limit = frozenset[str] | None


@dataclass(frozen=True, slots=True)
class Account:
    """A person who may sign in. In the three limits None means no limit; times are naive UTC."""

    id: int
    login: str
    display_name: str
    role: str
    jurisdictions: Limit
    departments: Limit
    areas: Limit
    disabled: bool
    paused_until: datetime | None
    created_at: datetime
    password_changed_at: datetime
    failures: int = field(default=0, compare=False)

    def role_label(self, settings: Settings) -> str:
        """Return the role's Chinese name; a role that was since removed shows its own name."""
        known = roles(settings)
        return known[self.role].label if self.role in known else self.role


def account_of(row: Mapping[Any, Any]) -> Account:
    """Return the account of a row of the table ``account``."""
    return Account(
        id=row["id"],
        login=row["login"],
        display_name=row["display_name"],
        role=row["role"],
        jurisdictions=_limit(row["jurisdictions"]),
        departments=_limit(row["departments"]),
        areas=_limit(row["areas"]),
        disabled=row["disabled"],
        paused_until=row["paused_until"],
        created_at=row["created_at"],
        password_changed_at=row["password_changed_at"],
        failures=row["failures"],
    )


def _limit(stored: list[str] | None) -> Limit:
    return None if stored is None else frozenset(stored)


def scope_of(account: Account, settings: Settings) -> Scope:
    """Return what the account may see and do.

    A role without ``data.all_departments`` sees the rows of the account's own departments only:
    none, where no department is set. Raises ``WeisuError`` where its role is no longer defined.
    """
    rights = role(settings, account.role).rights
    departments = account.departments
    if departments is None and "data.all_departments" not in rights:
        departments = frozenset()
    return Scope(
        actor=account.login,
        rights=rights,
        jurisdictions=account.jurisdictions,
        departments=departments,
        areas=account.areas,
    )
