"""Coordinate systems: published points, the way there and back, and which one a file is in."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geo.coordinates.convert import convert, metres_between
from geo.coordinates.fit import fit_of
from geo.coordinates.systems import SYSTEMS, is_projected, known_system, old_system

# Results that two open converters print in their documents and tests: wandergis/coordtransform
# (test/app.js) and googollee/eviltransform (wgsLat, wgsLng, gcjLat, gcjLng).
PUBLISHED = (
    ("gcj02", "bd09", (116.404, 39.915), (116.41036949371029, 39.92133699351021)),
    ("wgs84", "gcj02", (116.404, 39.915), (116.41024449916938, 39.91640428150164)),
    ("bd09", "gcj02", (116.404, 39.915), (116.39762729119315, 39.90865673957631)),
    ("wgs84", "gcj02", (121.5272106, 31.1774276), (121.531541859215, 31.17530398364597)),
    ("wgs84", "gcj02", (113.912316, 22.543847), (113.9171764808363, 22.540796131694766)),
    ("wgs84", "gcj02", (116.377817, 39.911954), (116.38404722455657, 39.91334545536069)),
)


@pytest.mark.parametrize(("source", "target", "point", "expected"), PUBLISHED)
def test_published_points_are_met_to_a_decimetre(source, target, point, expected):
    found = convert(*point, source=source, target=target)
    assert metres_between(*found, *expected) < 0.1


@given(
    lon=st.floats(73.5, 134.9), lat=st.floats(3.6, 53.5), system=st.sampled_from(["gcj02", "bd09"])
)
def test_there_and_back_is_where_it_was(lon, lat, system):
    there = convert(lon, lat, source="wgs84", target=system)
    back = convert(*there, source=system, target="wgs84")
    assert metres_between(lon, lat, *back) < 0.001
    again = convert(
        *convert(lon, lat, source=system, target="wgs84"), source="wgs84", target=system
    )
    assert metres_between(lon, lat, *again) < 0.001
    assert 10 < metres_between(lon, lat, *there) < 2_500


@pytest.mark.parametrize("point", [(-74.0, 40.7), (2.35, 48.86), (139.7, 35.7), (116.0, -30.0)])
def test_points_outside_china_stay(point):
    for source in SYSTEMS:
        for target in SYSTEMS:
            lon, lat = convert(*point, source=source, target=target)
            assert (float(lon), float(lat)) == point, (source, target)


def test_every_way_leads_through_the_same_points():
    lon, lat = np.array([119.2965, 104.06]), np.array([26.0745, 30.67])
    straight = convert(lon, lat, source="wgs84", target="bd09")
    gcj = convert(lon, lat, source="wgs84", target="gcj02")
    assert metres_between(*straight, *convert(*gcj, source="gcj02", target="bd09")).max() < 1e-6
    assert metres_between(lon[0], lat[0], gcj[0][0], gcj[1][0]) == pytest.approx(590, abs=2)


def test_cgcs2000_is_wgs84_as_proj_has_it(monkeypatch):
    import pyproj

    monkeypatch.setenv("PROJ_NETWORK", "OFF")
    lon, lat = np.meshgrid(np.linspace(75, 134, 7), np.linspace(18, 53, 7))
    own = convert(lon.ravel(), lat.ravel(), source="cgcs2000", target="wgs84")
    through = pyproj.Transformer.from_crs(4490, 4326, always_xy=True)
    theirs = through.transform(lon.ravel(), lat.ravel())
    assert metres_between(*own, *theirs).max() < 0.1


@pytest.mark.parametrize(
    ("words", "system"),
    [
        ('GEOGCS["GCS_China_Geodetic_Coordinate_System_2000",DATUM["D_China_2000"]]', "cgcs2000"),
        ('GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984"]]', "wgs84"),
        ("urn:ogc:def:crs:OGC:1.3:CRS84", "wgs84"),
        ("urn:ogc:def:crs:EPSG::4490", "cgcs2000"),
        ("EPSG:4326", "wgs84"),
        ('PROJCS["CGCS2000_3_Degree_GK_CM_117E",GEOGCS["CGCS2000"]]', None),
        ("EPSG:4548", None),
        ("EPSG:3857", None),
        ("", None),
    ],
)
def test_what_files_call_their_system(words, system):
    assert known_system(words) == system
    assert is_projected(words) == (words.startswith("PROJCS") or words[-4:] in ("4548", "3857"))


def test_old_systems_are_known_by_name():
    assert old_system('GEOGCS["GCS_Xian_1980"]') == "西安80"
    assert old_system('GEOGCS["GCS_Beijing_1954"]') == "北京54"
    assert not old_system("EPSG:4490")


def city(rows=6, side=0.02, lon=119.2, lat=26.0):
    """Square streets in WGS-84, and tickets spread evenly over them, rounded to 100 m."""
    shapes = {
        f"350102{10 * i + j:03d}": shapely.box(
            lon + i * side, lat + j * side, lon + (i + 1) * side, lat + (j + 1) * side
        )
        for i in range(rows)
        for j in range(rows)
    }
    random = np.random.default_rng(7)
    x, y = random.uniform(0, rows * side, (2, 4000))
    codes = [f"350102{10 * int(a / side) + int(b / side):03d}" for a, b in zip(x, y, strict=True)]
    return shapes, (lon + x).round(3), (lat + y).round(3), codes


def moved(shapes, system):
    def there(points):
        return np.column_stack(convert(points[:, 0], points[:, 1], source="wgs84", target=system))

    return {code: shapely.transform(shape, there) for code, shape in shapes.items()}


@pytest.mark.parametrize("system", ["wgs84", "gcj02", "bd09"])
@pytest.mark.parametrize("named", [True, False])
def test_the_system_of_a_file_is_told_by_the_tickets(system, named):
    shapes, lon, lat, codes = city()
    found = fit_of(moved(shapes, system), lon, lat, codes if named else [""] * len(codes))
    assert (found.best.system, found.clear, found.by_area) == (system, True, named)
    assert found.best.share > 0.95
    offsets = {one.system: one.offset for one in found.tried}
    assert offsets["wgs84"] == 0
    assert offsets["gcj02"] == pytest.approx(590, abs=15)
    assert offsets["swapped"] is None


def test_swapped_axes_are_told_too():
    shapes, lon, lat, codes = city()
    crossed = {c: shapely.transform(s, lambda p: p[:, ::-1]) for c, s in shapes.items()}
    found = fit_of(crossed, lon, lat, codes)
    assert (found.best.system, found.clear) == ("swapped", True)


def test_few_points_and_other_places_decide_nothing():
    shapes, lon, lat, codes = city()
    assert not fit_of(shapes, lon[:150], lat[:150], codes[:150]).clear
    assert not fit_of(shapes, lon + 5, lat, codes).clear
    assert not fit_of(shapes, [], [], []).clear


def test_codes_of_places_below_count_for_the_area_above():
    shapes, lon, lat, codes = city()
    found = fit_of(moved(shapes, "gcj02"), lon, lat, [f"{code}001" for code in codes])
    assert (found.best.system, found.by_area) == ("gcj02", True)
