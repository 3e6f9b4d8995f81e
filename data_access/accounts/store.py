"""Making and changing accounts, and checking a password. Every action leaves an audit entry.

Each function takes the scope of who acts (``by``), asks it for the right, and writes the audit
entry in the same transaction: there is no change without its entry.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, RowMapping, insert, select, update
from sqlalchemy.exc import IntegrityError

from data_access.accounts import passwords, sessions
from data_access.accounts.model import Account, Limit, account_of
from data_access.accounts.rights import administers, roles
from data_access.accounts.rights import role as role_named
from data_access.accounts.tables import account
from data_access.settings import Settings
from data_access.store import audit
from data_access.store.clock import SKEW, utc_now
from data_access.types import Scope, WeisuError

if TYPE_CHECKING:
    from data_access.store.engine import Store

RIGHT = "account.manage"
_LOGIN = re.compile(r"[a-z0-9\u4e00-\u9fff][a-z0-9\u4e00-\u9fff_.@-]{1,63}")


class SignInRefusedError(WeisuError):
    """The one answer to every failed sign-in: it doesn't tell whether the login exists."""


def _tidy_login(login: str) -> str:
    return passwords.normalise(login).strip().lower()


def _as_list(limit: Iterable[str] | None) -> list[str] | None:
    return None if limit is None else sorted({item.strip() for item in limit if item.strip()})


def _named(connection: Connection, login: str) -> RowMapping:
    """Return the account's row, locked until the transaction ends."""
    statement = select(account).where(account.c.login == _tidy_login(login)).with_for_update()
    row = connection.execute(statement).mappings().first()
    if row is None:
        raise WeisuError(f"没有名为“{login}”的账号，没有做任何更改。请核对用户名。")
    return row


def create_account(
    store: Store,
    settings: Settings,
    by: Scope,
    *,
    login: str,
    display_name: str,
    password: str,
    role: str,
    jurisdictions: Iterable[str] | None = None,
    departments: Iterable[str] | None = None,
    areas: Iterable[str] | None = None,
    now: datetime | None = None,
) -> Account:
    """Create an account; None in a limit means all (but see ``scope_of`` for departments).

    Raises ``WeisuError`` where the login is taken or malformed, the role unknown or the password
    unfit, ``NotAllowedError`` where ``by`` lacks the right. ``now`` is naive UTC.
    """
    by.require(RIGHT)
    name = _tidy_login(login)
    if not _LOGIN.fullmatch(name):
        raise WeisuError(
            "用户名应为 2 至 64 个字符，由字母、数字、汉字或 . _ - @ 组成，以字母、数字或汉字开头。"
            "账号没有创建，请改正后重试。"
        )
    role_named(settings, role)
    passwords.check_policy(password, name)
    at = now or utc_now()
    values: dict[str, Any] = {
        "login": name,
        "display_name": display_name.strip() or name,
        "role": role,
        "jurisdictions": _as_list(jurisdictions),
        "departments": _as_list(departments),
        "areas": _as_list(areas),
    }
    hashed = passwords.hash_password(password)
    try:
        with store.write() as connection:
            connection.execute(
                insert(account).values(
                    **values, password_hash=hashed, created_at=at, password_changed_at=at
                )
            )
            _log(connection, by, "account.create", name, at, **values)
            return account_of(_named(connection, name))
    except IntegrityError as error:
        raise WeisuError(
            f"用户名“{name}”已被使用，账号没有创建。请换一个用户名，或修改现有账号。"
        ) from error


def _log(
    connection: Connection, by: Scope, action: str, about: str, at: datetime, **detail: Any
) -> None:
    if by.reason:
        detail["reason"] = by.reason
    audit.append(connection, actor=by.actor, action=action, about=about, detail=detail, at=at)


def list_accounts(store: Store, by: Scope) -> list[Account]:
    """Return every account by login; needs the right to manage accounts."""
    by.require(RIGHT)
    with store.read() as connection:
        rows = connection.execute(select(account).order_by(account.c.login)).mappings().all()
    return [account_of(row) for row in rows]


def find_account(store: Store, login: str) -> Account | None:
    """Return the account with this login, or None."""
    with store.read() as connection:
        statement = select(account).where(account.c.login == _tidy_login(login))
        row = connection.execute(statement).mappings().first()
    return None if row is None else account_of(row)


