"""Jurisdictions, reference tables, batches, quarantine, vault, runs and leases."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from data_access.store.base import UtcDateTime

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "analysis_run",
        sa.Column("run_id", sa.Text(), nullable=False),
        sa.Column("room", sa.Text(), nullable=False),
        sa.Column("jurisdiction", sa.Text(), nullable=True),
        sa.Column("as_of", sa.Date(), nullable=True),
        sa.Column("fingerprint", sa.Text(), nullable=True),
        sa.Column("code_version", sa.Text(), nullable=False),
        sa.Column("settings", sa.JSON(), nullable=True),
        sa.Column("status", sa.Text(), nullable=False, comment="running, done or failed"),
        sa.Column("started_at", UtcDateTime(), nullable=False),
        sa.Column("finished_at", UtcDateTime(), nullable=True),
        sa.Column("progress", sa.Float(), nullable=False),
        sa.Column("message", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("run_id", name=op.f("pk_analysis_run")),
    )
    op.create_table(
        "extract_dirty",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("jurisdiction", sa.Text(), nullable=False),
        sa.Column("dataset", sa.Text(), nullable=False, comment="tickets, callbacks or calls"),
        sa.Column("month", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_extract_dirty")),
    )
    op.create_table(
        "jurisdiction",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("timezone", sa.Text(), nullable=False),
        sa.Column("size", sa.Text(), nullable=False, comment="province, city or county"),
        sa.Column("calendar", sa.Text(), nullable=False, comment="cn, or weekday elsewhere"),
        sa.Column(
            "limits", sa.Text(), nullable=True, comment="preset of time limits, see calendar.limits"
        ),
        sa.Column("time_precision", sa.Text(), nullable=False, comment="minute, or day"),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_jurisdiction")),
    )
    op.create_table(
        "lease",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("holder", sa.Text(), nullable=False),
        sa.Column("taken_at", UtcDateTime(), nullable=False),
        sa.Column("until", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_lease")),
    )
    op.create_table(
        "store_info",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_store_info")),
    )
    op.create_table(
        "area",
        sa.Column("jurisdiction", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("parent", sa.Text(), nullable=True),
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("population", sa.Integer(), nullable=True),
        sa.Column("lon", sa.Float(), nullable=True),
        sa.Column("lat", sa.Float(), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["jurisdiction"], ["jurisdiction.code"], name=op.f("fk_area_jurisdiction_jurisdiction")
        ),
        sa.PrimaryKeyConstraint("jurisdiction", "code", name=op.f("pk_area")),
    )
    op.create_index("ix_area_name", "area", ["jurisdiction", "parent", "name"], unique=False)
    op.create_table(
        "batch",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("jurisdiction", sa.Text(), nullable=False),
        sa.Column("profile", sa.Text(), nullable=False),
        sa.Column("entity", sa.Text(), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("file_sha256", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("started_at", UtcDateTime(), nullable=False),
        sa.Column("finished_at", UtcDateTime(), nullable=True),
        sa.Column(
            "status",
            sa.Text(),
            nullable=False,
            comment="running, done, failed, interrupted, undone",
        ),
        sa.Column("read", sa.Integer(), nullable=False),
        sa.Column("inserted", sa.Integer(), nullable=False),
        sa.Column("updated", sa.Integer(), nullable=False),
        sa.Column("unchanged", sa.Integer(), nullable=False),
        sa.Column("quarantined", sa.Integer(), nullable=False),
        sa.Column("notes", sa.JSON(), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column(
            "is_history",
            sa.Boolean(),
            nullable=False,
            comment="a bulk load: recorded_at is not news",
        ),
        sa.ForeignKeyConstraint(
            ["jurisdiction"], ["jurisdiction.code"], name=op.f("fk_batch_jurisdiction_jurisdiction")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_batch")),
    )
    op.create_table(
        "category",
        sa.Column("jurisdiction", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False, comment="two characters a level"),
        sa.Column("parent", sa.Text(), nullable=True),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["jurisdiction"],
            ["jurisdiction.code"],
            name=op.f("fk_category_jurisdiction_jurisdiction"),
        ),
        sa.PrimaryKeyConstraint("jurisdiction", "code", name=op.f("pk_category")),
    )
    op.create_index(
        "ix_category_name", "category", ["jurisdiction", "parent", "name"], unique=False
    )
    op.create_table(
        "local_event",
        sa.Column("jurisdiction", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("end_day", sa.Date(), nullable=True),
        sa.Column("name", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["jurisdiction"],
            ["jurisdiction.code"],
            name=op.f("fk_local_event_jurisdiction_jurisdiction"),
        ),
        sa.PrimaryKeyConstraint("jurisdiction", "kind", "day", name=op.f("pk_local_event")),
    )
    op.create_table(
        "organisation",
        sa.Column("jurisdiction", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("group_name", sa.Text(), nullable=True),
        sa.Column("level", sa.Text(), nullable=True),
        sa.Column("parent", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["jurisdiction"],
            ["jurisdiction.code"],
            name=op.f("fk_organisation_jurisdiction_jurisdiction"),
        ),
        sa.PrimaryKeyConstraint("jurisdiction", "code", name=op.f("pk_organisation")),
    )
    op.create_table(
        "run_step",
        sa.Column("run_id", sa.Text(), nullable=False),
        sa.Column("step", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("started_at", UtcDateTime(), nullable=False),
        sa.Column("finished_at", UtcDateTime(), nullable=True),
        sa.Column("detail", sa.JSON(), nullable=True),
        sa.ForeignKeyConstraint(
            ["run_id"], ["analysis_run.run_id"], name=op.f("fk_run_step_run_id_analysis_run")
        ),
        sa.PrimaryKeyConstraint("run_id", "step", name=op.f("pk_run_step")),
    )
    op.create_table(
        "quarantine",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("batch_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("jurisdiction", sa.Text(), nullable=False),
        sa.Column("profile", sa.Text(), nullable=False),
        sa.Column("entity", sa.Text(), nullable=False),
        sa.Column("row_no", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("row_hash", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False, comment="open, or solved by a later load"),
        sa.Column("recorded_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["batch_id"], ["batch.id"], name=op.f("fk_quarantine_batch_id_batch")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quarantine")),
        sa.UniqueConstraint(
            "jurisdiction",
            "entity",
            "row_hash",
            name=op.f("uq_quarantine_jurisdiction_entity_row_hash"),
        ),
    )
    op.create_table(
        "vault_item",
        sa.Column("jurisdiction", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False, comment="an entity's name, or quarantine"),
        sa.Column("ref", sa.Text(), nullable=False, comment="the row's key"),
        sa.Column("row_hash", sa.Text(), nullable=False),
        sa.Column("key_version", sa.Integer(), nullable=False),
        sa.Column("box", sa.LargeBinary(), nullable=False, comment="SM4-GCM of a JSON object"),
        sa.Column("batch_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["batch_id"], ["batch.id"], name=op.f("fk_vault_item_batch_id_batch")
        ),
        sa.PrimaryKeyConstraint(
            "jurisdiction", "kind", "ref", "row_hash", name=op.f("pk_vault_item")
        ),
    )


def downgrade() -> None:
    """Take back."""
    op.drop_table("vault_item")
    op.drop_table("quarantine")
    op.drop_table("run_step")
    op.drop_table("organisation")
    op.drop_table("local_event")
    op.drop_table("category")
    op.drop_table("batch")
    op.drop_table("area")
    op.drop_table("store_info")
    op.drop_table("lease")
    op.drop_table("jurisdiction")
    op.drop_table("extract_dirty")
    op.drop_table("analysis_run")
