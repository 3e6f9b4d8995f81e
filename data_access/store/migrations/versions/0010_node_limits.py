"""Time limits of signing, first contact and callback, by jurisdiction."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Apply."""
    op.add_column(
        "jurisdiction",
        sa.Column(
            "node_limits",
            sa.Text(),
            nullable=True,
            comment="preset or own limits of nodes, see calendar.node_limits",
        ),
    )


def downgrade() -> None:
    """Take back."""
    op.drop_column("jurisdiction", "node_limits")
