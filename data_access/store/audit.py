"""The audit log: an append-only chain in which every entry carries the hash of the one before.

The hash is SM3 (GB/T 32905) over the previous hash and the entry as canonical JSON. Changing,
adding, removing or re-ordering an entry breaks the chain where it happened; cutting off its end
disagrees with the head row. Somebody who may write to the whole database could still compute a
whole new chain: an auditor therefore notes ``head`` outside the system from time to time, and
``verify(store, anchor=…)`` checks that the noted entry is still in the chain unchanged.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from data_access.store.tables import audit_entry, audit_head
from data_access.types import Scope

if TYPE_CHECKING:
    from data_access.store.engine import Store

GENESIS = "0" * 64
_PAGE = 1000


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that somebody did. ``at`` is naive UTC."""

    seq: int
    at: datetime
    actor: str
    action: str
    about: str
    detail: Mapping[str, Any]
    hash: str


@dataclass(frozen=True, slots=True)
class Head:
    """Where the chain ends: the last entry's number and hash (0 and zeros while it is empty)."""

    seq: int
    hash: str


def _digest(previous: str, entry: Mapping[Any, Any]) -> str:
    from cryptography.hazmat.primitives.hashes import SM3, Hash

    body = {
        "seq": entry["seq"],
        "at": entry["at"].isoformat(timespec="microseconds"),
        "actor": entry["actor"],
        "action": entry["action"],
        "about": entry["about"],
        "detail": entry["detail"],
    }
    text = json.dumps(
        body, ensure_ascii=True, sort_keys=True, separators=(",", ":"), allow_nan=False
    )
    sm3 = Hash(SM3())
    sm3.update(f"{previous}\n{text}".encode())
    return sm3.finalize().hex()


def _storable(text: str) -> str:
    """Replace what a database's text cannot hold: half a surrogate pair, a zero byte."""
    return text.encode("utf-8", "replace").decode().replace("\0", "\ufffd")


