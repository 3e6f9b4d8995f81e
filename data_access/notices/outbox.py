"""The outbox: deliveries are written with what they are about, and taken out one message a time.

An attempt is written down before it is made (``claim``) and its outcome after it (``record_…``).
A sender that dies in between leaves the row ``sending``; once its time is over the message is
taken again, under the same key. So a message goes out at least once, and twice only where the
outcome of an attempt was lost.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, func, not_, select, update
from sqlalchemy.sql import Select

from data_access.notices.model import Delivery, Notice, delivery_of
from data_access.notices.tables import notice, notification
from data_access.store.engine import Store, insert_ignore
from data_access.store.tables import jurisdiction
from data_access.types import Scope

RIGHT = "pipeline.run"
OPEN = ("waiting", "failed", "sending")
STATES = (*OPEN, "sent", "given_up")
MOST_IN_ONE = 100
LONGEST_WAIT = timedelta(days=3)
"""Longer than a window of digests, quiet hours after it and a pause between attempts together."""
_EXHAUSTED = "发送过程多次中断"


@dataclass(frozen=True, slots=True)
class Way:
    """One way that a notice takes: to whom, over what, not before when (naive UTC)."""

    recipient: str
    channel: str
    due_at: datetime


@dataclass(frozen=True, slots=True)
class Claimed:
    """A message that is to be sent now: ``key`` is the same at every attempt."""

    key: str
    recipient: str
    channel: str
    attempt: int
    urgent: bool
    deliveries: tuple[Delivery, ...]


def joined() -> Select[Any]:
    """Return the query of deliveries with their notices."""
    kept = [c for c in notice.c if c.name not in {"about", "urgent", "created_at"}]
    return select(notification, *kept).join(notice, notice.c.about == notification.c.about)


@contextmanager
def _turn(store: Store) -> Iterator[Connection]:
    """Yield a write transaction that no other sender's overlaps (SQLite has one writer anyway)."""
    with store.write() as connection:
        if not store.is_sqlite:
            connection.exec_driver_sql("SELECT pg_advisory_xact_lock(7340012346)")
        yield connection


def put(connection: Connection, what: Notice, ways: Sequence[Way], *, now: datetime) -> int:
    """Write a notice and its ways inside the caller's transaction; return how many are new.

    What is there already under the same name, recipient and channel stays as it is. In-app ways
    are sent with it.
    """
    insert_ignore(connection, notice, [{**what.values(), "created_at": now}])
    known = (notification.c.about == what.about,)
    before = _count(connection, known)
    rows = [
        {
            "about": what.about,
            "recipient": way.recipient,
            "channel": way.channel,
            "state": "sent" if way.channel == "inapp" else "waiting",
            "urgent": what.urgent,
            "due_at": way.due_at,
            "attempts": 0,
            "finished_at": now if way.channel == "inapp" else None,
            "created_at": now,
        }
        for way in ways
    ]
    insert_ignore(connection, notification, rows)
    return _count(connection, known) - before


def _count(connection: Connection, conditions: Sequence[Any]) -> int:
    statement = select(func.count()).select_from(notification).where(*conditions)
    return int(connection.execute(statement).scalar_one())


def _due(now: datetime) -> list[Any]:
    """Return what makes a delivery due. One that was to wait longer than any may was written under
    a clock of the future: it goes out, rather than wait until then.
    """
    due = (notification.c.due_at <= now) | (notification.c.due_at > now + LONGEST_WAIT)
    return [notification.c.state.in_(OPEN), due]


def has_due(store: Store, *, now: datetime) -> bool:
    """Tell whether something is to be sent: cheap, asked at every tick."""
    with store.read() as connection:
        found = connection.execute(select(notification.c.id).where(*_due(now)).limit(1)).first()
    return found is not None


def claim(
    store: Store,
    *,
    now: datetime,
    until: datetime,
    most_attempts: int,
    without: Collection[tuple[str, str]] = (),
) -> Claimed | None:
    """Take the next message that is due and write down that it is being sent, or return None.

    Urgent ones come first, each on its own; the others that wait for one recipient on one channel
    become one message of up to ``MOST_IN_ONE``. A message that was tried before keeps its rows
    and its key. ``until``: when another sender may take it again, should this one die.
    ``without``: (recipient, channel) to leave alone for now; ``*`` is every recipient.
    """
    while True:
        with _turn(store) as connection:
            head = _head(connection, now, without)
            if head is None:
                return None
            rows = _together(connection, head, now)
            ids = [row["id"] for row in rows]
            mine = notification.c.id.in_(ids)
            if head["attempts"] >= most_attempts:
                given = {"state": "given_up", "finished_at": now, "error": _EXHAUSTED}
                connection.execute(update(notification).where(mine).values(**given))
                continue
            key = head["message_key"] or uuid.uuid4().hex
            attempt = head["attempts"] + 1
            connection.execute(
                update(notification)
                .where(mine)
                .values(
                    state="sending", attempts=attempt, attempted_at=now, due_at=until,
                    message_key=key,
                )
            )  # fmt: skip
            found = connection.execute(joined().where(mine).order_by(notification.c.id))
            deliveries = tuple(delivery_of(row) for row in found.mappings())
        return Claimed(key, head["recipient"], head["channel"], attempt, head["urgent"], deliveries)


