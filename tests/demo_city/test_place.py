"""The place: codes, names, and shapes that share borders and fill their parents."""

from __future__ import annotations

import json
from collections import Counter
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
import pytest

from demo_city import CITY_CODE, CITY_NAME
from demo_city.place import area_rows, city, geojson, points_in


def area_of(ring) -> float:
    x, y = np.array(ring).T
    return float(np.sum(x[:-1] * y[1:] - x[1:] * y[:-1]) / 2)


def test_codes_and_names():
    rows = area_rows()
    levels = Counter(r["level"] for r in rows)
    assert levels == {"county": 1, "street": 24, "community": 150}
    assert len({r["code"] for r in rows}) == len({r["name"] for r in rows}) == 175
    for row in rows:
        assert row["code"].startswith(row["parent"])
        if row["level"] == "street":
            assert (int(row["code"][6:]) >= 100) == row["name"].endswith("镇")
        if row["level"] == "community":
            assert (int(row["code"][9:]) >= 200) == row["name"].endswith("村")
    total = sum(r["population"] for r in rows if r["level"] == "community")
    assert rows[0]["population"] == total


def test_the_city_is_nowhere_real(data_folder):
    real = pd.read_csv(data_folder / "geo" / "areas.csv", dtype=str)
    assert CITY_CODE not in set(real["code"])
    assert not real["name"].str.contains(CITY_NAME[:-1]).any()


def test_shapes_fill_their_parents_without_gaps():
    shapes = {f["properties"]["code"]: f["geometry"]["coordinates"] for f in geojson()["features"]}
    assert all(len(rings) == 1 for rings in shapes.values())
    sizes = {code: area_of(rings[0]) for code, rings in shapes.items()}
    assert min(sizes.values()) > 0, "outer rings run counter-clockwise"
    for length in (9, 12):
        total = sum(size for code, size in sizes.items() if len(code) == length)
        assert total == pytest.approx(sizes[CITY_CODE], rel=1e-4)
    for rings in shapes.values():
        assert rings[0][0] == rings[0][-1]


def test_neighbours_share_their_border_points():
    borders: Counter[Any] = Counter()
    for feature in geojson()["features"]:
        if feature["properties"]["level"] == "community":
            points = [tuple(p) for p in feature["geometry"]["coordinates"][0]]
            borders.update(frozenset(e) for e in pairwise(points))
    assert max(borders.values()) == 2
    assert sum(n == 2 for n in borders.values()) > 0.8 * len(borders)


def test_points_lie_near_their_community():
    home = city()
    community = np.repeat(np.arange(len(home.codes)), 20)
    points = points_in(home, community, np.random.default_rng(1))
    nearest = np.hypot(*(points[:, None, :] - home.centres[None]).transpose(2, 0, 1)).argmin(axis=1)
    assert (nearest == community).mean() > 0.75


def test_geojson_is_written_as_utf8(year):
    text = (year.folder / "areas.geojson").read_text(encoding="utf-8")
    assert json.loads(text)["features"][0]["properties"]["name"] == CITY_NAME
