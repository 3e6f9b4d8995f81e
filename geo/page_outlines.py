"""Outlines as pages draw them: one GeoJSON document a level, and the box around it."""

from __future__ import annotations

import json
from collections.abc import Sequence

from geo.maps import Ground
from geo.store_reads import StoredOutline

_DIGITS = 5
"""Decimals of a degree that a page needs: a metre."""


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


def ground_of(jurisdiction: str, version: str, outlines: Sequence[StoredOutline]) -> Ground:
    """Return where browsers get a level's outlines, and the box around them.

    Raises ``ValueError`` without any outline.
    """
    import shapely

    if not outlines:
        raise ValueError("a ground needs an outline")
    shapes = shapely.from_wkb([one.wkb for one in outlines])
    west, south, east, north = (float(edge) for edge in shapely.total_bounds(shapes))
    return Ground(
        f"/outlines/{jurisdiction}/{outlines[0].level}/{version}.json", (west, south, east, north)
    )
