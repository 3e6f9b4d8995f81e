"""Which names of areas fit a map without overlapping."""

from __future__ import annotations

from collections.abc import Sequence
from math import asinh, degrees, radians, tan

from geo.maps.painted import Area, Ground
from style.chart_style import NOTE_SIZE, text_width

AIR = 0.03
"""The share of a map's width and height that stays free at each side."""
_APART = NOTE_SIZE + 4


def fitting(ground: Ground, areas: Sequence[Area], wide: float, high: float) -> list[Area]:
    """Return the areas whose names stand free of each other on a map of ``wide`` × ``high`` px.

    What stands out comes first, then the largest values, then the lowest code.
    """
    west, south, east, north = ground.box
    across = mercator(north) - mercator(south)
    scale = min(wide / max(east - west, 1e-6), high / max(across, 1e-6)) / (1 + 2 * AIR)
    edge = AIR * wide
    found: list[Area] = []
    taken: list[tuple[float, float, float]] = []
    for area in sorted(areas, key=lambda a: (a.paint == "plain", -(a.value or 0), a.code)):
        x, y = (area.lon - west) * scale, (mercator(area.lat) - mercator(south)) * scale
        half = text_width(area.label, NOTE_SIZE) / 2 + 3
        inside = half <= x + edge and x + half <= (east - west) * scale + 2 * edge
        if inside and all(
            abs(x - at) >= half + other or abs(y - up) >= _APART for at, up, other in taken
        ):
            taken.append((x, y, half))
            found.append(area)
    return found


def mercator(lat: float) -> float:
    """Return the height of a latitude in Mercator's projection, in degrees at the equator."""
    return degrees(asinh(tan(radians(lat))))
