"""Names of places in the store: the user's list and what was learnt; reads, and the writes that
``place_actions.py`` is made of.

Names of places are nobody's secret: a scope needs the jurisdiction. Texts to learn from are masked.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import Any

import pandas as pd
from sqlalchemy import Connection, delete, func, insert, select, update

from data_access.store.bulk import insert_columns
from data_access.store.engine import Store
from data_access.store.tables import area, store_info, ticket_place, ticket_version
from data_access.types import Scope
from geo.places.calibration import Calibration
from geo.store_tables import place, place_learning

LISTED, LEARNT = "list", "learnt"
_MARK = "places_learnt_from:"
LIST_FIELDS = (
    "name", "kind", "area_code", "lon", "lat", "aliases", "valid_from", "valid_to",
)  # fmt: skip
_AREA_FIELDS = ("code", "name", "level", "parent", "population")
_PAST_FIELDS = ("ticket_no", "t_accept", "area_code", "org_lead", "title", "content")


@dataclass(frozen=True, slots=True)
class StoredPlace:
    """A name of the gazetteer. ``counts``: of a learnt one, tickets by area code; ``at``: naive
    UTC."""

    id: int
    source: str
    name: str
    kind: str
    area_code: str | None
    lon: float | None
    lat: float | None
    aliases: str | None
    valid_from: date | None
    valid_to: date | None
    counts: Mapping[str, int]
    actor: str
    at: datetime


@dataclass(frozen=True)
class Learning:
    """What learning found beside names. ``usual``: area code, lead unit and number of tickets."""

    tickets: int
    calibration: Calibration
    usual: tuple[tuple[str, str, int], ...]
    at: datetime


def stored_places(
    store: Store, scope: Scope, code: str, *, source: str = "", name: str = ""
) -> list[StoredPlace]:
    """Return the names that count, by name; perhaps those of one source, or one name."""
    scope.require_jurisdiction(code)
    query = select(place).where(place.c.jurisdiction == code, place.c.removed_at.is_(None))
    query = query.where(place.c.source == source) if source else query
    query = query.where(place.c.name == name) if name else query
    with store.read() as connection:
        rows = connection.execute(query.order_by(place.c.name, place.c.area_code, place.c.id))
        return [_stored(row) for row in rows.mappings()]


def _stored(row: Any) -> StoredPlace:
    same = {name: row[name] for name in ("id", "source", *LIST_FIELDS, "actor", "at")}
    return StoredPlace(counts=MappingProxyType(row["counts"] or {}), **same)


def known_areas(store: Store, scope: Scope, code: str) -> pd.DataFrame:
    """Return the areas with a name (code, name, level, parent, population) that are still there."""
    scope.require_jurisdiction(code)
    mine = (area.c.jurisdiction == code, area.c.valid_to.is_(None))
    query = select(*(area.c[name] for name in _AREA_FIELDS)).where(*mine).order_by(area.c.code)
    with store.read() as connection:
        rows = [tuple(row) for row in connection.execute(query)]
    frame = pd.DataFrame(rows, columns=list(_AREA_FIELDS))
    # An area known by its code alone has that for a name.
    return frame[~frame["name"].astype(str).str.fullmatch(r"[\d\s]*")]


def shares_of(store: Store, scope: Scope, code: str) -> dict[str, int]:
    """Return how many current tickets there are by what is known of their place: state, or
    ``not_read``."""
    scope.require_jurisdiction(code)
    joined = ticket_version.outerjoin(
        ticket_place, ticket_place.c.version_id == ticket_version.c.version_id
    )
    query = (
        select(func.coalesce(ticket_place.c.state, "not_read"), func.count())
        .select_from(joined)
        .where(ticket_version.c.jurisdiction == code, ticket_version.c.is_current)
        .group_by(func.coalesce(ticket_place.c.state, "not_read"))
    )
    with store.read() as connection:
        return {str(state): int(n) for state, n in connection.execute(query)}


def learning_of(store: Store, scope: Scope, code: str) -> Learning | None:
    """Return what was learnt last, None where nothing has been yet."""
    scope.require_jurisdiction(code)
    query = select(place_learning).where(place_learning.c.jurisdiction == code)
    with store.read() as connection:
        row = connection.execute(query).mappings().first()
    if row is None:
        return None
    curves = {
        level: tuple((float(a), float(b)) for a, b in curve)
        for level, curve in row["curves"].items()
    }
    usual = tuple((str(a), str(unit), int(n)) for a, unit, n in row["usual"])
    return Learning(
        row["tickets"], Calibration(MappingProxyType(curves), row["judged"]), usual, row["at"]
    )


def past_tickets(
    store: Store, scope: Scope, code: str, most: int, *, with_area: bool = True
) -> pd.DataFrame:
    """Return the newest tickets with their masked texts, those alone whose area the source told
    unless ``with_area`` is off."""
    scope.require_jurisdiction(code)
    version = ticket_version.c
    query = (
        select(*(version[name] for name in _PAST_FIELDS))
        .where(version.jurisdiction == code, version.is_current)
        .order_by(version.t_accept.desc(), version.ticket_no.desc())
        .limit(most)
    )
    query = query.where(version.area_code.is_not(None)) if with_area else query
    with store.read() as connection:
        rows = [tuple(row) for row in connection.execute(query)]
    return pd.DataFrame(rows, columns=list(_PAST_FIELDS))


def past_versions(store: Store, scope: Scope, code: str, most: int) -> list[int]:
    """Return the versions of the tickets that ``past_tickets`` reads, newest first."""
    scope.require_jurisdiction(code)
    version = ticket_version.c
    query = (
        select(version.version_id)
        .where(version.jurisdiction == code, version.is_current, version.area_code.is_not(None))
        .order_by(version.t_accept.desc(), version.ticket_no.desc())
        .limit(most)
    )
    with store.read() as connection:
        return list(connection.execute(query).scalars())


def names_taken_away(store: Store, scope: Scope, code: str) -> list[str]:
    """Return the learnt names that somebody took away."""
    scope.require_jurisdiction(code)
    gone = (place.c.jurisdiction == code, place.c.source == LEARNT, place.c.removed_at.is_not(None))
    with store.read() as connection:
        query = select(place.c.name).where(*gone).distinct().order_by(place.c.name)
        return list(connection.execute(query).scalars())


def learning_mark(store: Store, scope: Scope, code: str) -> str:
    """Return the print of what was learnt from last, empty where nothing was."""
    scope.require_jurisdiction(code)
    with store.read() as connection:
        query = select(store_info.c.value).where(store_info.c.name == f"{_MARK}{code}")
        return connection.execute(query).scalar() or ""


def set_learning_mark(connection: Connection, code: str, mark: str) -> None:
    """Keep the print of what was learnt from, in the transaction that keeps what was learnt."""
    name = f"{_MARK}{code}"
    connection.execute(delete(store_info).where(store_info.c.name == name))
    connection.execute(insert(store_info).values(name=name, value=mark))


def replace_learnt(
    connection: Connection, code: str, rows: Sequence[Mapping[str, Any]], *, same: dict[str, Any]
) -> int:
    """Put learnt names in the place of those of before; return how many. Names that somebody took
    away stay away."""
    learnt = (place.c.jurisdiction == code, place.c.source == LEARNT)
    away = select(place.c.name).where(*learnt, place.c.removed_at.is_not(None))
    gone = set(connection.execute(away).scalars())
    connection.execute(delete(place).where(*learnt, place.c.removed_at.is_(None)))
    kept = [row for row in rows if row["name"] not in gone]
    every = {"jurisdiction": code, "source": LEARNT, **same}
    columns: dict[str, list[Any]] = {name: [value] * len(kept) for name, value in every.items()}
    columns |= {name: [row[name] for row in kept] for name in ("name", "kind", "counts")}
    insert_columns(connection, place, columns)
    return len(kept)


def set_learning(connection: Connection, code: str, values: dict[str, Any]) -> None:
    """Keep what learning found, in the place of what it found before."""
    connection.execute(delete(place_learning).where(place_learning.c.jurisdiction == code))
    connection.execute(insert(place_learning).values(jurisdiction=code, **values))


def listed_rows(connection: Connection, code: str) -> dict[tuple[str, str], tuple[Any, ...]]:
    """Return the list's places that count, by name and area: number and fields."""
    query = select(place.c.id, *(place.c[name] for name in LIST_FIELDS)).where(
        place.c.jurisdiction == code, place.c.source == LISTED, place.c.removed_at.is_(None)
    )
    return {(row.name, row.area_code): tuple(row) for row in connection.execute(query)}


def add_listed(
    connection: Connection, code: str, rows: Sequence[Mapping[str, Any]], *, same: dict[str, Any]
) -> None:
    """Add places to the list."""
    every = {"jurisdiction": code, "source": LISTED, **same}
    columns: dict[str, list[Any]] = {name: [value] * len(rows) for name, value in every.items()}
    columns |= {name: [row[name] for row in rows] for name in LIST_FIELDS}
    insert_columns(connection, place, columns)


def remove_places(connection: Connection, ids: Sequence[int], *, actor: str, at: datetime) -> None:
    """Take names away; their rows stay, so that what was learnt does not come back."""
    for start in range(0, len(ids), 500):
        mine = place.c.id.in_(ids[start : start + 500])
        connection.execute(update(place).where(mine).values(removed_by=actor, removed_at=at))
