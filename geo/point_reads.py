"""Where tickets lie: points to hold outlines against, within a reader's scope."""

from __future__ import annotations

from dataclasses import dataclass

from data_access.extract.query import Extract
from data_access.types import Filters, Period, Scope

MOST_POINTS = 20_000
"""More make no hypothesis clearer."""
_DAYS = 730
_POINTS = f"""
SELECT lon, lat, area FROM (
    SELECT lon, lat, coalesce(area_code, '') AS area,
        row_number() OVER (ORDER BY hash(ticket_no), ticket_no) AS place
    FROM t WHERE lon IS NOT NULL AND lat IS NOT NULL
) WHERE place <= {MOST_POINTS} ORDER BY place
"""  # noqa: S608 - a number of ours


@dataclass(frozen=True, slots=True)
class TicketPoints:
    """Positions of tickets in degrees, WGS-84, with the code of the area that each names."""

    lon: tuple[float, ...]
    lat: tuple[float, ...]
    area: tuple[str, ...]


def ticket_points(extract: Extract, scope: Scope, jurisdiction: str) -> TicketPoints:
    """Return the points of the tickets of the last two years, an even choice of them where many.

    Empty where there is no data, or none with positions.
    """
    last = extract.last_day(jurisdiction)
    if last is None:
        return TicketPoints((), (), ())
    filters = Filters(jurisdiction, Period.last_days(last, _DAYS))
    found = extract.arrow(scope, filters, _POINTS)
    columns = [found.column(name).to_pylist() for name in ("lon", "lat", "area")]
    return TicketPoints(*(tuple(column) for column in columns))
