"""Notices and their deliveries; how an account wants to be told."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from data_access.store.base import UtcDateTime

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Apply."""
    serial = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "account_contact",
        sa.Column("account_id", serial, autoincrement=False, nullable=False),
        sa.Column(
            "email_box",
            sa.LargeBinary(),
            nullable=True,
            comment="the address, SM4-GCM under the vault's key",
        ),
        sa.Column(
            "channels", sa.JSON(), nullable=False, comment="list: email; in-app goes to everybody"
        ),
        sa.Column("urgent_only", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_account_contact_account_id_account")
        ),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_account_contact")),
    )
    op.create_table(
        "notice",
        sa.Column(
            "about", sa.Text(), nullable=False, comment="the room's own key of what it is about"
        ),
        sa.Column("room", sa.Text(), nullable=False),
        sa.Column(
            "jurisdiction", sa.Text(), nullable=False, comment="empty: about no place's data"
        ),
        sa.Column(
            "department", sa.Text(), nullable=False, comment="empty: about more than one unit"
        ),
        sa.Column("area", sa.Text(), nullable=False, comment="empty: about the whole jurisdiction"),
        sa.Column("needs", sa.Text(), nullable=False, comment="the right that its readers hold"),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("link", sa.Text(), nullable=False, comment="a path on our own site, or empty"),
        sa.Column(
            "urgent",
            sa.Boolean(),
            nullable=False,
            comment="life and limb: sent at once, on its own",
        ),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("about", name=op.f("pk_notice")),
    )
    op.create_table(
        "notification",
        sa.Column("id", serial, autoincrement=True, nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("recipient", sa.Text(), nullable=False, comment="account:LOGIN, or target:NAME"),
        sa.Column(
            "channel",
            sa.Text(),
            nullable=False,
            comment="inapp, email, webhook, wecom or dingtalk",
        ),
        sa.Column(
            "state",
            sa.Text(),
            nullable=False,
            comment="waiting, sending, sent, failed or given_up",
        ),
        sa.Column("urgent", sa.Boolean(), nullable=False),
        sa.Column(
            "due_at",
            UtcDateTime(),
            nullable=False,
            comment="not before; while sending: until when",
        ),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column(
            "attempted_at", UtcDateTime(), nullable=True, comment="when the last attempt began"
        ),
        sa.Column(
            "finished_at", UtcDateTime(), nullable=True, comment="when it was sent or given up"
        ),
        sa.Column("read_at", UtcDateTime(), nullable=True, comment="inapp only"),
        sa.Column(
            "message_key",
            sa.Text(),
            nullable=True,
            comment="deliveries that go out as one message share it",
        ),
        sa.Column(
            "error",
            sa.Text(),
            nullable=True,
            comment="why the last attempt failed; never an address or a secret",
        ),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["about"], ["notice.about"], name=op.f("fk_notification_about_notice")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notification")),
        sa.UniqueConstraint(
            "about",
            "recipient",
            "channel",
            name=op.f("uq_notification_about_recipient_channel"),
        ),
    )
    op.create_index("ix_notification_due", "notification", ["state", "due_at"], unique=False)
    op.create_index("ix_notification_inbox", "notification", ["recipient", "channel"], unique=False)
    op.create_index("ix_notification_message_key", "notification", ["message_key"], unique=False)


def downgrade() -> None:
    """Take back."""
    op.drop_table("notification")
    op.drop_table("notice")
    op.drop_table("account_contact")
