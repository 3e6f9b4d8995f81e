"""From one system to another, both named; distances on the ground."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from geo.coordinates.displaced import (
    bd09_to_gcj02,
    gcj02_to_bd09,
    gcj02_to_wgs84,
    wgs84_to_gcj02,
)
from geo.coordinates.systems import System

Floats = NDArray[np.float64]
_EARTH = 6371008.8
"""Mean radius in metres (IUGG)."""


def convert(
    lon: ArrayLike, lat: ArrayLike, *, source: System, target: System
) -> tuple[Floats, Floats]:
    """Return points of ``source`` as points of ``target``, in degrees.

    CGCS2000 and WGS-84 are one. Points outside China are not displaced and stay where they are.
    """
    x, y = np.asarray(lon, dtype=np.float64), np.asarray(lat, dtype=np.float64)
    here, there = _kind(source), _kind(target)
    if here == there:
        return x, y
    if here == "bd09":
        x, y = bd09_to_gcj02(x, y)
    elif here == "wgs84":
        x, y = wgs84_to_gcj02(x, y)
    # Now in GCJ-02, through which every way leads.
    if there == "bd09":
        return gcj02_to_bd09(x, y)
    return gcj02_to_wgs84(x, y) if there == "wgs84" else (x, y)


def _kind(system: System) -> System:
    return "wgs84" if system == "cgcs2000" else system


def metres_between(lon: ArrayLike, lat: ArrayLike, to_lon: ArrayLike, to_lat: ArrayLike) -> Floats:
    """Return great-circle distances in metres (haversine; 0.5 % off the ellipsoid at most)."""
    a, b = np.radians(np.asarray(lat, dtype=float)), np.radians(np.asarray(to_lat, dtype=float))
    across = np.radians(np.asarray(to_lon, dtype=float) - np.asarray(lon, dtype=float))
    part = np.sin((b - a) / 2) ** 2 + np.cos(a) * np.cos(b) * np.sin(across / 2) ** 2
    return np.asarray(2 * _EARTH * np.arcsin(np.sqrt(part)))
