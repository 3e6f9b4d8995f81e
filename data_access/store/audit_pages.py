"""The audit log a page at a time: quick at any length, with personal values masked.

Who was looked for may have few entries among a million. So one call looks at a stretch of the log
only and says how far it came; the next one goes on from there. Nothing is counted but the log's
own end, which its head knows.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, select

from data_access import schemas
from data_access.store.audit import Entry, entries, head
from data_access.store.tables import audit_entry
from data_access.store.vault.scrub import scrub
from data_access.types import Scope

if TYPE_CHECKING:
    from data_access.store.engine import Store

LOOKED_AT = 150_000
"""Entries that one call looks at, at most."""
_WINDOW = 10_000
_SLACK = 1000
"""Entries are numbered in the order of their commit, not of their moment: who waited for the lock
may be this many numbers late."""
HIDDEN = "●●●"
_PERSONAL = frozenset(
    {f.name for e in schemas.ENTITIES.values() for f in e.fields if f.personal}
    | {"email", "phone", "address"}
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which entries. Times are naive UTC, ``until`` not included; ``action`` names one, or all
    of a kind (``account``); ``about`` is a part.
    """

    since: datetime | None = None
    until: datetime | None = None
    actor: str = ""
    action: str = ""
    about: str = ""


@dataclass(frozen=True, slots=True)
class AuditPage:
    """Entries, newest first. ``before``: where the next page goes on, None at the end of what is
    wanted; ``full``: as many as asked for, so that more may follow.
    """

    entries: list[Entry]
    before: int | None
    full: bool


def audit_page(
    store: Store, scope: Scope, wanted: Wanted, *, before: int | None = None, limit: int = 50
) -> AuditPage:
    """Return a page of entries; needs the right ``audit.view``."""
    scope.require("audit.view")
    with store.read() as connection:
        low, high = _reach(connection, wanted)
    high = min(high, before) if before is not None else high
    found: list[Entry] = []
    stop = max(low, high - 1 - LOOKED_AT)
    while high - 1 > stop and len(found) < limit:
        after = max(stop, high - 1 - _WINDOW)
        rows = entries(
            store, scope, before=high, after=after, limit=limit - len(found),
            actor=wanted.actor, action=wanted.action, about=wanted.about,
            since=wanted.since, until=wanted.until,
        )  # fmt: skip
        found += rows
        full = len(found) == limit
        high = found[-1].seq if full else after + 1
    more = high - 1 > low
    return AuditPage([masked(e) for e in found], high if more else None, len(found) == limit)


def one_entry(store: Store, scope: Scope, seq: int) -> Entry | None:
    """Return one entry by its number, or None; needs the right ``audit.view``."""
    found = entries(store, scope, before=seq + 1, after=seq - 1, limit=1)
    return masked(found[0]) if found else None


def entries_in_all(store: Store, scope: Scope) -> int:
    """Return how many entries there are: the last one's number, for they have no gap."""
    scope.require("audit.view")
    with store.read() as connection:
        return head(connection).seq


def _reach(connection: Connection, wanted: Wanted) -> tuple[int, int]:
    """Return numbers between which all wanted entries lie, both not included."""
    low, high = 0, head(connection).seq + 1
    seq, at = audit_entry.c.seq, audit_entry.c.at
    if wanted.since is not None:
        query = select(seq).where(at >= wanted.since).order_by(at, seq).limit(1)
        first = connection.execute(query).scalar()
        low = high - 1 if first is None else max(0, first - 1 - _SLACK)
    if wanted.until is not None:
        query = select(seq).where(at < wanted.until).order_by(at.desc(), seq.desc()).limit(1)
        last = connection.execute(query).scalar()
        high = 1 if last is None else min(high, last + 1 + _SLACK)
    return low, high


def masked(entry: Entry) -> Entry:
    """Return the entry without a person's data: numbers in its texts, fields that hold them."""
    detail = {str(k): _masked(str(k), v) for k, v in entry.detail.items()}
    return replace(entry, about=scrub(entry.about), detail=detail)


def _masked(name: str, value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(k): _masked(str(k), v) for k, v in value.items()}
    if isinstance(value, list):
        return [_masked(name, v) for v in value]
    if not isinstance(value, str):
        return value
    if name in _PERSONAL and value not in _STATES:
        return HIDDEN
    return scrub(value)


_STATES = frozenset({"unchanged", "set", "removed"})
"""What the entry of a contact says of an address instead of the address."""
