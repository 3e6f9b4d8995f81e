"""Tables of notices and of their deliveries (the outbox and the inbox are the same table)."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    Table,
    Text,
    UniqueConstraint,
)

from data_access.store.base import SERIAL, UtcDateTime, metadata

notice = Table(
    "notice",
    metadata,
    Column("about", Text, primary_key=True, comment="the room's own key of what it is about"),
    Column("room", Text, nullable=False),
    Column("jurisdiction", Text, nullable=False, comment="empty: about no place's data"),
    Column("department", Text, nullable=False, comment="empty: about more than one unit"),
    Column("area", Text, nullable=False, comment="empty: about the whole jurisdiction"),
    Column("needs", Text, nullable=False, comment="the right that its readers hold"),
    Column("title", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("link", Text, nullable=False, comment="a path on our own site, or empty"),
    Column("urgent", Boolean, nullable=False, comment="life and limb: sent at once, on its own"),
    Column("created_at", UtcDateTime, nullable=False),
)

notification = Table(
    "notification",
    metadata,
    Column("id", SERIAL, primary_key=True, autoincrement=True),
    Column("about", Text, ForeignKey("notice.about"), nullable=False),
    Column("recipient", Text, nullable=False, comment="account:LOGIN, or target:NAME"),
    Column("channel", Text, nullable=False, comment="inapp, email, webhook, wecom or dingtalk"),
    Column("state", Text, nullable=False, comment="waiting, sending, sent, failed or given_up"),
    Column("urgent", Boolean, nullable=False),
    Column("due_at", UtcDateTime, nullable=False, comment="not before; while sending: until when"),
    Column("attempts", Integer, nullable=False),
    Column("attempted_at", UtcDateTime, comment="when the last attempt began"),
    Column("finished_at", UtcDateTime, comment="when it was sent or given up"),
    Column("read_at", UtcDateTime, comment="inapp only"),
    Column("message_key", Text, comment="deliveries that go out as one message share it"),
    Column("error", Text, comment="why the last attempt failed; never an address or a secret"),
    Column("created_at", UtcDateTime, nullable=False),
    UniqueConstraint("about", "recipient", "channel"),
)
Index("ix_notification_due", notification.c.state, notification.c.due_at)
Index("ix_notification_inbox", notification.c.recipient, notification.c.channel)
Index("ix_notification_message_key", notification.c.message_key)
