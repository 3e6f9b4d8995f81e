"""Reading what cities send about themselves: places with their points, local events.

Names and points of places and a city's events are nobody's secret: a scope needs the jurisdiction.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from data_access.store.engine import Store
from data_access.store.tables import area, local_event
from data_access.types import Scope


@dataclass(frozen=True, slots=True)
class PlacePoint:
    """One place's middle, in degrees. ``level``: county, street, community …"""

    code: str
    name: str
    level: str
    lon: float
    lat: float


@dataclass(frozen=True, slots=True)
class LocalEvent:
    """What happens in a city from day to day (both included), by its own words."""

    kind: str
    start: date
    end: date
    name: str


def place_points(store: Store, scope: Scope, jurisdiction: str) -> tuple[PlacePoint, ...]:
    """Return the places of a jurisdiction whose position was imported, by code; may be none."""
    scope.require_jurisdiction(jurisdiction)
    columns = (area.c.code, area.c.name, area.c.level, area.c.lon, area.c.lat)
    query = (
        select(*columns)
        .where(
            area.c.jurisdiction == jurisdiction, area.c.lon.is_not(None), area.c.lat.is_not(None)
        )
        .order_by(area.c.code)
    )
    with store.read() as connection:
        return tuple(PlacePoint(*row) for row in connection.execute(query))


def place_rows(
    store: Store, scope: Scope, jurisdiction: str
) -> list[tuple[str, str, float | None, float | None]]:
    """Return code, name, longitude and latitude of every place, with a position or not, by code."""
    scope.require_jurisdiction(jurisdiction)
    columns = (area.c.code, area.c.name, area.c.lon, area.c.lat)
    query = select(*columns).where(area.c.jurisdiction == jurisdiction).order_by(area.c.code)
    with store.read() as connection:
        return [(r.code, r.name, r.lon, r.lat) for r in connection.execute(query)]


def local_events(store: Store, scope: Scope, jurisdiction: str) -> list[LocalEvent]:
    """Return the city's own events, by day; one without a last day is over the same day."""
    scope.require_jurisdiction(jurisdiction)
    columns = (local_event.c.kind, local_event.c.day, local_event.c.end_day, local_event.c.name)
    query = (
        select(*columns)
        .where(local_event.c.jurisdiction == jurisdiction)
        .order_by(local_event.c.day, local_event.c.kind)
    )
    with store.read() as connection:
        return [
            LocalEvent(kind, day, last or day, name or kind)
            for kind, day, last, name in connection.execute(query)
        ]