def _head(
    connection: Connection, now: datetime, without: Collection[tuple[str, str]]
) -> Mapping[Any, Any] | None:
    statement = select(notification).where(*_due(now))
    for recipient, channel in sorted(without):
        way = notification.c.channel == channel
        statement = statement.where(
            not_(way if recipient == "*" else way & (notification.c.recipient == recipient))
        )
    statement = statement.order_by(
        notification.c.urgent.desc(), notification.c.due_at, notification.c.id
    )
    return connection.execute(statement.limit(1)).mappings().first()


def _together(
    connection: Connection, head: Mapping[Any, Any], now: datetime
) -> Sequence[Mapping[Any, Any]]:
    """Return the rows that go out with ``head``."""
    if head["message_key"]:
        wanted = select(notification).where(
            notification.c.message_key == head["message_key"], notification.c.state.in_(OPEN)
        )
        return connection.execute(wanted).mappings().all()
    if head["urgent"]:
        return [head]
    wanted = (
        select(notification)
        .where(
            *_due(now),
            notification.c.recipient == head["recipient"],
            notification.c.channel == head["channel"],
            notification.c.urgent.is_(False),
            notification.c.message_key.is_(None),
        )
        .order_by(notification.c.id)
        .limit(MOST_IN_ONE)
    )
    return connection.execute(wanted).mappings().all()


def record_sent(store: Store, message: Claimed, *, now: datetime) -> None:
    """Write down that the message was taken by its channel."""
    mine = notification.c.message_key == message.key
    still = notification.c.state.in_(OPEN)
    with _turn(store) as connection:
        connection.execute(
            update(notification)
            .where(mine, still)
            .values(state="sent", finished_at=now, error=None)
        )


def record_failed(
    store: Store, message: Claimed, error: str, *, now: datetime, again_at: datetime | None
) -> None:
    """Write down a failed attempt: tried again at ``again_at``, or given up where that is None.

    A later attempt, begun by another sender meanwhile, is left alone.
    """
    values: dict[str, Any] = {"state": "failed", "error": error, "due_at": again_at}
    if again_at is None:
        values = {"state": "given_up", "error": error, "finished_at": now}
    with _turn(store) as connection:
        connection.execute(
            update(notification)
            .where(
                notification.c.message_key == message.key,
                notification.c.state == "sending",
                notification.c.attempts == message.attempt,
            )
            .values(**values)
        )


def drop(store: Store, ids: Sequence[int], why: str, *, now: datetime) -> None:
    """Give up deliveries that must not go out any more (scope narrowed, address removed)."""
    values = {"state": "given_up", "error": why, "finished_at": now}
    with _turn(store) as connection:
        mine = notification.c.id.in_(ids) & (notification.c.state == "sending")
        connection.execute(update(notification).where(mine).values(**values))


def sent_since(store: Store, recipient: str, channel: str, *, since: datetime) -> int:
    """Return how many messages were tried since then: robots take twenty a minute."""
    statement = select(func.count(notification.c.message_key.distinct())).where(
        notification.c.recipient == recipient,
        notification.c.channel == channel,
        notification.c.attempted_at > since,
    )
    with store.read() as connection:
        return int(connection.execute(statement).scalar_one())


def retry_given_up(store: Store, scope: Scope, *, now: datetime) -> int:
    """Let everything that was given up be tried anew; needs the right ``pipeline.run``."""
    scope.require(RIGHT)
    values = {"state": "failed", "attempts": 0, "due_at": now}
    # Under a key of their own: what was left out of a message would pass for its repetition.
    values |= {"finished_at": None, "message_key": None}
    with _turn(store) as connection:
        mine = notification.c.state == "given_up"
        return int(connection.execute(update(notification).where(mine).values(**values)).rowcount)


def deliveries(store: Store, scope: Scope, *, state: str = "", limit: int = 50) -> list[Delivery]:
    """Return deliveries to places outside the product, newest first; needs ``pipeline.run``."""
    scope.require(RIGHT)
    statement = joined().where(notification.c.channel != "inapp")
    if state:
        statement = statement.where(notification.c.state == state)
    statement = statement.order_by(notification.c.id.desc()).limit(limit)
    with store.read() as connection:
        return [delivery_of(row) for row in connection.execute(statement).mappings()]


def counts(store: Store, scope: Scope) -> dict[str, int]:
    """Return how many deliveries outside the product are in each state; needs ``pipeline.run``."""
    scope.require(RIGHT)
    statement = (
        select(notification.c.state, func.count())
        .where(notification.c.channel != "inapp")
        .group_by(notification.c.state)
    )
    with store.read() as connection:
        found = {row[0]: int(row[1]) for row in connection.execute(statement)}
    return {state: found.get(state, 0) for state in STATES}


def timezone_of(connection: Connection, code: str) -> str:
    """Return a jurisdiction's time zone; China's where it isn't in the store."""
    statement = select(jurisdiction.c.timezone).where(jurisdiction.c.code == code)
    return connection.execute(statement).scalar() or "Asia/Shanghai"


def place_names(connection: Connection, codes: Collection[str]) -> dict[str, str]:
    """Return the names of jurisdictions by code."""
    statement = select(jurisdiction.c.code, jurisdiction.c.name)
    rows = connection.execute(statement.where(jurisdiction.c.code.in_(codes)))
    return {code: name for code, name in rows}  # noqa: C416 - rows, not pairs, to the type checker
