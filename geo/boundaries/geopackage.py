"""GeoPackage (OGC 12-128): an SQLite file whose tables hold WKB behind a short header."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import shapely

from geo.boundaries.findings import BoundaryFileError
from geo.boundaries.limits import Limits, check_areas, check_bytes, check_vertices
from geo.boundaries.read_area import FileRead, ReadArea
from geo.boundaries.rings import Notes, united

_ENVELOPES = {0: 0, 1: 32, 2: 48, 3: 48, 4: 64}
_FIXED = 8
_EMPTY, _EXTENDED = 0x10, 0x20
_POINT_BYTES = 16
_WORDS = {"Point": "点", "MultiPoint": "点", "LineString": "线", "MultiLineString": "线"}


@dataclass(frozen=True, slots=True)
class _Layer:
    table: str
    column: str
    stated: str


def read_geopackage(path: Path, limits: Limits, layer: str = "") -> FileRead:
    """Read the layer of that name, or the only one; ``BoundaryFileError`` says what is wrong."""
    check_bytes(path.stat().st_size, limits, path.name)
    # Immutable: no journal is looked for, nothing is locked or written.
    address = f"file:{quote(str(path.resolve()))}?mode=ro&immutable=1"
    try:
        with closing(sqlite3.connect(address, uri=True)) as connection:
            connection.execute("PRAGMA trusted_schema = OFF")
            connection.row_factory = sqlite3.Row
            chosen = _choose(connection, path.name, layer)
            _check_size(connection, chosen, limits, path.name)
            areas = tuple(_areas(connection, chosen))
    except (sqlite3.DatabaseError, sqlite3.OperationalError, UnicodeDecodeError) as error:
        raise BoundaryFileError(
            "broken_gpkg",
            f"“{path.name}”不是有效的 GeoPackage，或文件已损坏、不完整。请重新导出后重试。",
        ) from error
    names = dict.fromkeys(name for area in areas for name in area.properties)
    return FileRead("geopackage", areas, chosen.stated, "utf-8", chosen.table, fields=tuple(names))


def _choose(connection: sqlite3.Connection, name: str, wanted: str) -> _Layer:
    # Plain tables only: a view could be made of anything.
    rows = connection.execute(
        "SELECT c.table_name, g.column_name, s.organization, s.organization_coordsys_id,"
        " s.definition FROM gpkg_contents c"
        " JOIN gpkg_geometry_columns g ON g.table_name = c.table_name"
        " JOIN sqlite_master m ON m.name = c.table_name AND m.type = 'table'"
        " LEFT JOIN gpkg_spatial_ref_sys s ON s.srs_id = g.srs_id"
        " WHERE c.data_type = 'features' ORDER BY c.table_name"
    ).fetchall()
    layers = [_Layer(str(r["table_name"]), str(r["column_name"]), _stated(r)) for r in rows]
    named = "、".join(one.table for one in layers)
    if wanted:
        chosen = [one for one in layers if one.table == wanted]
        if not chosen:
            raise BoundaryFileError(
                "no_layer", f"“{name}”中没有图层“{wanted}”。现有图层：{named or '无'}。"
            )
        return chosen[0]
    if not layers:
        raise BoundaryFileError("no_areas", f"“{name}”中没有矢量图层。请导出面图层后重试。")
    if len(layers) > 1:
        raise BoundaryFileError(
            "several_layers", f"“{name}”中有 {len(layers)} 个图层：{named}。请用 --layer 指明。"
        )
    return layers[0]


def _stated(row: sqlite3.Row) -> str:
    organisation, code = row["organization"], row["organization_coordsys_id"]
    if organisation and str(organisation).casefold() == "epsg":
        return f"EPSG:{code}"
    definition = str(row["definition"] or "")
    return "" if definition.casefold() == "undefined" else definition


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _check_size(connection: sqlite3.Connection, layer: _Layer, limits: Limits, name: str) -> None:
    count, size = connection.execute(
        f"SELECT count(*), coalesce(sum(length({_quoted(layer.column)})), 0)"  # noqa: S608 - quoted
        f" FROM {_quoted(layer.table)}"
    ).fetchone()
    check_areas(count, limits, name)
    check_vertices(size // _POINT_BYTES, limits, name)


def _areas(connection: sqlite3.Connection, layer: _Layer) -> Iterator[ReadArea]:
    found = connection.execute(f"SELECT * FROM {_quoted(layer.table)}")  # noqa: S608 - quoted
    for row, values in enumerate(found, 1):
        properties = {
            key: values[key]
            for key in values.keys()  # noqa: SIM118 - a row is no mapping
            if key != layer.column and not isinstance(values[key], bytes)
        }
        notes = Notes()
        shape = _shape(values[layer.column], notes)
        yield ReadArea(row, properties, shape, tuple(notes.kinds), notes.other)


def _shape(blob: Any, notes: Notes) -> Any:
    """Return the polygons behind the header, None where there are none."""
    if blob is None:
        notes.add("empty")
        return None
    start = _wkb_start(blob)
    if start is None:
        notes.add("broken_shape")
        return None
    if start == 0:
        notes.add("empty")
        return None
    try:
        shape = shapely.from_wkb(blob[start:])
    except shapely.errors.GEOSException:
        try:
            # Rings that don't close are closed; everything else stays an error.
            shape = shapely.from_wkb(blob[start:], on_invalid="fix")
        except shapely.errors.GEOSException:
            shape = None
        if shape is None:
            notes.add("broken_shape")
            return None
        notes.add("unclosed")
    return polygons_of(shapely.force_2d(shape), notes)


def _wkb_start(blob: Any) -> int | None:
    """Return where the WKB begins, 0 for an empty geometry, None where the header is none."""
    if not isinstance(blob, bytes) or len(blob) < _FIXED or blob[:2] != b"GP":
        return None
    flags = blob[3]
    envelope = _ENVELOPES.get((flags >> 1) & 0x07)
    if envelope is None or flags & _EXTENDED:
        return None
    return 0 if flags & _EMPTY else _FIXED + envelope


def polygons_of(shape: Any, notes: Notes) -> Any:
    """Return the polygons of any shape as one; None, with a note, where it has none."""
    if shape.is_empty:
        notes.add("empty")
        return None
    if not _finite(shape):
        notes.add("numbers")
        return None
    kind = shape.geom_type
    if kind in ("Polygon", "MultiPolygon"):
        return shape
    if kind == "GeometryCollection":
        parts = [
            polygon
            for part in shapely.get_parts(shape)
            if part.geom_type in ("Polygon", "MultiPolygon")
            for polygon in shapely.get_parts(part)
        ]
        if parts:
            notes.add("collection")
            return united(parts, collected=True)
    notes.other = _WORDS.get(kind, "其他类型")
    notes.add("not_polygon")
    return None


def _finite(shape: Any) -> bool:
    import numpy as np

    return bool(np.isfinite(shapely.get_coordinates(shape)).all())
