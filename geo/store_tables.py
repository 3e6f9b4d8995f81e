"""The store's tables of outlines and of places.

Outlines: ``actions.py`` adds them, ``store_reads.py`` reads them. A row is what one import said of
one area and never changes, but for ``is_current``. Shapes are WKB in WGS-84, written as base64:
bytes in the store are what is sealed, an outline is no secret. Places: ``place_actions.py`` and
``store_places.py``.
"""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
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

# Names of places: the user's list, and those learnt from tickets, each with where it was used.
place = Table(
    "place",
    metadata,
    Column("id", SERIAL, primary_key=True),
    Column("jurisdiction", Text, ForeignKey("jurisdiction.code"), nullable=False),
    Column("source", Text, nullable=False, comment="list, or learnt"),
    Column("name", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("area_code", Text, comment="of the list"),
    Column("lon", Float),
    Column("lat", Float),
    Column("aliases", Text, comment="separated by semicolons"),
    Column("valid_from", Date),
    Column("valid_to", Date, comment="not with that day"),
    Column("counts", JSON, comment="learnt: tickets by area code"),
    Column("actor", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("removed_by", Text, comment="who took it away; a learnt name does not come back"),
    Column("removed_at", UtcDateTime),
)
Index("ix_place_name", place.c.jurisdiction, place.c.name)

# What learning found beside names: the newest of each jurisdiction.
place_learning = Table(
    "place_learning",
    metadata,
    Column("jurisdiction", Text, ForeignKey("jurisdiction.code"), primary_key=True),
    Column("tickets", Integer, nullable=False, comment="learnt from"),
    Column("curves", JSON, nullable=False, comment="share to confidence, by level"),
    Column("judged", Integer, nullable=False),
    Column("usual", JSON, nullable=False, comment="area code, lead unit, tickets"),
    Column("actor", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False),
)
