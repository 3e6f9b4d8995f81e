"""Outlines of areas, every version that was imported."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from data_access.store.base import UtcDateTime

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Apply."""
    serial = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "area_outline",
        sa.Column("id", serial, autoincrement=True, nullable=False),
        sa.Column("jurisdiction", sa.Text(), nullable=False),
        sa.Column(
            "level",
            sa.Text(),
            nullable=False,
            comment="province, city, county, street, community",
        ),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False, comment="of this area, from 1"),
        sa.Column("is_current", sa.Boolean(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False, comment="as the table of areas had it then"),
        sa.Column("parent", sa.Text(), nullable=False, comment="code, may be empty"),
        sa.Column("shape", sa.Text(), nullable=False, comment="WKB in WGS-84, base64"),
        sa.Column("shape_simplified", sa.Text(), nullable=False, comment="for pages; WKB, base64"),
        sa.Column("label_lon", sa.Float(), nullable=False),
        sa.Column("label_lat", sa.Float(), nullable=False),
        sa.Column("area_m2", sa.Float(), nullable=False, comment="square metres on the ellipsoid"),
        sa.Column(
            "system",
            sa.Text(),
            nullable=False,
            comment="the file's: wgs84, cgcs2000, gcj02, bd09",
        ),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("file_sha256", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["jurisdiction"],
            ["jurisdiction.code"],
            name=op.f("fk_area_outline_jurisdiction_jurisdiction"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_area_outline")),
        sa.UniqueConstraint(
            "jurisdiction",
            "level",
            "code",
            "version",
            name=op.f("uq_area_outline_jurisdiction_level_code_version"),
        ),
    )
    op.create_index(
        "uq_area_outline_current",
        "area_outline",
        ["jurisdiction", "level", "code"],
        unique=True,
        sqlite_where=sa.text("is_current"),
        postgresql_where=sa.text("is_current"),
    )


def downgrade() -> None:
    """Take back."""
    op.drop_index("uq_area_outline_current", table_name="area_outline")
    op.drop_table("area_outline")
