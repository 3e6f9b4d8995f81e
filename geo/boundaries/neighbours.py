"""Where neighbours of a level overlap or leave gaps between them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from geo.boundaries.findings import Finding, found
from geo.boundaries.measures import square_metres

LEAST = 1.0
"""Square metres: what is smaller comes from the last decimals of coordinates."""
TOLD = 15
"""So many of the largest are told one by one, the others as a sum."""


@dataclass(frozen=True, slots=True)
class Fault:
    """An overlap or a gap: square metres, where, and the places in the list of those beside it."""

    area: float
    lon: float
    lat: float
    beside: tuple[int, ...]


def faults_of(shapes: Sequence[Any]) -> tuple[list[Fault], list[Fault]]:
    """Return overlaps (two outlines cover the same ground) and gaps (ground that outlines enclose
    and none of them covers), the largest first.
    """
    made = np.array(shapes, dtype=object)
    if len(made) < 2:
        return [], []
    # Only those whose borders don't match their neighbours' can overlap: a look at the edges leaves
    # out all others.
    suspects = np.flatnonzero(~shapely.is_empty(shapely.coverage_invalid_edges(made)))
    return _overlaps(made, suspects), _gaps(made, matching=not len(suspects))


def _overlaps(made: NDArray[Any], suspects: NDArray[np.int64]) -> list[Fault]:
    if not len(suspects):
        return []
    some = made[suspects]
    first, second = shapely.STRtree(some).query(some, predicate="intersects")
    pairs = first < second
    first, second = first[pairs], second[pairs]
    common = shapely.intersection(some[first], some[second])
    places = zip(suspects[first].tolist(), suspects[second].tolist(), strict=True)
    return _faults(common, list(places))


def _gaps(made: NDArray[Any], *, matching: bool) -> list[Fault]:
    whole = shapely.coverage_union_all(made) if matching else shapely.union_all(made)
    holes = np.array(list(_holes(whole)), dtype=object)
    if not len(holes):
        return []
    tree = shapely.STRtree(made)
    beside: list[list[int]] = [[] for _ in holes]
    for hole, shape in tree.query(holes, predicate="intersects").T.tolist():
        beside[hole].append(shape)
    return _faults(holes, [tuple(sorted(found)) for found in beside])


def _holes(whole: Any) -> Iterator[Any]:
    for part in shapely.get_parts(whole):
        if part.geom_type == "Polygon":
            yield from (shapely.Polygon(ring) for ring in part.interiors)


def _faults(shapes: Any, places: Sequence[tuple[int, ...]]) -> list[Fault]:
    areas = square_metres(shapes)
    kept = np.flatnonzero(areas >= LEAST)
    points = shapely.point_on_surface(np.asarray(shapes, dtype=object)[kept])
    made = [
        Fault(float(areas[i]), float(x), float(y), places[int(i)])
        for i, x, y in zip(kept, shapely.get_x(points), shapely.get_y(points), strict=True)
    ]
    return sorted(made, key=lambda fault: (-fault.area, fault.beside))


def overlap_findings(
    faults: Iterable[Fault], codes: Sequence[str], names: Sequence[str]
) -> list[Finding]:
    """Return overlaps in words."""
    said: list[Finding] = []
    more: list[Fault] = []
    for fault in faults:
        one, other = fault.beside
        if len(said) < TOLD:
            said.append(
                found(
                    "overlap", code=codes[one], name=names[one], other=names[other],
                    other_code=codes[other], area=fault.area, lon=fault.lon, lat=fault.lat,
                )
            )  # fmt: skip
        else:
            more.append(fault)
    return said + _more("overlaps_more", more, codes)


def gap_findings(
    faults: Iterable[Fault], codes: Sequence[str], names: Sequence[str]
) -> list[Finding]:
    """Return gaps in words."""
    said: list[Finding] = []
    more: list[Fault] = []
    for fault in faults:
        if len(said) < TOLD:
            listed = "、".join(f"“{names[i]}”" for i in fault.beside[:4])
            said.append(
                found(
                    "gap", names=listed or "各区域", codes=[codes[i] for i in fault.beside],
                    area=fault.area, lon=fault.lon, lat=fault.lat,
                )
            )  # fmt: skip
        else:
            more.append(fault)
    return said + _more("gaps_more", more, codes)


def _more(kind: str, faults: list[Fault], codes: Sequence[str]) -> list[Finding]:
    if not faults:
        return []
    listed = [
        {
            "area": round(fault.area, 1), "lon": round(fault.lon, 6), "lat": round(fault.lat, 6),
            "codes": [codes[i] for i in fault.beside],
        }
        for fault in faults
    ]  # fmt: skip
    total = sum(fault.area for fault in faults)
    return [found(kind, count=len(faults), area=total, places=listed)]