def _keep_administrators(
    connection: Connection, settings: Settings, row: RowMapping, role_after: str
) -> None:
    """Raise ``WeisuError`` where nobody else could administer what this account does so far.

    ``role_after``: its role from now on; empty where it is closed. Every account that counts is
    locked, so that two administrators can't close each other at once.
    """
    known = roles(settings)

    def kinds(name: str) -> frozenset[str]:
        return administers(known[name].rights) if name in known else frozenset()

    lost = frozenset() if row["disabled"] else kinds(row["role"]) - kinds(role_after)
    if not lost:
        return
    open_ones = select(account.c.role).where(
        account.c.disabled.is_(False), account.c.id != row["id"]
    )
    for name in connection.execute(open_ones).scalars():
        lost -= kinds(name)
    if lost:
        raise WeisuError(
            f"账号 {row['login']} 是最后一个有{'、'.join(sorted(lost))}权限的可用账号，"
            "没有做任何更改。请先为他人建立或启用同类账号。"
        )


def _lock_accounts(connection: Connection) -> None:
    """Hold every account until the transaction ends, in one order for all who do."""
    connection.execute(select(account.c.id).order_by(account.c.id).with_for_update()).all()


def disable_account(
    store: Store, settings: Settings, by: Scope, login: str, *, now: datetime | None = None
) -> None:
    """Close the account and end its sessions at once.

    Nobody can close their own, or the last one of a kind of administrator.
    """
    by.require(RIGHT)
    at = now or utc_now()
    with store.write() as connection:
        _lock_accounts(connection)
        row = _named(connection, login)
        if row["login"] == by.actor:
            raise WeisuError("不能停用自己正在使用的账号，没有做任何更改。请由另一位管理员操作。")
        _keep_administrators(connection, settings, row, "")
        connection.execute(update(account).where(account.c.id == row["id"]).values(disabled=True))
        ended = sessions.end_all(connection, row["id"], now=at)
        _log(connection, by, "account.disable", row["login"], at, sessions_ended=ended)


def enable_account(store: Store, by: Scope, login: str, *, now: datetime | None = None) -> None:
    """Open the account again and forget its failed sign-ins (also lifts a pause)."""
    by.require(RIGHT)
    at = now or utc_now()
    with store.write() as connection:
        row = _named(connection, login)
        changes = {"disabled": False, "failures": 0, "paused_until": None}
        connection.execute(update(account).where(account.c.id == row["id"]).values(**changes))
        _log(connection, by, "account.enable", row["login"], at)


def unlock_account(store: Store, by: Scope, login: str, *, now: datetime | None = None) -> None:
    """Lift the pause after too many failed sign-ins; ``WeisuError`` where there is none."""
    by.require(RIGHT)
    at = now or utc_now()
    with store.write() as connection:
        row = _named(connection, login)
        if row["paused_until"] is None or row["paused_until"] <= at:
            raise WeisuError(f"账号 {row['login']} 没有被暂停登录，没有做任何更改。")
        changes = {"failures": 0, "paused_until": None}
        connection.execute(update(account).where(account.c.id == row["id"]).values(**changes))
        _log(connection, by, "account.unlock", row["login"], at)


def change_account(
    store: Store,
    settings: Settings,
    by: Scope,
    login: str,
    *,
    display_name: str,
    role: str,
    jurisdictions: Limit,
    departments: Limit,
    areas: Limit,
    now: datetime | None = None,
) -> None:
    """Set name, role and limits anew; running sessions follow within seconds.

    Nobody can change their own role, or take the last administrator of a kind out of it.
    """
    by.require(RIGHT)
    role_named(settings, role)
    at = now or utc_now()
    values: dict[str, Any] = {
        "display_name": display_name.strip(),
        "role": role,
        "jurisdictions": _as_list(jurisdictions),
        "departments": _as_list(departments),
        "areas": _as_list(areas),
    }
    with store.write() as connection:
        _lock_accounts(connection)
        row = _named(connection, login)
        if row["login"] == by.actor and role != row["role"]:
            raise WeisuError("不能更改自己的角色，没有做任何更改。请由另一位管理员操作。")
        _keep_administrators(connection, settings, row, role)
        before = {key: row[key] for key in values if row[key] != values[key]}
        after = {key: values[key] for key in before}
        connection.execute(update(account).where(account.c.id == row["id"]).values(**values))
        _log(connection, by, "account.change", row["login"], at, before=before, after=after)


def reset_password(store: Store, by: Scope, login: str, *, now: datetime | None = None) -> str:
    """Set a random password, end every session of the account and return the password.

    It is kept nowhere: whoever calls shows it once. Needs the right to manage accounts, also for
    one's own, which ``set_password`` changes.
    """
    by.require(RIGHT)
    password = passwords.new_password()
    set_password(store, by, login, password, now=now)
    return password


