"""What people judged of warnings, and their decisions to issue a task."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from data_access.store.base import UtcDateTime

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Apply."""
    serial = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "judgement",
        sa.Column("id", serial, autoincrement=True, nullable=False),
        sa.Column("jurisdiction", sa.Text(), nullable=False),
        sa.Column("warning_id", sa.Text(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False, comment="what was said of the warning"),
        sa.Column("detector", sa.Text(), nullable=False),
        sa.Column("area", sa.Text(), nullable=False, comment="empty: the whole jurisdiction"),
        sa.Column("category", sa.Text(), nullable=False, comment="empty: any"),
        sa.Column("life", sa.Boolean(), nullable=False, comment="of a class that threatens life"),
        sa.Column("unit", sa.Text(), nullable=False, comment="task: whom it is to be issued to"),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["jurisdiction"],
            ["jurisdiction.code"],
            name=op.f("fk_judgement_jurisdiction_jurisdiction"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_judgement")),
    )
    op.create_index(
        "ix_judgement_warning", "judgement", ["jurisdiction", "warning_id"], unique=False
    )


def downgrade() -> None:
    """Take back."""
    op.drop_table("judgement")