def _storable_tree(value: Any) -> Any:
    """Return ``value`` as plain JSON has it, with every text storable."""
    if isinstance(value, str):
        return _storable(value)
    if isinstance(value, Mapping):
        return {_storable(str(key)): _storable_tree(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_storable_tree(item) for item in value]
    if isinstance(value, set | frozenset):
        return sorted(_storable_tree(item) for item in value)
    if value is None or isinstance(value, bool | int | float):
        return value
    return _storable(str(value))


def _lock_head(connection: Connection) -> Head:
    """Return the head, held until the transaction ends, so that only one writer appends."""
    make = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    connection.execute(make(audit_head).values(id=1, seq=0, hash=GENESIS).on_conflict_do_nothing())
    row = connection.execute(
        select(audit_head.c.seq, audit_head.c.hash).where(audit_head.c.id == 1).with_for_update()
    ).one()
    return Head(row.seq, row.hash)


def append(
    connection: Connection,
    *,
    actor: str,
    action: str,
    about: str = "",
    detail: Mapping[str, Any] | None = None,
    at: datetime,
) -> int:
    """Add an entry inside the caller's write transaction and return its number.

    ``at`` is naive UTC. ``detail`` must be JSON-like (dates and the like are kept as text; a NaN
    raises ``ValueError``) and must never hold a password, a token or personal data of a caller.
    The log's lock is held until the transaction ends: append last, and keep it short.
    """
    if at.tzinfo is not None:
        raise ValueError("audit times are naive UTC")
    end = _lock_head(connection)
    entry: dict[str, Any] = {
        "seq": end.seq + 1,
        "at": at,
        "actor": _storable(actor),
        "action": _storable(action),
        "about": _storable(about),
        "detail": _storable_tree(detail or {}),
    }
    digest = _digest(end.hash, entry)
    connection.execute(insert(audit_entry).values(**entry, prev_hash=end.hash, hash=digest))
    connection.execute(
        update(audit_head).where(audit_head.c.id == 1).values(seq=entry["seq"], hash=digest)
    )
    return int(entry["seq"])


def head(connection: Connection) -> Head:
    """Return where the chain ends now."""
    row = connection.execute(select(audit_head.c.seq, audit_head.c.hash)).first()
    return Head(row.seq, row.hash) if row else Head(0, GENESIS)


def _walk(connection: Connection, last: int) -> Iterator[Mapping[Any, Any]]:
    """Yield the entries up to ``last`` in their order, a page at a time."""
    seen: int | None = None
    while True:
        statement = select(audit_entry).where(audit_entry.c.seq <= last)
        if seen is not None:
            statement = statement.where(audit_entry.c.seq > seen)
        page = statement.order_by(audit_entry.c.seq).limit(_PAGE)
        rows = connection.execute(page).mappings().all()
        yield from rows
        if len(rows) < _PAGE:
            return
        seen = rows[-1]["seq"]


def verify(store: Store, *, anchor: Head | None = None) -> int | None:
    """Check the whole chain; return the number of the first entry that is wrong, else None.

    A missing entry is reported under its own number. ``anchor`` is a head noted earlier. Nobody
    has to wait meanwhile: entries up to a head never change, and those after it are left out.
    """
    with store.read() as connection:
        end = head(connection)
        reached = Head(0, GENESIS)
        for row in _walk(connection, end.seq):
            expected = reached.seq + 1
            if (row["seq"], row["prev_hash"]) != (expected, reached.hash):
                return expected
            if row["hash"] != _digest(reached.hash, row):
                return expected
            reached = Head(expected, row["hash"])
            if anchor is not None and anchor.seq == expected and anchor.hash != reached.hash:
                return expected
        if reached.seq < end.seq or (anchor is not None and reached.seq < anchor.seq):
            return reached.seq + 1
        if reached != end:
            return end.seq or 1
        return _beyond_head(connection)


def _beyond_head(connection: Connection) -> int | None:
    """Return the first entry that the head does not know of (one statement: one state)."""
    known = select(func.coalesce(func.max(audit_head.c.seq), 0)).scalar_subquery()
    found = connection.execute(select(func.min(audit_entry.c.seq)).where(audit_entry.c.seq > known))
    first = found.scalar()
    return None if first is None else int(first)


def entries(
    store: Store,
    scope: Scope,
    *,
    before: int | None = None,
    after: int = 0,
    actor: str = "",
    action: str = "",
    about: str = "",
    since: datetime | None = None,
    until: datetime | None = None,
    limit: int = 100,
) -> list[Entry]:
    """Return entries, newest first; needs the right ``audit.view``.

    ``before`` pages on from an entry's number, ``after`` is a number that isn't reached any more.
    ``action`` names one, or all of a kind (``account``); ``about`` is a part, ``until`` is not
    included.
    """
    scope.require("audit.view")
    statement = select(audit_entry).order_by(audit_entry.c.seq.desc()).limit(limit)
    if before is not None:
        statement = statement.where(audit_entry.c.seq < before)
    if after:
        statement = statement.where(audit_entry.c.seq > after)
    if actor:
        statement = statement.where(audit_entry.c.actor == actor)
    if action:
        whole = action.rstrip(".")
        below = audit_entry.c.action.startswith(f"{whole}.", autoescape=True)
        statement = statement.where((audit_entry.c.action == whole) | below)
    if about:
        statement = statement.where(audit_entry.c.about.contains(about, autoescape=True))
    if since is not None:
        statement = statement.where(audit_entry.c.at >= since)
    if until is not None:
        statement = statement.where(audit_entry.c.at < until)
    with store.read() as connection:
        rows = connection.execute(statement).mappings().all()
    return [
        Entry(r["seq"], r["at"], r["actor"], r["action"], r["about"], r["detail"], r["hash"])
        for r in rows
    ]
