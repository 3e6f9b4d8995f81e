"""Areas for the tests of statistics: a grid of squares, and frames of counts on it."""

from __future__ import annotations

import numpy as np
import pandas as pd
import shapely
import shapely.geometry

from demo_city.place import geojson
from geo.statistics.neighbours import Neighbours, neighbours_of


def codes(count: int) -> list[str]:
    return [f"990181{k:06d}" for k in range(count)]


def grid(rows: int, columns: int) -> Neighbours:
    """Squares side by side."""
    outlines = [shapely.box(c, r, c + 1, r + 1) for r in range(rows) for c in range(columns)]
    return neighbours_of(codes(rows * columns), outlines)


def areas(near: Neighbours, population: np.ndarray | float = 5000.0) -> pd.DataFrame:
    return pd.DataFrame({"area": near.codes, "population": population})


def counted(near: Neighbours, hits: np.ndarray, base: np.ndarray | float = 0.0) -> pd.DataFrame:
    return pd.DataFrame({"area": near.codes, "hits": hits, "base": base})


def communities() -> tuple[list[str], list[shapely.Geometry]]:
    """The demo city's communities with their outlines."""
    features = [f for f in geojson()["features"] if f["properties"]["level"] == "community"]
    return (
        [f["properties"]["code"] for f in features],
        [shapely.geometry.shape(f["geometry"]) for f in features],
    )