def set_password(
    store: Store, by: Scope, login: str, password: str, *, now: datetime | None = None
) -> None:
    """Set a new password and end every session of the account.

    A person may set their own; anybody else's needs the right to manage accounts.
    """
    name = _tidy_login(login)
    if name != by.actor:
        by.require(RIGHT)
    passwords.check_policy(password, name)
    at = now or utc_now()
    values = {
        "password_hash": passwords.hash_password(password),
        "password_changed_at": at,
        "failures": 0,
        "paused_until": None,
    }
    with store.write() as connection:
        row = _named(connection, name)
        connection.execute(update(account).where(account.c.id == row["id"]).values(**values))
        ended = sessions.end_all(connection, row["id"], now=at)
        _log(connection, by, "account.set_password", name, at, sessions_ended=ended)


def authenticate(
    store: Store,
    settings: Settings,
    login: str,
    password: str,
    *,
    source: str = "",
    now: datetime | None = None,
) -> Account:
    """Return the account whose login and password these are; takes about 0.1 s of CPU and 64 MB.

    Raises ``SignInRefusedError``, always with the same text and after the same work: for an
    unknown login, a wrong password, a closed account and one that is paused after too many
    failures. Guesses sent at the same time are counted one by one. ``source`` is the caller's
    network address, for the audit log.
    """
    at = now or utc_now()
    name = _tidy_login(login)
    with store.read() as connection:
        statement = select(account.c.password_hash).where(account.c.login == name)
        stored = connection.execute(statement).scalar() if _LOGIN.fullmatch(name) else None
    right = passwords.matches(stored, password)
    rehash = passwords.hash_password(password) if right and _is_old(stored) else None
    with store.write() as connection:
        found = None
        if stored is not None:
            attempt = _Attempt(name, stored, right, source, at)
            found = _judge(connection, settings, attempt)
        else:
            # The login is not written down: people type passwords into that field by mistake.
            audit.append(
                connection,
                actor="",
                action="account.sign_in_failed",
                detail={"reason": "unknown login", "source": source},
                at=at,
            )
        if found is not None and rehash:
            mine = account.c.id == found.id
            connection.execute(update(account).where(mine).values(password_hash=rehash))
    if found is None:
        raise SignInRefusedError(
            "用户名或密码不正确，或该账号目前不能登录。同一账号连续输错"
            f"{settings.login_max_failures}次后，暂停登录{settings.login_pause_minutes:g}分钟。"
        )
    return found


def _is_old(stored: str | None) -> bool:
    return stored is not None and passwords.outdated(stored)


@dataclass(frozen=True, slots=True)
class _Attempt:
    name: str
    stored: str
    right: bool
    source: str
    at: datetime


def _judge(connection: Connection, settings: Settings, attempt: _Attempt) -> Account | None:
    """Write down how the attempt went; return the account if it may come in."""
    name, at = attempt.name, attempt.at
    row = _named(connection, name)
    this = account.c.id == row["id"]
    until = row["paused_until"]
    longest = timedelta(minutes=settings.login_pause_minutes) + SKEW
    # A pause longer than any was begun under a clock of the future: it keeps nobody out until then.
    paused = until is not None and at < until <= at + longest
    # The hash may have been replaced while the old one was being checked.
    right = attempt.right and row["password_hash"] == attempt.stored
    detail: dict[str, Any] = {"source": attempt.source}
    if right and not paused and not row["disabled"]:
        connection.execute(update(account).where(this).values(failures=0, paused_until=None))
        audit.append(
            connection, actor=name, action="account.sign_in", about=name, detail=detail, at=at
        )
        return account_of({**row, "failures": 0, "paused_until": None})
    if row["disabled"]:
        detail["reason"] = "disabled"
    elif paused:
        detail["reason"] = "paused"
    else:
        detail["reason"] = "wrong password"
        failures = (0 if row["paused_until"] else row["failures"]) + 1
        until = None
        if failures >= settings.login_max_failures:
            until = at + timedelta(minutes=settings.login_pause_minutes)
            detail["paused_until"] = until
        changes = {"failures": failures, "paused_until": until}
        connection.execute(update(account).where(this).values(**changes))
    audit.append(
        connection, actor=name, action="account.sign_in_failed", about=name, detail=detail, at=at
    )
    return None
