"""Accounts for a store that has none: one a role, with passwords made on the spot."""

from __future__ import annotations

from data_access.accounts.passwords import new_password
from data_access.accounts.rights import roles
from data_access.accounts.store import create_account, list_accounts
from data_access.settings import Settings
from data_access.store.engine import Store
from data_access.store.private_files import write_private
from data_access.types import Scope

FILE = "first-sign-in.txt"
# A unit of the demo city; for other data the administrator sets the account's units.
DEMO_DEPARTMENT = "市住建局"


def ensure_accounts(store: Store, settings: Settings, scope: Scope) -> list[str]:
    """Create one account a role where there is none at all; return lines to show.

    The passwords are shown once and kept in a file that only the owner can read, to be deleted
    after the first sign-in.
    """
    path = settings.home / FILE
    if list_accounts(store, scope):
        if path.exists():
            return [f"首次登录的账号与密码在 {path}，请登录后修改密码并删除该文件。"]
        return []
    lines = []
    for role in roles(settings).values():
        password = new_password()
        create_account(
            store,
            settings,
            scope,
            login=role.name,
            display_name=role.label,
            password=password,
            role=role.name,
            departments=[DEMO_DEPARTMENT] if role.name == "department" else None,
        )
        lines.append(f"{role.name}\t{password}\t{role.label}")
    write_private(path, ("\n".join(lines) + "\n").encode())
    head = f"已建立首批账号（用户名、密码、角色；另存于 {path}，请登录后修改密码并删除该文件）："
    return [head, *(f"  {line}" for line in lines)]
