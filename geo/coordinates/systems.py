"""The four systems by name, and what files call them.

- WGS-84 (EPSG:4326): what GPS receivers give, and the system of all stored positions.
- CGCS2000 (EPSG:4490, GB 22021): the national one. It differs from WGS-84 by centimetres, which is
  nothing at the accuracy of outlines, so both are treated as one.
- GCJ-02: the displaced one of maps published in China (高德, 腾讯).
- BD-09: GCJ-02 displaced once more (百度).
"""

from __future__ import annotations

import re
from typing import Literal, get_args

System = Literal["wgs84", "cgcs2000", "gcj02", "bd09"]
SYSTEMS: tuple[System, ...] = get_args(System)
LABELS: dict[System, str] = {
    "wgs84": "WGS-84",
    "cgcs2000": "CGCS2000（国家大地坐标系）",
    "gcj02": "GCJ-02（高德、腾讯地图）",
    "bd09": "BD-09（百度地图）",
}
EPSG: dict[int, System] = {4326: "wgs84", 4979: "wgs84", 4490: "cgcs2000", 4480: "cgcs2000"}

_NAMED: tuple[tuple[str, System], ...] = (
    ("china_geodetic_coordinate_system_2000", "cgcs2000"),
    ("china geodetic coordinate system 2000", "cgcs2000"),
    ("cgcs2000", "cgcs2000"),
    ("cgcs_2000", "cgcs2000"),
    ("wgs_1984", "wgs84"),
    ("wgs 84", "wgs84"),
    ("wgs84", "wgs84"),
    ("crs84", "wgs84"),
    ("gcj02", "gcj02"),
    ("gcj-02", "gcj02"),
    ("bd09", "bd09"),
    ("bd-09", "bd09"),
)
_EPSG = re.compile(r"EPSG\W*(?:\d[\d.]*)?\W+(\d{4,6})", re.IGNORECASE)
_OLD = {
    "beijing_1954": "北京54", "beijing 1954": "北京54", "xian_1980": "西安80",
    "xian 1980": "西安80",
}  # fmt: skip
_OLD_EPSG = {4214: "北京54", 4610: "西安80"}
_WEB = ("mercator_auxiliary", "pseudo-mercator", "popular visualisation")


def known_system(name: str) -> System | None:
    """Return the system that a file's words mean: an EPSG code, a ``.prj`` text; None if unknown.

    A projected one is none of the four: its coordinates are metres (``is_projected``).
    """
    if is_projected(name):
        return None
    code = epsg_code(name)
    if code in EPSG:
        return EPSG[code]
    small = name.casefold()
    return next((system for word, system in _NAMED if word in small), None)


def epsg_code(name: str) -> int | None:
    """Return the EPSG number in ``EPSG:4490``, ``urn:ogc:def:crs:EPSG::4490`` and the like."""
    found = _EPSG.search(name)
    return int(found[1]) if found else None


def is_projected(name: str) -> bool:
    """Tell whether the words describe a projection on a plane, with coordinates in metres.

    Of EPSG: Gauss-Krüger of CGCS2000 (4491-4554), Xi'an 80 (2327-2390), Beijing 54 (2401-2442,
    21413-21483), UTM of WGS-84 (326xx, 327xx), and the web maps' Mercator (3857, 900913).
    """
    small = name.casefold()
    if small.lstrip().startswith(("projcs", "projcrs")) or any(word in small for word in _WEB):
        return True
    code = epsg_code(name) or 0
    spans = ((4491, 4554), (2327, 2390), (2401, 2442), (21413, 21483), (32601, 32760))
    return code in (3857, 900913) or any(low <= code <= high for low, high in spans)


def old_system(name: str) -> str:
    """Return 北京54 or 西安80 where the words mean one of these; else an empty text.

    Both lie tens of metres and more off WGS-84, by parameters that differ from place to place and
    are not public, so they are not converted here.
    """
    small = name.casefold()
    named = next((label for word, label in _OLD.items() if word in small), "")
    return named or _OLD_EPSG.get(epsg_code(name) or 0, "")
