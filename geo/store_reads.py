"""What the store knows of areas and their outlines; the writes that ``actions.py`` is made of.

Outlines and names of places are nobody's secret: a scope needs the jurisdiction.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, func, select, update

from data_access.store.bulk import insert_columns
from data_access.store.engine import Store
from data_access.store.tables import area, jurisdiction
from data_access.types import Scope
from geo.store_tables import area_outline

_BESIDE = (
    "code", "name", "level", "parent", "version", "label_lon", "label_lat", "area_m2", "system",
    "file_name", "file_sha256", "actor", "at",
)  # fmt: skip
_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class StoredOutline:
    """A current outline. ``wkb`` in WGS-84, None where shapes were not asked for; ``area``: square
    metres; ``at``: naive UTC.
    """

    code: str
    name: str
    level: str
    parent: str
    version: int
    label: tuple[float, float]
    area: float
    system: str
    file_name: str
    file_sha256: str
    actor: str
    at: datetime
    wkb: bytes | None = None


@dataclass(frozen=True, slots=True)
class AreaRow:
    """A row of the table of areas, as the store has it."""

    code: str
    name: str
    level: str
    parent: str
    lon: float | None
    lat: float | None


def jurisdictions(store: Store, scope: Scope) -> list[str]:
    """Return the codes of all jurisdictions that the scope sees."""
    with store.read() as connection:
        codes = connection.execute(select(jurisdiction.c.code).order_by(jurisdiction.c.code))
        return [code for code in codes.scalars() if scope.sees(code)]


def area_rows(store: Store, scope: Scope, code: str) -> list[AreaRow]:
    """Return the areas of a jurisdiction that are still there (no last day), by code."""
    scope.require_jurisdiction(code)
    columns = (area.c.code, area.c.name, area.c.level, area.c.parent, area.c.lon, area.c.lat)
    query = (
        select(*columns)
        .where(area.c.jurisdiction == code, area.c.valid_to.is_(None))
        .order_by(area.c.code)
    )
    with store.read() as connection:
        return [
            AreaRow(r.code, r.name, r.level, r.parent or "", r.lon, r.lat)
            for r in connection.execute(query)
        ]


def outline_versions(store: Store, scope: Scope, code: str) -> dict[str, str]:
    """Return by level what tells its current outlines from earlier ones: changes with each import
    that adds or changes any. A level without outlines is left out.
    """
    scope.require_jurisdiction(code)
    columns = area_outline.c
    sums = (func.count(), func.sum(columns.version), func.max(columns.at))
    query = (
        select(columns.level, *sums)
        .where(columns.jurisdiction == code, columns.is_current.is_(True))
        .group_by(columns.level)
    )
    with store.read() as connection:
        return {
            level: hashlib.sha256(f"{number} {versions} {at}".encode()).hexdigest()[:16]
            for level, number, versions, at in connection.execute(query)
        }


def outlines(
    store: Store, scope: Scope, code: str, *, level: str = "", shapes: str = ""
) -> list[StoredOutline]:
    """Return the current outlines of a jurisdiction by code, perhaps of one level.

    ``shapes``: ``full``, ``simplified`` (for pages), or empty: without any.
    """
    scope.require_jurisdiction(code)
    column = {"full": area_outline.c.shape, "simplified": area_outline.c.shape_simplified}
    asked: list[ColumnElement[Any]] = [area_outline.c[name] for name in _BESIDE]
    asked += [column[shapes].label("wkb")] if shapes else []
    query = select(*asked).where(
        area_outline.c.jurisdiction == code, area_outline.c.is_current.is_(True)
    )
    if level:
        query = query.where(area_outline.c.level == level)
    with store.read() as connection:
        found = connection.execute(query.order_by(area_outline.c.code)).mappings()
        return [_stored(row) for row in found]


def _stored(row: Any) -> StoredOutline:
    return StoredOutline(
        row["code"], row["name"], row["level"], row["parent"], row["version"],
        (row["label_lon"], row["label_lat"]), row["area_m2"], row["system"], row["file_name"],
        row["file_sha256"], row["actor"], row["at"],
        base64.b64decode(row["wkb"]) if "wkb" in row else None,
    )  # fmt: skip


def as_text(wkb: bytes) -> str:
    """Return a shape as the table has it."""
    return base64.b64encode(wkb).decode("ascii")


def current_shapes(
    connection: Connection, code: str, codes: Sequence[str]
) -> dict[str, tuple[str, str]]:
    """Return shape and simplified shape of the current outlines among ``codes``."""
    columns = (area_outline.c.code, area_outline.c.shape, area_outline.c.shape_simplified)
    found = {}
    for some in _parts(codes):
        query = select(*columns).where(
            area_outline.c.jurisdiction == code,
            area_outline.c.code.in_(some),
            area_outline.c.is_current.is_(True),
        )
        found.update({r.code: (r.shape, r.shape_simplified) for r in connection.execute(query)})
    return found


def last_versions(connection: Connection, code: str, codes: Sequence[str]) -> dict[str, int]:
    """Return the newest version of each of ``codes`` that has any, current or not."""
    found: dict[str, int] = {}
    for some in _parts(codes):
        query = select(area_outline.c.code, area_outline.c.version).where(
            area_outline.c.jurisdiction == code, area_outline.c.code.in_(some)
        )
        for area_code, version in connection.execute(query):
            found[area_code] = max(found.get(area_code, 0), version)
    return found


def add_outlines(
    connection: Connection, code: str, rows: Sequence[dict[str, Any]], *, same: dict[str, Any]
) -> None:
    """Add versions, which become the current ones; ``same``: what all rows have in common."""
    codes = [row["code"] for row in rows]
    for some in _parts(codes):
        connection.execute(
            update(area_outline)
            .where(
                area_outline.c.jurisdiction == code,
                area_outline.c.code.in_(some),
                area_outline.c.is_current.is_(True),
            )
            .values(is_current=False)
        )
    every = {"jurisdiction": code, "is_current": True, **same}
    columns: dict[str, list[Any]] = {name: [value] * len(rows) for name, value in every.items()}
    columns |= {name: [row[name] for row in rows] for name in (rows[0] if rows else {})}
    insert_columns(connection, area_outline, columns)


def _parts(codes: Sequence[str]) -> Iterable[Sequence[str]]:
    return (codes[start : start + _AT_ONCE] for start in range(0, len(codes), _AT_ONCE))
