"""Reading a file of outlines, whatever of the known formats it is: told by its content."""

from __future__ import annotations

from pathlib import Path

from geo.boundaries.findings import BoundaryFileError
from geo.boundaries.limits import LIMITS, Limits
from geo.boundaries.read_area import FileRead

_HEAD = 512
_OTHER_PARTS = (".dbf", ".shx", ".prj", ".cpg")


def read_file(path: Path, *, layer: str = "", limits: Limits = LIMITS) -> FileRead:
    """Read a file; ``BoundaryFileError`` says what is wrong with it as a whole.

    ``layer``: which layer of a GeoPackage.
    """
    if path.suffix.casefold() in _OTHER_PARTS and path.with_suffix(".shp").is_file():
        path = path.with_suffix(".shp")
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if not head.strip():
        raise BoundaryFileError("empty_file", f"文件“{path.name}”是空的。请重新导出。")
    if head.startswith(b"SQLite format 3\0"):
        from geo.boundaries.geopackage import read_geopackage

        return read_geopackage(path, limits, layer)
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")) or path.suffix.casefold() in (
        ".shp",
        ".zip",
    ):
        from geo.boundaries.shapefiles import read_shapefile

        return read_shapefile(path, limits)
    if _looks_like_json(head) or path.suffix.casefold() in (".json", ".geojson"):
        from geo.boundaries.geojson import read_geojson

        return read_geojson(path, limits)
    raise BoundaryFileError(
        "unknown_format",
        f"不认识文件“{path.name}”的格式。可以导入 GeoJSON、Shapefile（.shp 或 .zip）和 GeoPackage；"
        "KML、MapInfo、CAD 等请先用制图软件转换。",
    )


def _looks_like_json(head: bytes) -> bool:
    return head.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in (b"{", b"[")
