"""Making one area's shape whole: what is safe to repair is, the rest is refused."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely

SAFE_CHANGE = 0.001
"""The share by which a repair may change an area."""


@dataclass(frozen=True, slots=True)
class Repaired:
    """``shapes``: valid where repair was safe, None where not; ``change``: share by which each
    area changed, NaN where nothing was repaired.
    """

    shapes: list[Any]
    change: list[float]


def repair_all(shapes: list[Any]) -> Repaired:
    """Repair self-crossing outlines and let outer rings turn anticlockwise (RFC 7946)."""
    made = np.array(shapes, dtype=object)
    change = np.full(len(made), np.nan)
    for i in np.flatnonzero(~shapely.is_valid(made)):
        before = float(shapely.area(made[i]))
        whole = _polygons_only(shapely.make_valid(made[i], method="structure"))
        after = float(shapely.area(whole))
        change[i] = abs(after - before) / before if before > 0 else np.inf
        # The area of a figure of eight is the difference of its halves: what says nothing about
        # the repair. The other way of repairing keeps every part; both must agree.
        other = float(shapely.area(_polygons_only(shapely.make_valid(made[i]))))
        if after > 0:
            change[i] = max(change[i], abs(other - after) / after)
        made[i] = whole if after > 0 and change[i] <= SAFE_CHANGE else None
    kept = np.flatnonzero([shape is not None for shape in made])
    made[kept] = shapely.orient_polygons(made[kept])
    return Repaired(list(made), change.tolist())


def _polygons_only(shape: Any) -> Any:
    """Return the polygons of what a repair gave, without lines and points."""
    if shape.geom_type in ("Polygon", "MultiPolygon"):
        return shape
    parts = [
        polygon
        for part in shapely.get_parts(shape)
        if part.geom_type in ("Polygon", "MultiPolygon")
        for polygon in shapely.get_parts(part)
    ]
    return shapely.union_all(parts) if parts else shapely.Polygon()
