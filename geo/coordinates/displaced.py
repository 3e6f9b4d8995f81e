"""GCJ-02 and BD-09: the displacement of maps published in China, there and back.

The formulas were never published officially. They are those that have been public since 2010-2013
and that all open converters share (eviltransform, coordtransform, coord-convert, PROJ-free
libraries of the map services): Krasovsky 1940's ellipsoid and a sum of sines. Against the map
services' own converters they are right to about a metre, which is what the services' rounding
leaves.

The way back has no formula: it is iterated until a point converted there again is where it was to
less than a hundredth of a micro-degree (a millimetre).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

# Krasovsky 1940: half of the major axis in metres, square of the eccentricity.
_AXIS = 6378245.0
_ECCENTRICITY_2 = 0.00669342162296594323
_BD_ANGLE = np.pi * 3000.0 / 180.0
_BD_EAST, _BD_NORTH = 0.0065, 0.006

# What the public formulas call China. It is a box: parts of its neighbours are displaced as well,
# as the map services do.
WEST, EAST = 72.004, 137.8347
SOUTH, NORTH = 0.8293, 55.8271
ENOUGH = 1e-9
"""Degrees, a tenth of a millimetre: where the way back stops."""
_MOST_ROUNDS = 30


def in_china(lon: Floats, lat: Floats) -> NDArray[np.bool_]:
    """Tell of each point whether it lies in the box in which coordinates are displaced."""
    return np.asarray((lon >= WEST) & (lon <= EAST) & (lat >= SOUTH) & (lat <= NORTH))


def _waves(x: Floats) -> Floats:
    return np.asarray((20.0 * np.sin(6.0 * x * np.pi) + 20.0 * np.sin(2.0 * x * np.pi)) * 2.0 / 3.0)


def _slow(x: Floats, first: float, second: float, base: float) -> Floats:
    pi = np.pi
    low = (20.0 * np.sin(x * pi) + 40.0 * np.sin(x / 3.0 * pi)) * 2.0 / 3.0
    high = first * np.sin(x / 12.0 * pi) + second * np.sin(x * pi / 30.0)
    return np.asarray(low + high * base / 3.0)


def _shift(lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
    """Return by how many degrees GCJ-02 lies east and north of WGS-84."""
    x, y = lon - 105.0, lat - 35.0
    root, waves = np.sqrt(np.abs(x)), _waves(x)
    north = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root
    north = north + waves + _slow(y, 160.0, 320.0, 2.0)
    east = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root
    east = east + waves + _slow(x, 150.0, 300.0, 2.0)
    radians = np.radians(lat)
    square = 1.0 - _ECCENTRICITY_2 * np.sin(radians) ** 2
    meridian = _AXIS * (1.0 - _ECCENTRICITY_2) / (square * np.sqrt(square))
    parallel = _AXIS / np.sqrt(square) * np.cos(radians)
    return np.degrees(east / parallel), np.degrees(north / meridian)


def wgs84_to_gcj02(lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
    """Displace points; those outside China stay where they are."""
    lon, lat = np.asarray(lon, dtype=np.float64), np.asarray(lat, dtype=np.float64)
    inside = in_china(lon, lat)
    east, north = _shift(np.where(inside, lon, 105.0), np.where(inside, lat, 35.0))
    return np.where(inside, lon + east, lon), np.where(inside, lat + north, lat)


def gcj02_to_wgs84(lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
    """Take the displacement back, to less than a millimetre."""
    lon, lat = np.asarray(lon, dtype=np.float64), np.asarray(lat, dtype=np.float64)
    inside = in_china(lon, lat)
    x, y = np.where(inside, lon, 105.0), np.where(inside, lat, 35.0)
    to_x, to_y = x, y
    for _ in range(_MOST_ROUNDS):
        east, north = _shift(x, y)
        next_x, next_y = to_x - east, to_y - north
        moved = max(np.abs(next_x - x).max(initial=0.0), np.abs(next_y - y).max(initial=0.0))
        x, y = next_x, next_y
        if moved < ENOUGH:
            break
    # A point that would come from outside the box was never displaced.
    inside = inside & in_china(x, y)
    return np.where(inside, x, lon), np.where(inside, y, lat)


def gcj02_to_bd09(lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
    """Displace points of GCJ-02 once more; those outside China stay where they are."""
    lon, lat = np.asarray(lon, dtype=np.float64), np.asarray(lat, dtype=np.float64)
    inside = in_china(lon, lat)
    x, y = _bd(lon, lat)
    return np.where(inside, x, lon), np.where(inside, y, lat)


def _bd(lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
    radius = np.hypot(lon, lat) + 0.00002 * np.sin(lat * _BD_ANGLE)
    angle = np.arctan2(lat, lon) + 0.000003 * np.cos(lon * _BD_ANGLE)
    return radius * np.cos(angle) + _BD_EAST, radius * np.sin(angle) + _BD_NORTH


def bd09_to_gcj02(lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
    """Take the second displacement back, to less than a millimetre."""
    lon, lat = np.asarray(lon, dtype=np.float64), np.asarray(lat, dtype=np.float64)
    x, y = lon - _BD_EAST, lat - _BD_NORTH
    for _ in range(_MOST_ROUNDS):
        there_x, there_y = _bd(x, y)
        next_x, next_y = x + (lon - there_x), y + (lat - there_y)
        moved = max(np.abs(next_x - x).max(initial=0.0), np.abs(next_y - y).max(initial=0.0))
        x, y = next_x, next_y
        if moved < ENOUGH:
            break
    inside = in_china(x, y)
    return np.where(inside, x, lon), np.where(inside, y, lat)
