"""From rings of figures to polygons: closing, counting and nesting them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

Floats = NDArray[np.float64]
LEAST = 4
"""Points of a closed ring, of which the last is the first."""


@dataclass
class Notes:
    """What was noticed while one area was read: kinds of findings, each once."""

    kinds: dict[str, None] = field(default_factory=dict)
    other: str = ""

    def add(self, kind: str) -> None:
        """Note a kind."""
        self.kinds.setdefault(kind)


def ring_of(positions: Any, notes: Notes) -> Floats | None:
    """Return a closed ring as rows of longitude and latitude; None where it can't be one.

    A height or a measure beside them is left out.
    """
    try:
        ring = np.array(positions, dtype=np.float64)
    except (TypeError, ValueError, OverflowError):
        notes.add("numbers")
        return None
    if ring.ndim != 2 or ring.shape[1] < 2:
        notes.add("numbers" if ring.size else "few_points")
        return None
    ring = ring[:, :2]
    if not np.isfinite(ring).all():
        notes.add("numbers")
        return None
    if len(ring) > 2 and (ring[0] != ring[-1]).any():
        notes.add("unclosed")
        ring = np.vstack([ring, ring[:1]])
    return ring


def signed_area(ring: Floats) -> float:
    """Return the area in square degrees, positive where the ring turns anticlockwise."""
    x, y = ring[:, 0] - ring[0, 0], ring[:, 1] - ring[0, 1]
    return float((x[:-1] * y[1:] - x[1:] * y[:-1]).sum() / 2)


def polygon_of(rings: Sequence[Any], notes: Notes, *, anticlockwise: bool | None) -> Any:
    """Return the polygon of an outer ring and holes; None where the outer one is none.

    ``anticlockwise``: how the outer ring should turn; None: the format doesn't say.
    """
    if not rings:
        notes.add("empty")
        return None
    shell, *rest = [ring_of(ring, notes) for ring in rings]
    if shell is None or len(shell) < LEAST:
        if shell is not None:
            notes.add("few_points")
        return None
    holes = []
    for hole in rest:
        if hole is None:
            continue
        if len(hole) < LEAST:
            notes.add("hole_dropped")
            continue
        holes.append(hole)
    if anticlockwise is not None:
        turns = [signed_area(shell) > 0, *(signed_area(hole) < 0 for hole in holes)]
        if not all(turn == anticlockwise for turn in turns):
            notes.add("ring_order")
    return shapely.Polygon(shell, holes)


def nested(rings: Iterable[Any], notes: Notes) -> list[Any]:
    """Return the polygons of a heap of rings, as Shapefiles have them, by what lies in what.

    A ring in an even number of others is an outer one. How they turn (outer ones clockwise, says
    the format) is only noted.
    """
    made: list[Floats] = []
    for positions in rings:
        ring = ring_of(positions, notes)
        if ring is None:
            continue
        if len(ring) < LEAST:
            notes.add("hole_dropped" if made else "few_points")
            continue
        made.append(ring)
    areas = [signed_area(ring) for ring in made]
    order = sorted(range(len(made)), key=lambda i: -abs(areas[i]))
    made, areas = [made[i] for i in order], [areas[i] for i in order]
    depth, owner = _depths(made)
    if any((areas[i] < 0) != (depth[i] % 2 == 0) for i in range(len(made))):
        notes.add("ring_order")
    holes: dict[int, list[Floats]] = {i: [] for i in range(len(made)) if depth[i] % 2 == 0}
    for i, within in enumerate(owner):
        if depth[i] % 2:
            holes[within].append(made[i])
    return [shapely.Polygon(made[i], inside) for i, inside in holes.items()]


def _depths(rings: list[Floats]) -> tuple[list[int], list[int]]:
    """Return in how many larger rings each lies, and the smallest that holds it (-1: none).

    The rings are sorted, the largest first.
    """
    depth, owner = [0] * len(rings), [-1] * len(rings)
    if len(rings) < 2:
        return depth, owner
    solid = shapely.polygons([shapely.linearrings(ring) for ring in rings])
    inner = shapely.point_on_surface(shapely.buffer(solid, 0))
    for i, j in shapely.STRtree(solid).query(inner, predicate="intersects").T.tolist():
        if j < i:
            depth[i] += 1
            owner[i] = max(owner[i], j)
    return depth, owner


def united(parts: Sequence[Any], *, collected: bool = False) -> Any:
    """Return one shape of polygons, None of none. ``collected``: they may overlap each other."""
    if not parts:
        return None
    if len(parts) == 1:
        return parts[0]
    if collected and shapely.is_valid(np.array(parts)).all():
        return shapely.union_all(parts)
    return shapely.multipolygons(list(parts))
