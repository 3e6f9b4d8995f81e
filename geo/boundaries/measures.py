"""Areas on the ground, and plain planes to work in."""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

_A = 6378137.0
_F = 1 / 298.257223563
_E2 = _F * (2 - _F)
_E = np.sqrt(_E2)
DEGREE = 111_320.0
"""Metres of a degree along the equator, nearly."""


def equal_area(points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return points of longitude and latitude on Lambert's cylindrical equal-area plane, in metres.

    Of WGS-84's ellipsoid (Snyder, Map Projections, 1987, eqs. 3-12 and 10-14 ff.): areas are exact,
    lengths are not. Edges are straight in degrees, which over tens of kilometres differs from the
    shortest way by less than areas are told to.
    """
    sine = np.sin(np.radians(points[:, 1]))
    q = (1 - _E2) * (sine / (1 - _E2 * sine**2) + np.arctanh(_E * sine) / _E)
    return np.column_stack([_A * np.radians(points[:, 0]), _A * q / 2])


def square_metres(shapes: Any) -> NDArray[np.float64]:
    """Return the areas of shapes in degrees."""
    made = np.asarray(shapes, dtype=object)
    if made.size == 0:
        return np.zeros(0)
    return np.asarray(shapely.area(shapely.transform(made, equal_area)))
