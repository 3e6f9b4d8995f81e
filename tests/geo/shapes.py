"""Small cities of squares for the tests of outlines, and files of them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from geo.boundaries.directory import Directory, KnownArea, directory_of
from geo.boundaries.examine import Asked, Examined, Prepared, complete, prepare
from geo.boundaries.read_file import read_file

LON, LAT, SIDE = 119.30, 26.05, 0.02
COUNTY = "350102"
NAMES = ("鼓东街道", "鼓西街道", "温泉街道", "东街街道")
CODES = tuple(f"{COUNTY}{n:03d}" for n in range(1, 5))
Ring = list[list[float]]


def square(place: int, *, side: float = SIDE, lon: float = LON, lat: float = LAT) -> Ring:
    """The anticlockwise ring of one of four squares that make up a larger one."""
    x, y = lon + side * (place % 2), lat + side * (place // 2)
    return [[x, y], [x + side, y], [x + side, y + side], [x, y + side], [x, y]]


def directory() -> Directory:
    """A county of four streets, and a community in the first."""
    streets = [KnownArea(c, n, "street", COUNTY) for c, n in zip(CODES, NAMES, strict=True)]
    county = KnownArea(COUNTY, "鼓楼区", "county")
    return directory_of([county, *streets, KnownArea(f"{CODES[0]}001", "中山社区", "community")])


def feature(place: int, ring: Any = None, *, geometry: Any = None, **properties: Any) -> Any:
    """A feature of one of the streets."""
    shape = {"type": "Polygon", "coordinates": [ring if ring is not None else square(place)]}
    given = {"code": CODES[place], "name": NAMES[place], **properties}
    return {
        "type": "Feature",
        "properties": given,
        "geometry": shape if geometry is None else geometry,
    }


def collection(features: Sequence[Any]) -> dict[str, Any]:
    """A document of features."""
    return {"type": "FeatureCollection", "features": list(features)}


def four() -> list[Any]:
    """All four streets, nothing wrong with them."""
    return [feature(place) for place in range(4)]


def write(path: Path, document: Any) -> Path:
    """Write a GeoJSON file."""
    path.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
    return path


def prepared(path: Path, known: Directory | None = None, **asked: Any) -> Prepared:
    """Read and prepare a file of streets."""
    wanted = Asked(**{"file_name": path.name, "level": "street", **asked})
    return prepare(read_file(path), wanted, known or directory())


def examined(path: Path, known: Directory | None = None, **asked: Any) -> Examined:
    """Read, prepare and complete a file of streets in WGS-84."""
    known = known or directory()
    return complete(prepared(path, known, **asked), "wgs84", known, {}, path.name)


def kinds(found: Examined | Prepared) -> list[str]:
    """The kinds of what was found."""
    return [one.kind for one in found.findings]
