"""What the security administrator sees of accounts: each with its last sign-in, who is signed in;
and ending that. Of what anybody does once signed in, nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, func, select, update

from data_access.accounts.model import Account, account_of
from data_access.accounts.sessions import end_all
from data_access.accounts.store import RIGHT
from data_access.accounts.tables import account, account_session
from data_access.store import audit
from data_access.store.clock import SKEW, utc_now
from data_access.types import Scope, WeisuError

if TYPE_CHECKING:
    from data_access.store.engine import Store


@dataclass(frozen=True, slots=True)
class Seen:
    """An account; ``last_sign_in`` None: never; ``sessions``: how many browsers are signed in."""

    account: Account
    last_sign_in: datetime | None
    sessions: int

    def state(self, now: datetime) -> str:
        """Return ``disabled``, ``paused`` (too many failed sign-ins) or ``open``."""
        if self.account.disabled:
            return "disabled"
        until = self.account.paused_until
        return "paused" if until is not None and until > now else "open"

    @property
    def has_first_password(self) -> bool:
        """Whether the password is still the one that the account was made with."""
        return self.account.password_changed_at == self.account.created_at


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A browser that is signed in; times are naive UTC, ``last_seen`` to within five minutes."""

    id: int
    account: Account
    since: datetime
    last_seen: datetime
    until: datetime


def _running(now: datetime) -> ColumnElement[bool]:
    lasts = (account_session.c.expires_at > now) & (account_session.c.created_at <= now + SKEW)
    return account_session.c.ended_at.is_(None) & lasts


def accounts_seen(store: Store, by: Scope, *, now: datetime | None = None) -> list[Seen]:
    """Return every account by login; needs the right to manage accounts."""
    by.require(RIGHT)
    mine = account_session.c.account_id
    last = select(mine, func.max(account_session.c.created_at).label("last")).group_by(mine)
    running = (
        select(mine, func.count().label("running")).where(_running(now or utc_now())).group_by(mine)
    )
    with store.read() as connection:
        rows = connection.execute(select(account).order_by(account.c.login)).mappings().all()
        signed_in = {row.account_id: row.last for row in connection.execute(last)}
        open_now = {row.account_id: row.running for row in connection.execute(running)}
    return [Seen(account_of(r), signed_in.get(r["id"]), open_now.get(r["id"], 0)) for r in rows]


def signed_in(store: Store, by: Scope, *, now: datetime | None = None) -> list[SignedIn]:
    """Return who is signed in, the last seen first; needs the right to manage accounts."""
    by.require(RIGHT)
    query = (
        select(
            account,
            account_session.c.id.label("session_id"),
            account_session.c.created_at.label("since"),
            account_session.c.last_seen,
            account_session.c.expires_at,
        )
        .join(account_session, account_session.c.account_id == account.c.id)
        .where(_running(now or utc_now()), account.c.disabled.is_(False))
        .order_by(account_session.c.last_seen.desc(), account_session.c.id.desc())
    )
    with store.read() as connection:
        rows = connection.execute(query).mappings().all()
    return [
        SignedIn(r["session_id"], account_of(r), r["since"], r["last_seen"], r["expires_at"])
        for r in rows
    ]


def end_sessions(store: Store, by: Scope, login: str, *, now: datetime | None = None) -> int:
    """End every running session of an account; return how many. Raises ``WeisuError`` for an
    unknown account or one that isn't signed in.
    """
    by.require(RIGHT)
    at = now or utc_now()
    with store.write() as connection:
        wanted = select(account.c.id, account.c.login).where(account.c.login == login)
        row = connection.execute(wanted.with_for_update()).first()
        if row is None:
            raise WeisuError(f"没有名为“{login}”的账号，没有做任何更改。请核对用户名。")
        ended = end_all(connection, row.id, now=at)
        if not ended:
            raise WeisuError(f"账号 {login} 目前没有登录，没有做任何更改。")
        audit.append(
            connection, actor=by.actor, action="account.end_sessions", about=row.login,
            detail={"sessions_ended": ended, **({"reason": by.reason} if by.reason else {})}, at=at,
        )  # fmt: skip
    return ended


def end_one(store: Store, by: Scope, session_id: int, *, now: datetime | None = None) -> None:
    """End one session; ``WeisuError`` where it isn't running any more."""
    by.require(RIGHT)
    at = now or utc_now()
    this = account_session.c.id == session_id
    with store.write() as connection:
        done = connection.execute(
            update(account_session).where(this, _running(at)).values(ended_at=at)
        )
        if done.rowcount != 1:
            raise WeisuError("这次登录已经结束，没有做任何更改。")
        of = select(account.c.login).join(account_session).where(this)
        audit.append(
            connection, actor=by.actor, action="account.end_sessions",
            about=connection.execute(of).scalar_one(), detail={"sessions_ended": 1}, at=at,
        )  # fmt: skip
