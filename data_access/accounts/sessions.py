"""Sessions: what a browser's cookie stands for. The token itself is kept nowhere on the server."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import Connection, insert, select, update

from data_access.accounts.model import Account, account_of
from data_access.accounts.tables import account, account_session
from data_access.settings import Settings
from data_access.store import audit
from data_access.store.clock import SKEW, utc_now

if TYPE_CHECKING:
    from data_access.store.engine import Store

_TOKEN_BYTES = 32
_SEEN_EVERY = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Session:
    """A signed-in browser; times are naive UTC."""

    id: int
    account: Account
    created_at: datetime
    expires_at: datetime


def token_hash(token: str) -> str:
    """Return what the store keeps of a token (32 random bytes need no slow hash)."""
    return hashlib.sha256(token.encode()).hexdigest()


def start_session(
    store: Store, settings: Settings, account_id: int, *, now: datetime | None = None
) -> str:
    """Open a session of ``settings.session_hours`` and return its token."""
    at = now or utc_now()
    token = secrets.token_urlsafe(_TOKEN_BYTES)
    with store.write() as connection:
        connection.execute(
            insert(account_session).values(
                token_hash=token_hash(token),
                account_id=account_id,
                created_at=at,
                expires_at=at + timedelta(hours=settings.session_hours),
                last_seen=at,
            )
        )
    return token


def find_session(store: Store, token: str, *, now: datetime | None = None) -> Session | None:
    """Return the session of this token, or None where it ended, expired or its account closed.

    Writes when it was last seen, every five minutes at most.
    """
    at = now or utc_now()
    statement = (
        select(
            account,
            account_session.c.id.label("session_id"),
            account_session.c.created_at.label("session_created_at"),
            account_session.c.expires_at,
            account_session.c.last_seen,
        )
        .join(account_session, account_session.c.account_id == account.c.id)
        .where(
            account_session.c.token_hash == token_hash(token),
            account_session.c.ended_at.is_(None),
            account_session.c.expires_at > at,
            # Begun under a clock of the future it would last until then.
            account_session.c.created_at <= at + SKEW,
            account.c.disabled.is_(False),
        )
    )
    with store.read() as connection:
        row = connection.execute(statement).mappings().first()
    if row is None:
        return None
    if abs(at - row["last_seen"]) >= _SEEN_EVERY:
        with store.write() as connection:
            mine = account_session.c.id == row["session_id"]
            connection.execute(update(account_session).where(mine).values(last_seen=at))
    return Session(row["session_id"], account_of(row), row["session_created_at"], row["expires_at"])


def end_session(store: Store, token: str, *, now: datetime | None = None) -> bool:
    """End the session of this token; False where it had ended before."""
    session = find_session(store, token, now=now)
    if session is None:
        return False
    at = now or utc_now()
    with store.write() as connection:
        running = (account_session.c.id == session.id) & account_session.c.ended_at.is_(None)
        done = connection.execute(update(account_session).where(running).values(ended_at=at))
        if done.rowcount:
            login = session.account.login
            audit.append(connection, actor=login, action="account.sign_out", about=login, at=at)
    return bool(done.rowcount)


def end_all(connection: Connection, account_id: int, *, now: datetime) -> int:
    """End every running session of an account inside the caller's transaction; return how many."""
    running = (
        (account_session.c.account_id == account_id)
        & account_session.c.ended_at.is_(None)
        & (account_session.c.expires_at > now)
    )
    done = connection.execute(update(account_session).where(running).values(ended_at=now))
    return int(done.rowcount)
