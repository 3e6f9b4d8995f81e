"""Tables of the accounts, their sessions, how they want to be told, and of the wall screens."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
    false,
)

from data_access.store.base import SERIAL, UtcDateTime, metadata

account = Table(
    "account",
    metadata,
    Column("id", SERIAL, primary_key=True, autoincrement=True),
    Column("login", Text, nullable=False, comment="lower case; what the user types to sign in"),
    Column("display_name", Text, nullable=False),
    Column("password_hash", Text, nullable=False, comment="argon2id, with its parameters"),
    Column("role", Text, nullable=False),
    Column("jurisdictions", JSON(none_as_null=True), comment="list of codes; NULL is no limit"),
    Column("departments", JSON(none_as_null=True), comment="list of names; NULL is no limit"),
    Column("areas", JSON(none_as_null=True), comment="list of code prefixes; NULL is no limit"),
    Column("disabled", Boolean, nullable=False, default=False, server_default=false()),
    Column("failures", Integer, nullable=False, default=0, server_default="0"),
    Column("paused_until", UtcDateTime),
    Column("created_at", UtcDateTime, nullable=False),
    Column("password_changed_at", UtcDateTime, nullable=False),
    UniqueConstraint("login"),
)

account_session = Table(
    "account_session",
    metadata,
    Column("id", SERIAL, primary_key=True, autoincrement=True),
    Column("token_hash", Text, nullable=False, comment="SHA-256 of the token, which is not kept"),
    Column("account_id", SERIAL, ForeignKey("account.id"), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    Column("ended_at", UtcDateTime),
    Column("last_seen", UtcDateTime, nullable=False),
    UniqueConstraint("token_hash"),
)
Index("ix_account_session_account_id", account_session.c.account_id)

account_contact = Table(
    "account_contact",
    metadata,
    Column("account_id", SERIAL, ForeignKey("account.id"), primary_key=True, autoincrement=False),
    Column("email_box", LargeBinary, comment="the address, SM4-GCM under the vault's key"),
    Column("channels", JSON, nullable=False, comment="list: email; in-app goes to everybody"),
    Column("urgent_only", Boolean, nullable=False, default=False, server_default=false()),
)

wall_screen = Table(
    "wall_screen",
    metadata,
    Column("id", SERIAL, primary_key=True, autoincrement=True),
    Column("token_hash", Text, nullable=False, comment="SHA-256 of the token, which is not kept"),
    Column("name", Text, nullable=False, comment="of the hall"),
    Column("jurisdiction", Text, ForeignKey("jurisdiction.code"), nullable=False),
    Column("areas", JSON(none_as_null=True), comment="list of code prefixes; NULL is no limit"),
    Column(
        "event_names", Boolean, nullable=False, comment="whether events are named by their words"
    ),
    Column("created_by", Text, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    Column("ended_at", UtcDateTime),
    Column("last_seen", UtcDateTime, comment="when it last asked; NULL: not yet"),
    UniqueConstraint("token_hash"),
)
