"""Outlines as pages draw them: one GeoJSON document a level, and the box around it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from geo.maps import Ground
from geo.store_reads import StoredOutline

_DIGITS = 5
"""Decimals of a degree that a page needs: a metre."""


@dataclass(frozen=True, slots=True)
class Placed:
    """Where an area lies: the point for its name, and the box around it (degrees)."""

    label: tuple[float, float]
    box: tuple[float, float, float, float]


def geojson_of(outlines: Sequence[StoredOutline]) -> bytes:
    """Return outlines (read with shapes) as a FeatureCollection: ``id`` is the area's code.

    Exterior rings run clockwise, against the standard: what browsers draw with (d3-geo) takes a
    ring that runs the other way for all the earth outside it.
    """
    import shapely
    from shapely.geometry import mapping

    shapes = shapely.from_wkb([one.wkb for one in outlines])
    drawn = shapely.orient_polygons(shapes, exterior_cw=True)
    features = [
        {
            "type": "Feature",
            "id": one.code,
            "properties": {"name": one.name},
            "geometry": _rounded(mapping(shape)),
        }
        for one, shape in zip(outlines, drawn, strict=True)
    ]
    document = {"type": "FeatureCollection", "features": features}
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()


def _rounded(value: object) -> object:
    if isinstance(value, float):
        return round(value, _DIGITS)
    if isinstance(value, dict):
        return {key: _rounded(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_rounded(one) for one in value]
    return value


def placed_of(outlines: Sequence[StoredOutline]) -> dict[str, Placed]:
    """Return by code where areas lie; of outlines that were read with shapes."""
    import shapely

    edges = shapely.bounds(shapely.from_wkb([one.wkb for one in outlines]))
    return {
        one.code: Placed(one.label, (west, south, east, north))
        for one, (west, south, east, north) in zip(outlines, edges.tolist(), strict=True)
    }


def ground_of(address: str, placed: Iterable[Placed]) -> Ground:
    """Return where browsers get the outlines, and the box around some of them.

    Raises ``ValueError`` without any.
    """
    edges = [one.box for one in placed]
    if not edges:
        raise ValueError("a ground needs an outline")
    wests, souths, easts, norths = zip(*edges, strict=True)
    return Ground(address, (min(wests), min(souths), max(easts), max(norths)))


def address_of(jurisdiction: str, level: str, version: str) -> str:
    """Return where browsers get a level's outlines."""
    return f"/outlines/{jurisdiction}/{level}/{version}.json"
