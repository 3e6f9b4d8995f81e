"""A first look at a file's figures: are they degrees, and in the right order?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import shapely

from geo.boundaries.directory import Directory
from geo.boundaries.findings import BoundaryFileError
from geo.coordinates.displaced import EAST, NORTH, SOUTH, WEST
from geo.coordinates.systems import is_projected, old_system

_KM_FALSE_EAST = 500_000.0
_HALF_ZONE = 200_000.0


def check_degrees(shapes: Sequence[Any], stated: str, name: str) -> None:
    """Refuse coordinates in metres, and systems whose figures can't be turned into WGS-84 here."""
    if old := old_system(stated):
        raise BoundaryFileError(
            "old_system",
            f"文件“{name}”用的是{old}坐标系，与现行坐标系相差几十米以上，换算参数因地而异且不公开。"
            "请由测绘部门转换为 CGCS2000 经纬度后重新导入。",
        )
    if not len(shapes):
        return
    west, south, east, north = (float(v) for v in shapely.total_bounds(np.array(shapes)))
    metres = max(abs(west), abs(east)) > 360 or max(abs(south), abs(north)) > 360
    if metres or (is_projected(stated) and max(abs(west), abs(east)) > 180):
        raise BoundaryFileError("metres", _metres(name, (west + east) / 2, (south + north) / 2))


def _metres(name: str, x: float, y: float) -> str:
    """Return the sentence, with the projection that the figures look like."""
    seems = ""
    zone, rest = divmod(x, 1_000_000)
    if abs(rest - _KM_FALSE_EAST) < _HALF_ZONE and 0 < y < 6_500_000:
        if zone == 0:
            seems = "，像是高斯-克吕格投影（横坐标不带带号）"
        elif 25 <= zone <= 45:
            seems = f"，像是高斯-克吕格 3 度带第 {zone:.0f} 带（中央经线 {zone * 3:.0f}°）"
        elif 13 <= zone <= 23:
            seems = f"，像是高斯-克吕格 6 度带第 {zone:.0f} 带（中央经线 {zone * 6 - 3:.0f}°）"
    elif 8_000_000 < x < 15_400_000 and 0 < y < 7_600_000:
        seems = "，像是网络地图的墨卡托投影（EPSG:3857）"
    return (
        f"文件“{name}”的坐标以米为单位{seems}，不是经纬度。"
        "请在制图软件中转换为 CGCS2000 或 WGS-84 经纬度后重新导入。"
    )


def check_order(shapes: Sequence[Any], directory: Directory, name: str) -> None:
    """Refuse figures whose first is the latitude, judged by places' points or China's box."""
    if not len(shapes):
        return
    boxes = shapely.bounds(np.array(shapes))
    x, y = (boxes[:, 0] + boxes[:, 2]) / 2, (boxes[:, 1] + boxes[:, 3]) / 2
    if _swapped(float(np.median(x)), float(np.median(y)), directory):
        raise BoundaryFileError(
            "swapped",
            f"文件“{name}”的坐标像是纬度在前、经度在后（{np.median(x):.4f}, {np.median(y):.4f}）。"
            "请改为经度在前重新导出，或核实后加 --swap-axes 导入。",
        )
    if (np.abs(x) > 180).any() or (np.abs(y) > 90).any():
        raise BoundaryFileError(
            "out_of_range",
            f"文件“{name}”中有坐标超出经纬度的范围。请核对这份文件的坐标系后重新导出。",
        )


def _swapped(x: float, y: float, directory: Directory) -> bool:
    points = [(a.lon, a.lat) for a in directory.areas if a.lon is not None and a.lat is not None]
    if points:
        lon, lat = np.median(np.array(points, dtype=float), axis=0)
        straight = max(abs(x - lon), abs(y - lat))
        crossed = max(abs(y - lon), abs(x - lat))
        return bool(crossed < 3 < straight)
    china = WEST <= x <= EAST and SOUTH <= y <= NORTH
    return abs(y) > 90 or (not china and WEST <= y <= EAST and SOUTH <= x <= NORTH)
