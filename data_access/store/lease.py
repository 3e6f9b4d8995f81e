"""Leases in the database: one scheduler, one pipeline, one refresh at a time, on any host."""

from __future__ import annotations

import os
import socket
import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from sqlalchemy import delete, insert, select, update

from data_access.store.clock import SKEW, utc_now
from data_access.store.engine import Store
from data_access.store.tables import lease
from data_access.types import WeisuError

TERM = timedelta(seconds=60)


class LeaseTakenError(WeisuError):
    """Another process holds the lease; the text says which."""


def holder_name() -> str:
    """Return a name for this process that no other has: host, process id, a random part."""
    return f"{socket.gethostname()}:{os.getpid()}:{uuid.uuid4().hex[:8]}"


def acquire(store: Store, name: str, holder: str, *, now: datetime | None = None) -> bool:
    """Take or renew the lease; False where another holder's has not run out."""
    moment = now or utc_now()
    with store.write() as connection:
        if not store.is_sqlite:
            connection.exec_driver_sql("LOCK TABLE lease IN SHARE ROW EXCLUSIVE MODE")
        row = connection.execute(select(lease).where(lease.c.name == name)).first()
        values = {"holder": holder, "until": moment + TERM}
        if row is None:
            connection.execute(insert(lease).values(name=name, taken_at=moment, **values))
            return True
        if row.holder != holder and _runs(row.until, moment):
            return False
        taken = row.taken_at if row.holder == holder else moment
        connection.execute(
            update(lease).where(lease.c.name == name).values(taken_at=taken, **values)
        )
        return True


def release(store: Store, name: str, holder: str) -> None:
    """Give the lease back, where it is still ours."""
    with store.write() as connection:
        connection.execute(delete(lease).where(lease.c.name == name, lease.c.holder == holder))


def current_holder(store: Store, name: str, *, now: datetime | None = None) -> str | None:
    """Return who holds the lease now, or None."""
    with store.read() as connection:
        row = connection.execute(select(lease).where(lease.c.name == name)).first()
    return row.holder if row is not None and _runs(row.until, now or utc_now()) else None


def current_leases(store: Store) -> dict[str, str]:
    """Return all leases that are held now, with their holders."""
    now = utc_now()
    with store.read() as connection:
        rows = connection.execute(select(lease).order_by(lease.c.name)).all()
    return {row.name: row.holder for row in rows if _runs(row.until, now)}


def _runs(until: datetime, now: datetime) -> bool:
    """Tell whether a lease has not run out.

    One that runs on for longer than a lease can be taken for was taken under a clock that stood
    in the future: it is void, or it would keep everybody waiting until then.
    """
    return now < until <= now + TERM + SKEW


@contextmanager
def held(store: Store, name: str, what: str) -> Iterator[str]:
    """Hold the lease during the block, renewing it from a thread.

    Raises ``LeaseTakenError`` (saying who has it since when) where it is taken. A process that dies
    loses it after a minute.
    """
    holder = holder_name()
    if not acquire(store, name, holder):
        with store.read() as connection:
            row = connection.execute(select(lease).where(lease.c.name == name)).first()
        who = f"{row.holder}（自 {row.taken_at:%Y-%m-%d %H:%M:%S} UTC）" if row else "另一进程"
        raise LeaseTakenError(f"{what}正在由 {who} 执行，本次未启动。请等它结束后再试。")
    stop = threading.Event()

    def renew() -> None:
        while not stop.wait(TERM.total_seconds() / 3):
            acquire(store, name, holder)

    thread = threading.Thread(target=renew, name=f"lease-{name}", daemon=True)
    thread.start()
    try:
        yield holder
    finally:
        stop.set()
        thread.join()
        release(store, name, holder)
