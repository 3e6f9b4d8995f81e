"""What rooms call: hand over a notice inside their own transaction.

``post`` writes the notice and one row for every recipient and channel in the caller's
transaction: with what it tells about, or not at all. Nothing is sent here, and no host is called.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from data_access.accounts.contacts import Contact, contacts
from data_access.accounts.model import Account, scope_of
from data_access.accounts.rights import roles
from data_access.notices.model import Notice, may_see
from data_access.notices.outbox import Way, put, timezone_of
from data_access.settings import Settings
from data_access.settings.notify_target import NotifyTarget
from data_access.store.clock import utc_now
from data_access.store.engine import Store
from data_access.types import Scope
from notify.quota import Quota
from notify.timing import after_quiet, window_end

if TYPE_CHECKING:
    from sqlalchemy import Connection

__all__ = ["Notice", "post", "post_all", "post_first", "ways"]


def post(
    connection: Connection,
    settings: Settings,
    notice: Notice,
    *,
    now: datetime | None = None,
    quota: Quota | None = None,
    only: Callable[[Account], bool] | None = None,
    targets: bool = True,
) -> int:
    """Hand a notice over inside the caller's write transaction; return how many ways are new.

    It goes in-app to every account whose scope reaches what it is about, by e-mail to those of
    them who asked for it, and to the targets of the settings whose limits reach it. Posting the
    same ``about`` again adds only recipients who weren't there before. ``now`` is naive UTC.
    ``quota``: how many of a batch each account gets. ``only``: which of the accounts that it
    reaches get it. ``targets``: whether those of the settings may get it.
    """
    at = now or utc_now()
    zone = ZoneInfo(timezone_of(connection, notice.jurisdiction))
    everybody = contacts(connection)
    readers = everybody if quota is None else quota.readers(notice, everybody, settings)
    if only is not None:
        readers = [r for r in readers if only(r.account)]
    found = ways(notice, readers, settings, now=at, zone=zone, targets=targets)
    return put(connection, notice, found, now=at)


def post_first(
    connection: Connection,
    settings: Settings,
    notices: Sequence[Notice],
    *,
    now: datetime,
    only: Callable[[Account], bool],
    targets: bool,
) -> int:
    """Hand over notices that tell several parties of one thing, as ``post`` does with each; whom
    several of them reach gets the first that does. Return how many ways are new."""
    readers = [r for r in contacts(connection) if only(r.account)]
    told: set[str] = set()
    new = 0
    for one in notices:
        zone = ZoneInfo(timezone_of(connection, one.jurisdiction))
        reached = ways(one, readers, settings, now=now, zone=zone, targets=targets)
        new += put(connection, one, [w for w in reached if w.recipient not in told], now=now)
        told |= {w.recipient for w in reached}
    return new


def post_all(
    store: Store,
    settings: Settings,
    notices: Iterable[Notice],
    *,
    now: datetime | None = None,
    quota: Quota | None = None,
) -> int:
    """Hand over notices in one transaction of their own; return how many ways are new."""
    with store.write() as connection:
        return sum(post(connection, settings, one, now=now, quota=quota) for one in notices)


def ways(
    notice: Notice,
    readers: Sequence[Contact],
    settings: Settings,
    *,
    now: datetime,
    zone: tzinfo,
    targets: bool = True,
) -> list[Way]:
    """Return who gets the notice over which channel, and not before when. Pure.

    Whatever isn't set up (no mail server, no targets) gets nothing. ``targets``: whether those of
    the settings may get it.
    """
    found = []
    for reader in readers:
        account = reader.account
        if account.role not in roles(settings) or not may_see(scope_of(account, settings), notice):
            continue
        recipient = f"account:{account.login}"
        found.append(Way(recipient, "inapp", now))
        if settings.smtp_host and reader.has_email and reader.wants("email", urgent=notice.urgent):
            minutes = settings.notify_digest_by_role.get(
                account.role, settings.notify_digest_minutes
            )
            due = _due(notice, settings, minutes, now=now, zone=zone)
            found.append(Way(recipient, "email", due))
    for name, target in sorted(settings.notify_targets.items()) if targets else ():
        if target_sees(target, notice):
            minutes = settings.notify_digest_minutes
            due = _due(notice, settings, minutes, now=now, zone=zone)
            found.append(Way(f"target:{name}", target.kind, due))
    return found


def target_sees(target: NotifyTarget, notice: Notice) -> bool:
    """Tell whether a target's limits reach what the notice is about."""
    if target.urgent_only and not notice.urgent:
        return False
    group = Scope("target", target.rights, target.jurisdictions, target.departments, target.areas)
    return may_see(group, notice)


def _due(
    notice: Notice, settings: Settings, minutes: int, *, now: datetime, zone: tzinfo
) -> datetime:
    if notice.urgent:
        return now
    return after_quiet(window_end(now, minutes, zone), settings.notify_quiet_hours, zone)
