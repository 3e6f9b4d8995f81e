"""Results: files of a run, which run is current, cards of models, edits and decisions."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from data_access.store.base import UtcDateTime

revision = "0004"
down_revision = "0003"


def _serial() -> sa.types.TypeEngine[int]:
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Apply."""
    op.create_index("ix_analysis_run_room", "analysis_run", ["room", "jurisdiction", "status"])
    op.create_table(
        "result_file",
        sa.Column("run_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False, comment="a declared frame of the run's room"),
        sa.Column("path", sa.Text(), nullable=False, comment="below the storage's root"),
        sa.Column("rows", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["run_id"], ["analysis_run.run_id"], name=op.f("fk_result_file_run_id_analysis_run")
        ),
        sa.PrimaryKeyConstraint("run_id", "name", name=op.f("pk_result_file")),
    )
    op.create_table(
        "current_result",
        sa.Column("room", sa.Text(), nullable=False),
        sa.Column("jurisdiction", sa.Text(), nullable=False),
        sa.Column("run_id", sa.Text(), nullable=False),
        sa.Column("since", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["jurisdiction"],
            ["jurisdiction.code"],
            name=op.f("fk_current_result_jurisdiction_jurisdiction"),
        ),
        sa.ForeignKeyConstraint(
            ["run_id"],
            ["analysis_run.run_id"],
            name=op.f("fk_current_result_run_id_analysis_run"),
        ),
        sa.PrimaryKeyConstraint("room", "jurisdiction", name=op.f("pk_current_result")),
    )
    op.create_table(
        "model_card",
        sa.Column("id", _serial(), nullable=False),
        sa.Column("room", sa.Text(), nullable=False),
        sa.Column("model", sa.Text(), nullable=False),
        sa.Column(
            "jurisdiction",
            sa.Text(),
            nullable=True,
            comment="empty: ships with the product, for all",
        ),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("trained_on", sa.Text(), nullable=False, comment="which data, in words"),
        sa.Column("trained_at", UtcDateTime(), nullable=False),
        sa.Column("measure", sa.Text(), nullable=False, comment="what the error is: wape, 1-f1 …"),
        sa.Column("error", sa.Float(), nullable=True, comment="on data that it has not seen"),
        sa.Column(
            "retrain_above",
            sa.Float(),
            nullable=True,
            comment="error above which it is trained again",
        ),
        sa.Column("detail", sa.JSON(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_model_card")),
    )
    op.create_index("ix_model_card_model", "model_card", ["room", "model", "jurisdiction"])
    _decisions()


def _decisions() -> None:
    op.create_table(
        "topic_edit",
        sa.Column("id", _serial(), nullable=False),
        sa.Column("jurisdiction", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False, comment="rename, merge, split, pin or hide"),
        sa.Column("topic_id", sa.Text(), nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.Column("withdrawn_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["jurisdiction"],
            ["jurisdiction.code"],
            name=op.f("fk_topic_edit_jurisdiction_jurisdiction"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_topic_edit")),
    )
    op.create_index("ix_topic_edit_jurisdiction", "topic_edit", ["jurisdiction"])
    op.create_table(
        "repeat_decision",
        sa.Column("id", _serial(), nullable=False),
        sa.Column("jurisdiction", sa.Text(), nullable=False),
        sa.Column("suggestion_id", sa.Text(), nullable=False),
        sa.Column("tickets", sa.JSON(), nullable=False, comment="the tickets that it is about"),
        sa.Column("odd", sa.JSON(), nullable=False, comment="those of them that do not belong"),
        sa.Column("decision", sa.Text(), nullable=False, comment="accepted or refused"),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.Column("withdrawn_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["jurisdiction"],
            ["jurisdiction.code"],
            name=op.f("fk_repeat_decision_jurisdiction_jurisdiction"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_repeat_decision")),
    )
    op.create_index("ix_repeat_decision_jurisdiction", "repeat_decision", ["jurisdiction"])


def downgrade() -> None:
    """Take back."""
    op.drop_table("repeat_decision")
    op.drop_table("topic_edit")
    op.drop_table("model_card")
    op.drop_table("current_result")
    op.drop_table("result_file")
    op.drop_index("ix_analysis_run_room", "analysis_run")
