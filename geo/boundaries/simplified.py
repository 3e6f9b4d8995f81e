"""Outlines for pages: fewer points, and still the same border for both neighbours."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from geo.boundaries.levels import Level
from geo.boundaries.measures import DEGREE

TOLERANCE: dict[Level, float] = {
    "province": 800.0, "city": 300.0, "county": 100.0, "street": 30.0, "community": 12.0,
}  # fmt: skip
"""Metres: about the side of the corners that are cut off, at first."""
MOST_BYTES = 300_000
"""What all outlines of a level together may take in a page."""
_POINT_BYTES, _AREA_BYTES = 20, 120
_COARSEST = 12.0
"""How many times the first tolerance is gone up to; an outline keeps its shape."""
_STEP = 1.5


def page_bytes(shapes: Sequence[Any]) -> int:
    """Return about how many bytes of JSON the shapes take, with five decimals (a metre)."""
    points = int(shapely.get_num_coordinates(np.array(shapes, dtype=object)).sum())
    return points * _POINT_BYTES + len(shapes) * _AREA_BYTES


def simplify(shapes: Sequence[Any], level: Level) -> list[Any]:
    """Return the shapes with fewer points, small enough for a page where their number allows it.

    All outlines of a level must be given at once: a border is only kept as one where both sides
    are there. Outlines that don't match their neighbours' keep what they overlap or leave open.
    """
    made = np.array(shapes, dtype=object)
    if not len(made):
        return []
    middle = float(shapely.total_bounds(made)[[1, 3]].mean())
    scale = np.array([DEGREE * np.cos(np.radians(middle)), DEGREE])
    plane = shapely.transform(made, lambda points: points * scale)
    tolerance = TOLERANCE[level]
    fewer = shapely.coverage_simplify(plane, tolerance)
    while page_bytes(fewer) > MOST_BYTES and tolerance < TOLERANCE[level] * _COARSEST:
        # Points are about as many as the tolerance is small: most of the way in one step.
        too_many = page_bytes(fewer) / MOST_BYTES
        tolerance *= max(_STEP, min(too_many**0.8, _COARSEST * TOLERANCE[level] / tolerance))
        fewer = shapely.coverage_simplify(fewer, tolerance)
    found = shapely.transform(fewer, lambda points: points / scale)
    return _whole(found, made)


def _whole(found: NDArray[Any], made: NDArray[Any]) -> list[Any]:
    """Return the simplified shapes, and as they were those that lost themselves in it."""
    lost = shapely.is_empty(found) | ~shapely.is_valid(found)
    found[lost] = made[lost]
    return list(found)


def label_points(shapes: Sequence[Any], simplified: Sequence[Any]) -> NDArray[np.float64]:
    """Return for each area a point well inside, for its name: longitude and latitude.

    The middle of the largest circle in its largest part (as polylabel finds it) where that lies in
    the full outline, else any point on it.
    """
    points = np.empty((len(shapes), 2))
    for i, (full, fewer) in enumerate(zip(shapes, simplified, strict=True)):
        parts = shapely.get_parts(fewer)
        largest = parts[int(np.argmax(shapely.area(parts)))]
        reach = float(np.sqrt(shapely.area(largest))) / 50
        circle = shapely.maximum_inscribed_circle(largest, tolerance=reach)
        point = shapely.get_point(circle, 0)
        if not shapely.intersects(full, point):
            point = shapely.point_on_surface(full)
        points[i] = shapely.get_x(point), shapely.get_y(point)
    return points
