"""Names of places, what was learnt of them, and the place that each ticket speaks of."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from data_access.store.base import UtcDateTime

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """Apply."""
    serial = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "place",
        sa.Column("id", serial, autoincrement=True, nullable=False),
        sa.Column("jurisdiction", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False, comment="list, or learnt"),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("area_code", sa.Text(), comment="of the list"),
        sa.Column("lon", sa.Float()),
        sa.Column("lat", sa.Float()),
        sa.Column("aliases", sa.Text(), comment="separated by semicolons"),
        sa.Column("valid_from", sa.Date()),
        sa.Column("valid_to", sa.Date(), comment="not with that day"),
        sa.Column("counts", sa.JSON(), comment="learnt: tickets by area code"),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column(
            "removed_by", sa.Text(), comment="who took it away; a learnt name does not come back"
        ),
        sa.Column("removed_at", UtcDateTime()),
        sa.ForeignKeyConstraint(
            ["jurisdiction"], ["jurisdiction.code"], name=op.f("fk_place_jurisdiction_jurisdiction")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_place")),
    )
    op.create_index("ix_place_name", "place", ["jurisdiction", "name"])
    op.create_table(
        "place_learning",
        sa.Column("jurisdiction", sa.Text(), nullable=False),
        sa.Column("tickets", sa.Integer(), nullable=False, comment="learnt from"),
        sa.Column("curves", sa.JSON(), nullable=False, comment="share to confidence, by level"),
        sa.Column("judged", sa.Integer(), nullable=False),
        sa.Column("usual", sa.JSON(), nullable=False, comment="area code, lead unit, tickets"),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["jurisdiction"],
            ["jurisdiction.code"],
            name=op.f("fk_place_learning_jurisdiction_jurisdiction"),
        ),
        sa.PrimaryKeyConstraint("jurisdiction", name=op.f("pk_place_learning")),
    )
    op.create_table(
        "ticket_place",
        sa.Column("version_id", serial, nullable=False),
        sa.Column("jurisdiction", sa.Text(), nullable=False),
        sa.Column("ticket_no", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False, comment="placed, open, unknown or none"),
        sa.Column("code", sa.Text(), comment="where it is placed"),
        sa.Column("level", sa.Text(), comment="county, street or community"),
        sa.Column("confidence", sa.Float(), nullable=False, comment="0 to 1"),
        sa.Column("kind", sa.Text(), comment="of the place that decided: estate, road, market …"),
        sa.Column("name", sa.Text(), comment="of the gazetteer, never of the text alone"),
        sa.Column(
            "reason",
            sa.Text(),
            nullable=False,
            comment="words of a fixed list, separated by spaces",
        ),
        sa.Column(
            "candidates",
            sa.Text(),
            comment="code:share, separated by semicolons, where it stays open",
        ),
        sa.Column(
            "gazetteer",
            sa.Text(),
            nullable=False,
            comment="print of the names and rules it was by",
        ),
        sa.Column(
            "pass_no", sa.Integer(), nullable=False, comment="0: at the import; later ones count up"
        ),
        sa.ForeignKeyConstraint(
            ["jurisdiction"],
            ["jurisdiction.code"],
            name=op.f("fk_ticket_place_jurisdiction_jurisdiction"),
        ),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["ticket_version.version_id"],
            name=op.f("fk_ticket_place_version_id_ticket_version"),
        ),
        sa.PrimaryKeyConstraint("version_id", name=op.f("pk_ticket_place")),
    )
    op.create_index("ix_ticket_place_pass", "ticket_place", ["jurisdiction", "pass_no"])


def downgrade() -> None:
    """Take back."""
    op.drop_index("ix_ticket_place_pass", table_name="ticket_place")
    for name in ("ticket_place", "place_learning"):
        op.drop_table(name)
    op.drop_index("ix_place_name", table_name="place")
    op.drop_table("place")
