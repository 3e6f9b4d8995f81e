"""The store's table of outlines. ``actions.py`` adds them, ``store_reads.py`` reads them.

A row is what one import said of one area and never changes, but for ``is_current``. Shapes are
WKB in WGS-84, written as base64: bytes in the store are what is sealed, an outline is no secret.
"""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from data_access.store.base import SERIAL, UtcDateTime, metadata

area_outline = Table(
    "area_outline",
    metadata,
    Column("id", SERIAL, primary_key=True),
    Column("jurisdiction", Text, ForeignKey("jurisdiction.code"), nullable=False),
    Column("level", Text, nullable=False, comment="province, city, county, street, community"),
    Column("code", Text, nullable=False),
    Column("version", Integer, nullable=False, comment="of this area, from 1"),
    Column("is_current", Boolean, nullable=False),
    Column("name", Text, nullable=False, comment="as the table of areas had it then"),
    Column("parent", Text, nullable=False, comment="code, may be empty"),
    Column("shape", Text, nullable=False, comment="WKB in WGS-84, base64"),
    Column("shape_simplified", Text, nullable=False, comment="for pages; WKB, base64"),
    Column("label_lon", Float, nullable=False),
    Column("label_lat", Float, nullable=False),
    Column("area_m2", Float, nullable=False, comment="square metres on the ellipsoid"),
    Column("system", Text, nullable=False, comment="the file's: wgs84, cgcs2000, gcj02, bd09"),
    Column("file_name", Text, nullable=False),
    Column("file_sha256", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    UniqueConstraint("jurisdiction", "level", "code", "version"),
)
Index(
    "uq_area_outline_current",
    area_outline.c.jurisdiction,
    area_outline.c.level,
    area_outline.c.code,
    unique=True,
    sqlite_where=text("is_current"),
    postgresql_where=text("is_current"),
)
