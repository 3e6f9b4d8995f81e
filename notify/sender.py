"""Takes out what is due, under a lease, and hands it over; says afterwards what became of it."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from data_access.accounts.contacts import Contact, contacts, email_of
from data_access.accounts.model import scope_of
from data_access.accounts.rights import roles
from data_access.notices import outbox
from data_access.notices.model import Delivery, may_see
from data_access.notices.outbox import Claimed
from data_access.settings import Settings
from data_access.settings.notify_target import NotifyTarget
from data_access.store import lease
from data_access.store.clock import utc_now
from data_access.store.engine import Store
from data_access.types import WeisuError
from notify.channels import mail, robots, webhook
from notify.channels.base import SendError
from notify.message import Message
from notify.post import target_sees
from notify.timing import after_quiet, pause

LEASE = "notify"
CLAIM = timedelta(minutes=5)
"""After so long without an outcome another sender may take a message: far above any time limit."""

Clock = Callable[[], datetime]
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Done:
    """What one round did, in messages."""

    sent: int = 0
    failed: int = 0
    given_up: int = 0


def send_due(
    store: Store,
    settings: Settings,
    *,
    clock: Clock = utc_now,
    most: int = 200,
    stop: Callable[[], bool] | None = None,
) -> Done | None:
    """Send up to ``most`` messages that are due; None where another process is at it.

    Each attempt is written down before it is made and its outcome after it. A host that can't be
    reached is left alone for the rest of the round. Nothing is called where nothing is due.
    ``stop`` is asked between two messages.
    """
    if not outbox.has_due(store, now=clock()):
        return Done()
    try:
        with lease.held(store, LEASE, "通知发送"):
            return _Round(store, settings, clock).run(most, stop or (lambda: False))
    except lease.LeaseTakenError:
        return None


class _Round:
    """One round of sending."""

    def __init__(self, store: Store, settings: Settings, clock: Clock) -> None:
        self.store, self.settings, self.clock = store, settings, clock
        self.alone: set[tuple[str, str]] = set()
        self.done = Done()

    def run(self, most: int, stop: Callable[[], bool]) -> Done:
        for _ in range(most):
            if stop():
                break
            self._rest_robots()
            message = outbox.claim(
                self.store,
                now=self.clock(),
                until=self.clock() + CLAIM,
                most_attempts=self.settings.notify_max_attempts,
                without=self.alone,
            )
            if message is None:
                break
            self._one(message)
        return self.done

    def _rest_robots(self) -> None:
        """Leave alone the robots that had their messages of this minute."""
        since = self.clock() - timedelta(minutes=1)
        for name, target in self.settings.notify_targets.items():
            way = (f"target:{name}", target.kind)
            if target.kind == "webhook" or way in self.alone:
                continue
            if outbox.sent_since(self.store, *way, since=since) >= robots.A_MINUTE:
                self.alone.add(way)

    def _one(self, claimed: Claimed) -> None:
        allowed = self._allowed(claimed)
        if allowed is None:
            self.done = replace(self.done, given_up=self.done.given_up + 1)
            return
        kept, hand_over = allowed
        message = message_of(self.store, self.settings, claimed.key, kept)
        try:
            hand_over(message)
        except SendError as error:
            self._failed(claimed, error)
            return
        except WeisuError:
            # The vault's key is missing or doesn't fit; the operator's own commands say how.
            self._failed(claimed, SendError("收件地址无法打开（检查保密库密钥）", down=True))
            return
        except Exception as error:  # noqa: BLE001 - one message must not stop the others
            # Its text may repeat an address or a secret: only the kind is kept.
            self._failed(claimed, SendError(f"发送程序出错（{type(error).__name__}）"))
            return
        outbox.record_sent(self.store, claimed, now=self.clock())
        self.done = replace(self.done, sent=self.done.sent + 1)

    def _allowed(self, claimed: Claimed) -> tuple[list[Delivery], Callable[[Message], None]] | None:
        """Return what may still go out and the way to hand it over; None where nothing may.

        Between posting and sending an account may have been closed or its scope narrowed, and a
        target taken out of the settings.
        """
        kind, _, name = claimed.recipient.partition(":")
        if kind == "target":
            target = self.settings.notify_targets.get(name)
            if target is None or target.kind != claimed.channel:
                self._drop(claimed, claimed.deliveries, "设置中已没有这个接收方")
                return None
            kept = [d for d in claimed.deliveries if target_sees(target, d.notice)]
            hand_over = self._to_target(target)
        else:
            reader = self._reader(name)
            if reader is None:
                self._drop(claimed, claimed.deliveries, "账号已停用")
                return None
            if not reader.has_email or "email" not in reader.channels:
                self._drop(claimed, claimed.deliveries, "账号不再用邮件接收")
                return None
            scope = scope_of(reader.account, self.settings)
            kept = [d for d in claimed.deliveries if may_see(scope, d.notice)]
            hand_over = self._to_reader(reader)
        left_out = [d for d in claimed.deliveries if d not in kept]
        if left_out:
            self._drop(claimed, left_out, "已不在接收方的数据范围内")
        return (kept, hand_over) if kept else None

    def _drop(self, claimed: Claimed, which: Sequence[Delivery], why: str) -> None:
        outbox.drop(self.store, [d.id for d in which], why, now=self.clock())
        log.warning("notices for %s (%s) dropped: %s", claimed.recipient, claimed.channel, why)

    def _reader(self, login: str) -> Contact | None:
        with self.store.read() as connection:
            found = contacts(connection, [login])
        return next((c for c in found if c.account.role in roles(self.settings)), None)

    def _to_target(self, target: NotifyTarget) -> Callable[[Message], None]:
        send = webhook.send if target.kind == "webhook" else robots.send
        return lambda message: send(self.settings, target, message, now=self.clock())

    def _to_reader(self, reader: Contact) -> Callable[[Message], None]:
        def hand_over(message: Message) -> None:
            address = email_of(self.store, self.settings, reader.account.id)
            if address is None:
                raise SendError("账号没有电子邮件地址", again=False)
            mail.send(self.settings, address, message, now=self.clock())

        return hand_over

    def _failed(self, claimed: Claimed, error: SendError) -> None:
        now, again_at = self.clock(), None
        if error.again and claimed.attempt < self.settings.notify_max_attempts:
            again_at = now + pause(claimed.attempt, self.settings.notify_retry_seconds)
            if not claimed.urgent:
                zone = self._zone(claimed)
                again_at = after_quiet(again_at, self.settings.notify_quiet_hours, zone)
        outbox.record_failed(self.store, claimed, str(error), now=now, again_at=again_at)
        if error.down:
            everybody = "*" if claimed.channel == "email" else claimed.recipient
            self.alone.add((everybody, claimed.channel))
        log.warning(
            "notice to %s (%s) failed, attempt %s%s: %s", claimed.recipient, claimed.channel,
            claimed.attempt, "" if again_at else ", given up", error,
        )  # fmt: skip
        if again_at is None:
            self.done = replace(self.done, given_up=self.done.given_up + 1)
        else:
            self.done = replace(self.done, failed=self.done.failed + 1)

    def _zone(self, claimed: Claimed) -> ZoneInfo:
        with self.store.read() as connection:
            place = claimed.deliveries[0].notice.jurisdiction
            return ZoneInfo(outbox.timezone_of(connection, place))


def message_of(store: Store, settings: Settings, key: str, deliveries: list[Delivery]) -> Message:
    """Return the message that some deliveries make."""
    with store.read() as connection:
        places = outbox.place_names(connection, {d.notice.jurisdiction for d in deliveries})
    return Message(
        key=key,
        notices=tuple(d.notice for d in deliveries),
        said_at=tuple(d.created_at for d in deliveries),
        site=settings.site_url,
        places=places,
    )
