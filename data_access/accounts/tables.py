"""Tables of the accounts, their sessions and the audit chain."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    CheckConstraint,
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

from data_access.store.base import UtcDateTime, metadata

# SQLite only counts up by itself in a column declared exactly INTEGER.
_SERIAL = BigInteger().with_variant(Integer, "sqlite")

account = Table(
    "account",
    metadata,
    Column("id", _SERIAL, primary_key=True, autoincrement=True),
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
    Column("id", _SERIAL, primary_key=True, autoincrement=True),
    Column("token_hash", Text, nullable=False, comment="SHA-256 of the token, which is not kept"),
    Column("account_id", _SERIAL, ForeignKey("account.id"), nullable=False),
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
    Column("account_id", _SERIAL, ForeignKey("account.id"), primary_key=True, autoincrement=False),
    Column("email_box", LargeBinary, comment="the address, SM4-GCM under the vault's key"),
    Column("channels", JSON, nullable=False, comment="list: email; in-app goes to everybody"),
    Column("urgent_only", Boolean, nullable=False, default=False, server_default=false()),
)

audit_entry = Table(
    "audit_entry",
    metadata,
    Column("seq", BigInteger, primary_key=True, autoincrement=False, comment="1, 2, 3 … no gap"),
    Column("at", UtcDateTime, nullable=False),
    Column("actor", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("about", Text, nullable=False),
    Column("detail", JSON, nullable=False),
    Column("prev_hash", Text, nullable=False),
    Column("hash", Text, nullable=False),
)
Index("ix_audit_entry_at", audit_entry.c.at)

# One row: where the chain ends. Its row lock puts the writers in a queue, and a chain whose last
# entries were cut off no longer agrees with it.
audit_head = Table(
    "audit_head",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("seq", BigInteger, nullable=False),
    Column("hash", Text, nullable=False),
    CheckConstraint("id = 1", name="one_row"),
)
