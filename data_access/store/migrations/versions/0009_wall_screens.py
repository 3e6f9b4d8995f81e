"""Screens on the walls of halls, each with a token that opens nothing else."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from data_access.store.base import UtcDateTime

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Apply."""
    serial = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "wall_screen",
        sa.Column("id", serial, autoincrement=True, nullable=False),
        sa.Column(
            "token_hash",
            sa.Text(),
            nullable=False,
            comment="SHA-256 of the token, which is not kept",
        ),
        sa.Column("name", sa.Text(), nullable=False, comment="of the hall"),
        sa.Column("jurisdiction", sa.Text(), nullable=False),
        sa.Column(
            "areas",
            sa.JSON(none_as_null=True),
            nullable=True,
            comment="list of code prefixes; NULL is no limit",
        ),
        sa.Column(
            "event_names",
            sa.Boolean(),
            nullable=False,
            comment="whether events are named by their words",
        ),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.Column(
            "last_seen", UtcDateTime(), nullable=True, comment="when it last asked; NULL: not yet"
        ),
        sa.ForeignKeyConstraint(
            ["jurisdiction"],
            ["jurisdiction.code"],
            name=op.f("fk_wall_screen_jurisdiction_jurisdiction"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wall_screen")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_wall_screen_token_hash")),
    )


def downgrade() -> None:
    """Take back."""
    op.drop_table("wall_screen")
