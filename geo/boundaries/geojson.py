"""GeoJSON (RFC 7946): a FeatureCollection, a Feature, or a bare geometry."""

from __future__ import annotations

import gc
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from geo.boundaries.findings import BoundaryFileError
from geo.boundaries.limits import Limits, brackets_in, check_areas, check_bytes, check_vertices
from geo.boundaries.read_area import FileRead, ReadArea
from geo.boundaries.rings import Notes, polygon_of, united

WORDS = {
    "Point": "点", "MultiPoint": "点", "LineString": "线", "MultiLineString": "线",
}  # fmt: skip
GEOMETRIES = (*WORDS, "Polygon", "MultiPolygon", "GeometryCollection")
_DEEPEST = 8


def read_geojson(path: Path, limits: Limits) -> FileRead:
    """Read a file; ``BoundaryFileError`` says what is wrong with it as a whole."""
    check_bytes(path.stat().st_size, limits, path.name)
    check_vertices(brackets_in(path), limits, path.name)
    text, encoding = _text(path)
    document = _document(text, path.name)
    features = _features(document, path.name)
    check_areas(len(features), limits, path.name)
    areas = tuple(_area(row, feature) for row, feature in enumerate(features, 1))
    names = dict.fromkeys(name for area in areas for name in area.properties)
    return FileRead("geojson", areas, _stated(document), encoding, fields=tuple(names))


def _text(path: Path) -> tuple[str, str]:
    data = path.read_bytes()
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding), "utf-8" if encoding == "utf-8-sig" else encoding
        except UnicodeDecodeError:
            continue
    raise BoundaryFileError(
        "encoding",
        f"文件“{path.name}”的文字编码有误，既不是 UTF-8 也不是 GB18030。请以 UTF-8 编码重新导出。",
    )


def _document(text: str, name: str) -> Mapping[str, Any]:
    try:
        with _undisturbed():
            found = json.loads(text, parse_constant=lambda _word: None)
    except json.JSONDecodeError as error:
        # A file that was cut off breaks at its end (or in the string that is open there).
        if text.lstrip()[:1] in ("{", "[") and not text.rstrip().endswith(("}", "]")):
            raise BoundaryFileError(
                "half",
                f"文件“{name}”不完整，在第 {error.lineno} 行中断。请重新下载或重新导出整个文件。",
            ) from error
        raise BoundaryFileError(
            "not_json",
            f"文件“{name}”不是有效的 JSON（第 {error.lineno} 行第 {error.colno} 个字符处出错）。"
            "请用制图软件重新导出为 GeoJSON。",
        ) from error
    except (RecursionError, ValueError) as error:
        # Nested beyond all measure, or a number of thousands of digits.
        raise _no_geojson(name) from error
    if not isinstance(found, Mapping):
        raise _no_geojson(name)
    return found


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Keep Python from looking for dead objects while millions of live ones come: half the time."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def _no_geojson(name: str) -> BoundaryFileError:
    return BoundaryFileError(
        "not_geojson",
        f"文件“{name}”是 JSON，但不是 GeoJSON（没有 FeatureCollection、Feature 或几何图形）。"
        "TopoJSON 等格式请先用制图软件转换为 GeoJSON。",
    )


def _features(document: Mapping[str, Any], name: str) -> list[Any]:
    kind = document.get("type")
    if kind == "FeatureCollection" and isinstance(document.get("features"), list):
        features: list[Any] = document["features"]
        return features
    if kind == "Feature":
        return [document]
    if kind in GEOMETRIES:
        return [{"type": "Feature", "properties": {}, "geometry": document}]
    raise _no_geojson(name)


def _stated(document: Mapping[str, Any]) -> str:
    """Return what an older file's member ``crs`` names."""
    crs = document.get("crs")
    named = crs.get("properties") if isinstance(crs, Mapping) else None
    return str(named.get("name", "")) if isinstance(named, Mapping) else ""


def _area(row: int, feature: Any) -> ReadArea:
    notes = Notes()
    if not isinstance(feature, Mapping):
        return ReadArea(row, {}, None, ("broken_shape",))
    given = feature.get("properties")
    properties = dict(given) if isinstance(given, Mapping) else {}
    if "id" in feature:
        properties.setdefault("id", feature["id"])
    geometry = feature.get("geometry")
    if not isinstance(geometry, Mapping):
        return ReadArea(row, properties, None, ("empty",))
    parts = list(_polygons(geometry, notes))
    shape = united(parts, collected="collection" in notes.kinds)
    if shape is None and not notes.kinds:
        notes.add("not_polygon" if notes.other else "empty")
    return ReadArea(row, properties, shape, tuple(notes.kinds), notes.other)


def _polygons(geometry: Mapping[str, Any], notes: Notes, depth: int = 0) -> Iterator[Any]:
    """Yield the polygons of a geometry, whatever it is made of."""
    kind = geometry.get("type")
    if kind == "GeometryCollection":
        inside = geometry.get("geometries")
        members = [m for m in inside if isinstance(m, Mapping)] if isinstance(inside, list) else []
        before = notes.other
        parts = []
        if depth < _DEEPEST:
            parts = [part for m in members for part in _polygons(m, notes, depth + 1)]
        if parts:
            notes.add("collection")
            notes.other = before
        yield from parts
        return
    coordinates = geometry.get("coordinates")
    if kind in WORDS:
        notes.other = WORDS[str(kind)]
        return
    if kind not in ("Polygon", "MultiPolygon") or not isinstance(coordinates, list):
        notes.add("broken_shape")
        return
    for rings in [coordinates] if kind == "Polygon" else coordinates:
        if not isinstance(rings, list):
            notes.add("numbers")
            continue
        polygon = polygon_of(rings, notes, anticlockwise=True)
        if polygon is not None:
            yield polygon
