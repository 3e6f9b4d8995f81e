"""The parts of a Shapefile: beside each other in a folder, or packed into one .zip."""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from geo.boundaries.findings import BoundaryFileError
from geo.boundaries.limits import Limits, check_bytes, check_vertices

_SUFFIXES = (".shp", ".shx", ".dbf", ".cpg", ".prj")
_HEADER = 100
_MAGIC = (9994).to_bytes(4, "big")
_POINT_BYTES = 16


@dataclass(frozen=True, slots=True)
class Parts:
    """The bytes of each part. ``shx``, ``dbf``, ``cpg``, ``prj`` may be empty."""

    shp: bytes
    shx: bytes
    dbf: bytes
    cpg: bytes
    prj: bytes


def parts_of(path: Path, limits: Limits) -> Parts:
    """Return the parts of the Shapefile that a .shp or a .zip is; what lacks is said."""
    is_packed = path.suffix.casefold() == ".zip" or zipfile.is_zipfile(path)
    found = _packed(path, limits) if is_packed else _beside(path, limits)
    parts = Parts(*(found.get(suffix, b"") for suffix in (".shp", ".shx", ".dbf", ".cpg", ".prj")))
    _check_main(parts.shp, path.name, limits)
    if not parts.dbf:
        raise BoundaryFileError(
            "no_dbf",
            f"“{path.name}”缺少同名的 .dbf 文件，读不到区域的编码和名称。"
            "请把 .shp、.shx、.dbf、.prj 放在同一目录，或一并压缩成 .zip。",
        )
    return parts


def _beside(path: Path, limits: Limits) -> dict[str, bytes]:
    stem = path.stem.casefold()
    near = {
        p.suffix.casefold(): p
        for p in sorted(path.parent.iterdir())
        if p.stem.casefold() == stem and p.suffix.casefold() in _SUFFIXES and p.is_file()
    }
    near[".shp"] = path
    check_bytes(sum(p.stat().st_size for p in near.values()), limits, path.name)
    return {suffix: p.read_bytes() for suffix, p in near.items()}


def _packed(path: Path, limits: Limits) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(path) as archive:
            return _from_archive(archive, path.name, limits)
    except (zipfile.BadZipFile, EOFError, OSError, RuntimeError, NotImplementedError) as error:
        # A password is a RuntimeError, an unknown way of packing a NotImplementedError.
        raise BoundaryFileError(
            "broken_zip",
            f"压缩包“{path.name}”已损坏、不完整或设有密码，无法解开。请重新压缩（不设密码）后重试。",
        ) from error


def _from_archive(archive: zipfile.ZipFile, name: str, limits: Limits) -> dict[str, bytes]:
    inside = [
        (PurePosixPath(info.filename), info)
        for info in archive.infolist()
        if not info.is_dir() and not info.filename.startswith("__MACOSX/")
    ]
    shapes = [p for p, _ in inside if p.suffix.casefold() == ".shp"]
    if not shapes:
        raise BoundaryFileError(
            "no_shp", f"压缩包“{name}”中没有 .shp 文件。请把 Shapefile 的各个文件一并压缩。"
        )
    if len(shapes) > 1:
        listed = "、".join(sorted(p.name for p in shapes)[:10])
        raise BoundaryFileError(
            "several_layers",
            f"压缩包“{name}”中有 {len(shapes)} 个 .shp 文件（{listed}）。请每次只压缩一个图层。",
        )
    chosen = shapes[0]
    wanted = {
        p.suffix.casefold(): info
        for p, info in inside
        if p.parent == chosen.parent
        and p.stem.casefold() == chosen.stem.casefold()
        and p.suffix.casefold() in _SUFFIXES
    }
    # What an archive says of its sizes is checked while unpacking: a part that is longer fails.
    check_bytes(sum(info.file_size for info in wanted.values()), limits, name)
    return {suffix: archive.read(info) for suffix, info in wanted.items()}


def _check_main(data: bytes, name: str, limits: Limits) -> None:
    if len(data) < _HEADER or data[:4] != _MAGIC:
        raise BoundaryFileError(
            "not_shapefile", f"“{name}”不是有效的 Shapefile。请重新导出整套文件。"
        )
    said = int.from_bytes(data[24:28], "big") * 2
    if said > len(data):
        raise BoundaryFileError(
            "half",
            f"“{name}”的 .shp 文件不完整（应有 {said:,} 字节，只有 {len(data):,} 字节）。"
            "请重新复制或重新导出整套文件。",
        )
    check_vertices(len(data) // _POINT_BYTES, limits, name)
