"""Where places lie, for maps: a point each. Names and points of places are nobody's secret."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from data_access.store.engine import Store
from data_access.store.tables import area
from data_access.types import Scope


@dataclass(frozen=True, slots=True)
class PlacePoint:
    """One place's middle, in degrees. ``level``: county, street, community …"""

    code: str
    name: str
    level: str
    lon: float
    lat: float


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
