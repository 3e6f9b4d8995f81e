"""How large a file may be: judged from its length and headers, before anything is made of it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from geo.boundaries.findings import BoundaryFileError

_BLOCK = _MB = 1 << 20


@dataclass(frozen=True, slots=True)
class Limits:
    """``bytes``: of the file, unpacked; ``vertices``: of all areas; ``areas``: how many."""

    bytes: int = 400 << 20
    vertices: int = 6_000_000
    areas: int = 20_000


LIMITS = Limits()


def check_bytes(size: int, limits: Limits, name: str) -> None:
    """Refuse a file of too many bytes."""
    if size > limits.bytes:
        raise BoundaryFileError(
            "too_large",
            f"文件“{name}”有 {size / _MB:,.0f} MB，超过 {limits.bytes / _MB:,.0f} MB 的上限，"
            "未读取。请只导出本地区的图层，或在制图软件中先简化边界。",
        )


def check_vertices(count: int, limits: Limits, name: str) -> None:
    """Refuse a file of too many points."""
    if count > limits.vertices:
        raise BoundaryFileError(
            "too_many_vertices",
            f"文件“{name}”约有 {count:,} 个边界点，超过 {limits.vertices:,} 个的上限，未读取。"
            "请只导出本地区的图层，或在制图软件中先简化边界。",
        )


def check_areas(count: int, limits: Limits, name: str) -> None:
    """Refuse a file of none or of too many areas."""
    if count == 0:
        raise BoundaryFileError(
            "no_areas", f"文件“{name}”中没有一个区域。请核对导出的图层是否选对。"
        )
    if count > limits.areas:
        raise BoundaryFileError(
            "too_many_areas",
            f"文件“{name}”有 {count:,} 个图形，超过 {limits.areas:,} 个的上限，未读取。"
            "请只导出本地区的图层。",
        )


def brackets_in(path: Path) -> int:
    """Count opening brackets: in GeoJSON every position has one, so there are no more positions."""
    count = 0
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            count += block.count(b"[")
    return count
