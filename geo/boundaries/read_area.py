"""What a reader gives: areas as the file has them, with what was noticed while reading."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Format = Literal["geojson", "shapefile", "geopackage"]
FORMATS: dict[Format, str] = {
    "geojson": "GeoJSON",
    "shapefile": "Shapefile",
    "geopackage": "GeoPackage",
}


@dataclass(frozen=True, slots=True)
class ReadArea:
    """One row. ``shape``: a shapely polygon or multipolygon, None where there is none to take.

    ``notes``: kinds of findings; ``other``: what it is instead of a polygon, in words.
    """

    row: int
    properties: Mapping[str, Any]
    shape: Any
    notes: tuple[str, ...] = ()
    other: str = ""


@dataclass(frozen=True, slots=True)
class FileRead:
    """A file's areas. ``stated``: what it says of its coordinate system, in its own words."""

    format: Format
    areas: tuple[ReadArea, ...]
    stated: str = ""
    encoding: str = ""
    layer: str = ""
    fields: tuple[str, ...] = field(default=())
