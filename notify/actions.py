"""What people do with notices: read them, mark them read, try again what was given up, test a way.

Each takes the scope of who acts.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from data_access.accounts.contacts import contacts, email_of
from data_access.accounts.rights import role
from data_access.notices import inbox as stored
from data_access.notices import outbox
from data_access.notices.model import Delivery, Notice
from data_access.settings import Settings
from data_access.store import audit
from data_access.store.clock import utc_now
from data_access.store.engine import Store
from data_access.types import Scope, WeisuError
from notify.channels import mail, robots, webhook
from notify.channels.base import SendError
from notify.message import Message


def inbox(
    store: Store, scope: Scope, *, unread_only: bool = False, limit: int = 100
) -> list[Delivery]:
    """Return the reader's in-app notices, unread ones first, then newest first."""
    return stored.inbox(store, scope, unread_only=unread_only, limit=limit)


def unread(store: Store, scope: Scope) -> int:
    """Return how many in-app notices the reader hasn't read."""
    return stored.unread(store, scope)


def said_at(store: Store, found: Sequence[Delivery]) -> dict[int, datetime]:
    """Return when each was said, by its number, in the time of the place that it is about."""
    with store.read() as connection:
        codes = {d.notice.jurisdiction for d in found}
        zones = {code: ZoneInfo(outbox.timezone_of(connection, code)) for code in codes}
    return {
        d.id: d.created_at.replace(tzinfo=UTC).astimezone(zones[d.notice.jurisdiction])
        for d in found
    }


def mark_read(
    store: Store, scope: Scope, ids: Collection[int] | None = None, *, now: datetime | None = None
) -> int:
    """Mark the reader's own notices as read (None: all); return how many were unread."""
    return stored.mark_read(store, scope, ids, now=now or utc_now())


def retry_given_up(store: Store, scope: Scope, *, now: datetime | None = None) -> int:
    """Let what was given up be tried anew; needs ``pipeline.run``, leaves an audit entry."""
    at = now or utc_now()
    count = outbox.retry_given_up(store, scope, now=at)
    with store.write() as connection:
        audit.append(
            connection, actor=scope.actor, action="notify.retry", detail={"rows": count}, at=at
        )
    return count


def try_channel(
    store: Store,
    settings: Settings,
    scope: Scope,
    channel: str,
    *,
    login: str = "",
    now: datetime | None = None,
) -> None:
    """Send one harmless message at once: ``inapp`` and ``email`` to an account, or to a target.

    Needs ``pipeline.run``. Raises ``WeisuError`` that says why it did not arrive.
    """
    scope.require(outbox.RIGHT)
    at = now or utc_now()
    key = uuid.uuid4().hex
    notice = Notice(
        f"notify:test:{key}", "notify", "测试通知", "这是一条测试通知，不含业务数据，请忽略。"
    )
    message = Message(key, (notice,), (at,), settings.site_url)
    try:
        if channel in {"inapp", "email"}:
            _to_account(store, settings, channel, login, message)
        else:
            _to_target(settings, channel, message)
    except SendError as error:
        raise WeisuError(f"测试通知没有送达：{error}。没有其他影响，请检查设置后重试。") from error


def _to_account(
    store: Store, settings: Settings, channel: str, login: str, message: Message
) -> None:
    (at,) = message.said_at
    with store.read() as connection:
        found = contacts(connection, [login.strip().lower()])
    if not found:
        raise WeisuError(f"没有名为“{login}”的可用账号，测试通知没有发送。请用 --login 指定账号。")
    account = found[0].account
    if channel == "inapp":
        # About no data, and to be read with any right that the account has.
        rights = role(settings, account.role).rights
        notice = replace(message.notices[0], needs=min(rights, default="today.view"))
        with store.write() as connection:
            way = outbox.Way(f"account:{account.login}", "inapp", at)
            outbox.put(connection, notice, [way], now=at)
        return
    address = email_of(store, settings, account.id)
    if address is None:
        raise WeisuError(
            f"账号 {account.login} 没有电子邮件地址，测试通知没有发送。"
            "请由安全管理员用 weisu account contact 设置。"
        )
    mail.send(settings, address, message, now=at)


def _to_target(settings: Settings, name: str, message: Message) -> None:
    (at,) = message.said_at
    target = settings.notify_targets.get(name)
    if target is None:
        known = "、".join(("inapp", "email", *sorted(settings.notify_targets)))
        raise WeisuError(f"没有名为“{name}”的通知方式，测试通知没有发送。可用：{known}。")
    send = webhook.send if target.kind == "webhook" else robots.send
    send(settings, target, message, now=at)
