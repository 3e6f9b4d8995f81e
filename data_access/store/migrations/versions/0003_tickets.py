"""What cities send, as append-only versions, and views of the current rows."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from data_access.store.base import UtcDateTime

revision = "0003"
down_revision = "0002"
_ENTITIES = ("ticket", "ticket_event", "callback", "call_log")


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "call_log_version",
        sa.Column(
            "version_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("jurisdiction", sa.Text(), nullable=False),
        sa.Column("batch_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("recorded_at", UtcDateTime(), nullable=False),
        sa.Column("row_hash", sa.Text(), nullable=False),
        sa.Column("is_current", sa.Boolean(), nullable=False),
        sa.Column("month", sa.Text(), nullable=False, comment="YYYY-MM of the row's day, local"),
        sa.Column("call_id", sa.Text(), nullable=False),
        sa.Column("t_offer", UtcDateTime(), nullable=False),
        sa.Column("t_answer", UtcDateTime(), nullable=True),
        sa.Column("wait_s", sa.Float(), nullable=True),
        sa.Column("talk_s", sa.Float(), nullable=True),
        sa.Column("abandoned", sa.Boolean(), nullable=True),
        sa.Column("agent_key", sa.Text(), nullable=True),
        sa.Column("ticket_no", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["batch_id"], ["batch.id"], name=op.f("fk_call_log_version_batch_id_batch")
        ),
        sa.ForeignKeyConstraint(
            ["jurisdiction"],
            ["jurisdiction.code"],
            name=op.f("fk_call_log_version_jurisdiction_jurisdiction"),
        ),
        sa.PrimaryKeyConstraint("version_id", name=op.f("pk_call_log_version")),
    )
    op.create_index(
        op.f("ix_call_log_version_batch_id"), "call_log_version", ["batch_id"], unique=False
    )
    op.create_index(
        "ix_call_log_version_key", "call_log_version", ["jurisdiction", "call_id"], unique=False
    )
    op.create_index(
        "ix_call_log_version_month", "call_log_version", ["jurisdiction", "month"], unique=False
    )
    op.create_index(
        "uq_call_log_version_current",
        "call_log_version",
        ["jurisdiction", "call_id"],
        unique=True,
        sqlite_where=sa.text("is_current"),
        postgresql_where=sa.text("is_current"),
    )
    op.create_table(
        "callback_version",
        sa.Column(
            "version_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("jurisdiction", sa.Text(), nullable=False),
        sa.Column("batch_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("recorded_at", UtcDateTime(), nullable=False),
        sa.Column("row_hash", sa.Text(), nullable=False),
        sa.Column("is_current", sa.Boolean(), nullable=False),
        sa.Column("month", sa.Text(), nullable=False, comment="YYYY-MM of the row's day, local"),
        sa.Column("ticket_no", sa.Text(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("method", sa.Text(), nullable=True),
        sa.Column("t", UtcDateTime(), nullable=False),
        sa.Column("reached", sa.Boolean(), nullable=True),
        sa.Column("solved", sa.Boolean(), nullable=True),
        sa.Column("satisfied", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("text", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["batch_id"], ["batch.id"], name=op.f("fk_callback_version_batch_id_batch")
        ),
        sa.ForeignKeyConstraint(
            ["jurisdiction"],
            ["jurisdiction.code"],
            name=op.f("fk_callback_version_jurisdiction_jurisdiction"),
        ),
        sa.PrimaryKeyConstraint("version_id", name=op.f("pk_callback_version")),
    )
    op.create_index(
        op.f("ix_callback_version_batch_id"), "callback_version", ["batch_id"], unique=False
    )
    op.create_index(
        "ix_callback_version_key",
        "callback_version",
        ["jurisdiction", "ticket_no", "round"],
        unique=False,
    )
    op.create_index(
        "ix_callback_version_month", "callback_version", ["jurisdiction", "month"], unique=False
    )
    op.create_index(
        "uq_callback_version_current",
        "callback_version",
        ["jurisdiction", "ticket_no", "round"],
        unique=True,
        sqlite_where=sa.text("is_current"),
        postgresql_where=sa.text("is_current"),
    )
    op.create_table(
        "ticket_event_version",
        sa.Column(
            "version_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("jurisdiction", sa.Text(), nullable=False),
        sa.Column("batch_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("recorded_at", UtcDateTime(), nullable=False),
        sa.Column("row_hash", sa.Text(), nullable=False),
        sa.Column("is_current", sa.Boolean(), nullable=False),
        sa.Column("ticket_no", sa.Text(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("node", sa.Text(), nullable=True),
        sa.Column("from_status", sa.Text(), nullable=True),
        sa.Column("to_status", sa.Text(), nullable=True),
        sa.Column("op", sa.Text(), nullable=True),
        sa.Column("org", sa.Text(), nullable=True),
        sa.Column("t", UtcDateTime(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["batch_id"], ["batch.id"], name=op.f("fk_ticket_event_version_batch_id_batch")
        ),
        sa.ForeignKeyConstraint(
            ["jurisdiction"],
            ["jurisdiction.code"],
            name=op.f("fk_ticket_event_version_jurisdiction_jurisdiction"),
        ),
        sa.PrimaryKeyConstraint("version_id", name=op.f("pk_ticket_event_version")),
    )
    op.create_index(
        op.f("ix_ticket_event_version_batch_id"), "ticket_event_version", ["batch_id"], unique=False
    )
    op.create_index(
        "ix_ticket_event_version_key",
        "ticket_event_version",
        ["jurisdiction", "ticket_no", "seq"],
        unique=False,
    )
    op.create_index(
        "uq_ticket_event_version_current",
        "ticket_event_version",
        ["jurisdiction", "ticket_no", "seq"],
        unique=True,
        sqlite_where=sa.text("is_current"),
        postgresql_where=sa.text("is_current"),
    )
    op.create_table(
        "ticket_version",
        sa.Column(
            "version_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("jurisdiction", sa.Text(), nullable=False),
        sa.Column("batch_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("recorded_at", UtcDateTime(), nullable=False),
        sa.Column("row_hash", sa.Text(), nullable=False),
        sa.Column("is_current", sa.Boolean(), nullable=False),
        sa.Column("month", sa.Text(), nullable=False, comment="YYYY-MM of the row's day, local"),
        sa.Column("ticket_no", sa.Text(), nullable=False),
        sa.Column("case_no", sa.Text(), nullable=True),
        sa.Column("source_channel", sa.Text(), nullable=True),
        sa.Column("accept_level", sa.Text(), nullable=True),
        sa.Column("ticket_type", sa.Text(), nullable=True),
        sa.Column("category_1", sa.Text(), nullable=True),
        sa.Column("category_2", sa.Text(), nullable=True),
        sa.Column("category_3", sa.Text(), nullable=True),
        sa.Column("category_code", sa.Text(), nullable=True),
        sa.Column("tags", sa.Text(), nullable=True),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("content", sa.Text(), nullable=True),
        sa.Column("urgency", sa.Text(), nullable=True),
        sa.Column("sensitive_flag", sa.Text(), nullable=True),
        sa.Column("caller_key", sa.Text(), nullable=True),
        sa.Column("caller_kind", sa.Text(), nullable=True),
        sa.Column("caller_age_band", sa.Text(), nullable=True),
        sa.Column("caller_gender", sa.Text(), nullable=True),
        sa.Column("place_key", sa.Text(), nullable=True),
        sa.Column("area_code", sa.Text(), nullable=True),
        sa.Column("county", sa.Text(), nullable=True),
        sa.Column("street", sa.Text(), nullable=True),
        sa.Column("community", sa.Text(), nullable=True),
        sa.Column("lon", sa.Float(), nullable=True),
        sa.Column("lat", sa.Float(), nullable=True),
        sa.Column("org_accept", sa.Text(), nullable=True),
        sa.Column("org_lead", sa.Text(), nullable=True),
        sa.Column("orgs_assist", sa.Text(), nullable=True),
        sa.Column("dispatch_mode", sa.Text(), nullable=True),
        sa.Column("direct_reply", sa.Boolean(), nullable=True),
        sa.Column("t_occur", UtcDateTime(), nullable=True),
        sa.Column("t_call", UtcDateTime(), nullable=True),
        sa.Column("t_accept", UtcDateTime(), nullable=False),
        sa.Column("t_dispatch", UtcDateTime(), nullable=True),
        sa.Column("t_sign", UtcDateTime(), nullable=True),
        sa.Column("t_first_contact", UtcDateTime(), nullable=True),
        sa.Column("t_reply", UtcDateTime(), nullable=True),
        sa.Column("t_close", UtcDateTime(), nullable=True),
        sa.Column("t_callback", UtcDateTime(), nullable=True),
        sa.Column("t_archive", UtcDateTime(), nullable=True),
        sa.Column("deadline", UtcDateTime(), nullable=True),
        sa.Column("deadline_orig", UtcDateTime(), nullable=True),
        sa.Column("due_result", sa.Text(), nullable=True),
        sa.Column("n_return", sa.Integer(), nullable=True),
        sa.Column("n_extend", sa.Integer(), nullable=True),
        sa.Column("n_redo", sa.Integer(), nullable=True),
        sa.Column("n_urge", sa.Integer(), nullable=True),
        sa.Column("n_supervise", sa.Integer(), nullable=True),
        sa.Column("result_unit", sa.Text(), nullable=True),
        sa.Column("is_true", sa.Boolean(), nullable=True),
        sa.Column("beyond_duty", sa.Boolean(), nullable=True),
        sa.Column("unresolved_reason", sa.Text(), nullable=True),
        sa.Column("reply_public", sa.Text(), nullable=True),
        sa.Column("solved", sa.Boolean(), nullable=True),
        sa.Column("satisfied", sa.Text(), nullable=True),
        sa.Column("duplicate_of", sa.Text(), nullable=True),
        sa.Column("keep_flag", sa.Text(), nullable=True),
        sa.Column("exclude_reason", sa.Text(), nullable=True),
        sa.Column("leader_note", sa.Text(), nullable=True),
        sa.Column("status", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["batch_id"], ["batch.id"], name=op.f("fk_ticket_version_batch_id_batch")
        ),
        sa.ForeignKeyConstraint(
            ["jurisdiction"],
            ["jurisdiction.code"],
            name=op.f("fk_ticket_version_jurisdiction_jurisdiction"),
        ),
        sa.PrimaryKeyConstraint("version_id", name=op.f("pk_ticket_version")),
    )
    op.create_index(
        op.f("ix_ticket_version_batch_id"), "ticket_version", ["batch_id"], unique=False
    )
    op.create_index(
        "ix_ticket_version_key", "ticket_version", ["jurisdiction", "ticket_no"], unique=False
    )
    op.create_index(
        "ix_ticket_version_month", "ticket_version", ["jurisdiction", "month"], unique=False
    )
    op.create_index(
        "uq_ticket_version_current",
        "ticket_version",
        ["jurisdiction", "ticket_no"],
        unique=True,
        sqlite_where=sa.text("is_current"),
        postgresql_where=sa.text("is_current"),
    )
    for name in _ENTITIES:
        op.execute(f"CREATE VIEW {name} AS SELECT * FROM {name}_version WHERE is_current")  # noqa: S608


def downgrade() -> None:
    """Take back."""
    for name in _ENTITIES:
        op.execute(f"DROP VIEW {name}")
    op.drop_table("ticket_version")
    op.drop_table("ticket_event_version")
    op.drop_table("callback_version")
    op.drop_table("call_log_version")
