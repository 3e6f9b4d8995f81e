"""Shapefiles: outlines from .shp, properties from .dbf in any encoding, the system from .prj."""

from __future__ import annotations

import codecs
import io
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import shapefile

from geo.boundaries.findings import BoundaryFileError
from geo.boundaries.limits import Limits, check_areas
from geo.boundaries.read_area import FileRead, ReadArea
from geo.boundaries.rings import Notes, nested, united
from geo.boundaries.shapefile_parts import Parts, parts_of

_POLYGONS = {5, 15, 25}
_WORDS = {1: "点", 11: "点", 21: "点", 8: "点", 18: "点", 28: "点", 3: "线", 13: "线", 23: "线"}
# Language drivers that a .dbf names in its byte 29.
_DRIVERS = {0x4D: "gb18030", 0x7A: "gb18030"}
_CODE_PAGES = {
    "utf8": "utf-8", "utf-8": "utf-8", "65001": "utf-8",
    "gbk": "gb18030", "gb2312": "gb18030", "gb18030": "gb18030", "936": "gb18030",
    "cp936": "gb18030", "ansi 936": "gb18030", "54936": "gb18030",
}  # fmt: skip
_BROKEN = (shapefile.ShapefileException, struct.error, ValueError, IndexError, KeyError, EOFError)


def read_shapefile(path: Path, limits: Limits) -> FileRead:
    """Read a .shp with the parts beside it, or a .zip; ``BoundaryFileError`` says what is wrong."""
    parts = parts_of(path, limits)
    rows, encoding = _records(parts, path.name)
    try:
        with shapefile.Reader(shp=io.BytesIO(parts.shp), shx=_index(parts)) as reader:
            shapes = list(_shapes(reader))
    except (*_BROKEN, AssertionError) as error:
        raise BoundaryFileError(
            "broken_shp", f"“{path.name}”的 .shp 文件已损坏，无法读出。请重新导出整套文件。"
        ) from error
    check_areas(len(shapes), limits, path.name)
    if len(rows) != len(shapes):
        raise BoundaryFileError(
            "rows_differ",
            f"“{path.name}”的 .shp 有 {len(shapes):,} 个图形，.dbf 有 {len(rows):,} 行，对不上。"
            "请重新导出整套文件，不要单独编辑其中一个。",
        )
    areas = tuple(
        ReadArea(row, rows[row - 1], shape, tuple(notes.kinds), notes.other)
        for row, (shape, notes) in enumerate(shapes, 1)
    )
    stated = parts.prj.decode("utf-8", "replace").strip()
    return FileRead("shapefile", areas, stated, encoding, fields=tuple(rows[0]))


def _index(parts: Parts) -> io.BytesIO | None:
    """Return the index where it is whole; without it the outlines are read in their order."""
    count, rest = divmod(len(parts.shx) - 100, 8)
    return io.BytesIO(parts.shx) if count > 0 and rest == 0 else None


def _shapes(reader: Any) -> Iterator[tuple[Any, Notes]]:
    for shape in reader.iterShapes():
        notes = Notes()
        kind = shape.shapeType if shape is not None else 0
        if kind in _POLYGONS and len(shape.points):
            ends = [*list(shape.parts)[1:], len(shape.points)]
            rings = [shape.points[start:end] for start, end in zip(shape.parts, ends, strict=True)]
            yield united(nested(rings, notes)), notes
            continue
        if kind in (0, *_POLYGONS):
            notes.add("empty")
        else:
            notes.other = _WORDS.get(kind, "其他类型")
            notes.add("not_polygon")
        yield None, notes


def _records(parts: Parts, name: str) -> tuple[list[dict[str, Any]], str]:
    """Return the properties of every row, and the encoding that suits all of them.

    Read as Latin-1, which keeps every byte, and decoded here: so a text that the width of its field
    cut in the middle of a character is told from one of another encoding.
    """
    try:
        with shapefile.Reader(dbf=io.BytesIO(parts.dbf), encoding="latin-1") as reader:
            rows = [dict(record.as_dict()) for record in reader.iterRecords()]
    except (*_BROKEN, AssertionError) as error:
        raise BoundaryFileError(
            "broken_dbf", f"“{name}”的 .dbf 文件已损坏，无法读出。请重新导出整套文件。"
        ) from error
    check_areas(len(rows), Limits(), name)
    for cut in (False, True):
        for encoding in _encodings(parts):
            try:
                return [_decoded(row, encoding, cut=cut) for row in rows], encoding
            except UnicodeDecodeError:
                continue
    raise BoundaryFileError(
        "encoding",
        f"“{name}”的 .dbf 文字编码有误，既不是 UTF-8 也不是 GBK。请重新导出，字符编码选 UTF-8。",
    )


def _decoded(row: dict[str, Any], encoding: str, *, cut: bool) -> dict[str, Any]:
    return {
        _text(key, encoding, cut=cut): _text(value, encoding, cut=cut)
        if isinstance(value, str)
        else _plain(value)
        for key, value in row.items()
    }


def _text(value: str, encoding: str, *, cut: bool) -> str:
    """Return a text in its true encoding. ``cut``: it may end inside a character, which goes."""
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    return decoder.decode(value.encode("latin-1"), final=not cut).strip()


def _encodings(parts: Parts) -> list[str]:
    """Return what to try in turn: as the .cpg says, as the .dbf says, UTF-8, GBK."""
    said = parts.cpg.decode("ascii", "replace").strip().casefold()
    driver = parts.dbf[29] if len(parts.dbf) > 29 else 0
    wanted = [_CODE_PAGES.get(said), _DRIVERS.get(driver), "utf-8", "gb18030"]
    return list(dict.fromkeys(name for name in wanted if name))


def _plain(value: Any) -> Any:
    return value if value is None or isinstance(value, str | int | float | bool) else str(value)
