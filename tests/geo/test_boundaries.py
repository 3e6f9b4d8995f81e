"""Outlines: read from every format, linked, repaired, held against neighbours, simplified."""

from __future__ import annotations

import json
import sqlite3
import struct
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from geo.boundaries.directory import KnownArea, directory_of, plain_name
from geo.boundaries.examine import Asked, complete, prepare
from geo.boundaries.levels import trimmed
from geo.boundaries.measures import square_metres
from geo.boundaries.read_file import read_file
from geo.boundaries.reading_process import read_apart
from geo.boundaries.simplified import MOST_BYTES, label_points, page_bytes, simplify
from geo.coordinates.convert import metres_between
from tests.geo import shapes as city
from tests.geo.test_bad_files import written_shapefile


def test_a_good_file_has_nothing_to_tell(tmp_path):
    found = city.examined(city.write(tmp_path / "a.geojson", city.collection(city.four())))
    assert city.kinds(found) == []
    assert [one.code for one in found.outlines] == list(city.CODES)
    for one in found.outlines:
        assert one.parent == city.COUNTY
        assert one.area == pytest.approx(4.43e6, rel=0.01)
        assert shapely.contains(one.shape, shapely.Point(one.label))


def test_a_feature_and_a_bare_geometry_are_files_too(tmp_path):
    one = city.write(tmp_path / "a.geojson", city.feature(0))
    assert [o.code for o in city.examined(one).outlines] == [city.CODES[0]]
    bare = city.write(tmp_path / "b.json", city.feature(0)["geometry"])
    assert shapely.area(read_file(bare).areas[0].shape) == pytest.approx(city.SIDE**2)


def test_what_is_safe_is_put_right_and_said(tmp_path):
    square = city.square(0)
    bites = [*square[:1], [city.LON + 0.01, city.LAT], [city.LON + 0.01, city.LAT - 1e-6]]
    spike = [*bites, [city.LON + 0.009999, city.LAT + 1e-6], *square[1:]]
    parts = [
        {"type": "Point", "coordinates": [119, 26]},
        {"type": "GeometryCollection", "geometries": [city.feature(3)["geometry"]]},
    ]
    bad = [
        city.feature(0, spike),
        city.feature(1, city.square(1)[:-1]),
        city.feature(2, city.square(2)[::-1]),
        city.feature(3, geometry={"type": "GeometryCollection", "geometries": parts}),
    ]
    found = city.examined(city.write(tmp_path / "a.geojson", city.collection(bad)))
    repaired = [one.kind for one in found.findings if one.severity == "repaired"]
    assert repaired == ["self_crossing", "unclosed", "ring_order", "collection"]
    assert len(found.outlines) == 4
    assert all(shapely.is_valid(one.shape) for one in found.outlines)
    parts = shapely.get_parts([one.shape for one in found.outlines])
    assert shapely.is_ccw(shapely.get_exterior_ring(parts)).all()


def test_codes_with_zeros_and_names_without_codes_are_found(tmp_path):
    given_codes = [
        city.feature(0, code=350102001000),
        city.feature(1, code=None, name="鼓西街道办事处"),
        {**city.feature(2), "properties": {"XZQDM": "350102003.0", "XZQMC": "温泉街道"}},
    ]
    found = city.examined(city.write(tmp_path / "a.geojson", city.collection(given_codes[:2])))
    assert [one.code for one in found.outlines] == list(city.CODES[:2])
    assert city.kinds(found) == ["code_cut", "no_outline"]
    third = city.examined(city.write(tmp_path / "b.geojson", city.collection(given_codes[2:])))
    assert [one.code for one in third.outlines] == [city.CODES[2]]
    odd = {**city.feature(2), "properties": {"bh": city.CODES[2], "mz": "温泉街道"}}
    path = city.write(tmp_path / "c.geojson", city.collection([odd]))
    named = city.examined(path, code_field="BH", name_field="mz")
    assert [one.code for one in named.outlines] == [city.CODES[2]]


@pytest.mark.parametrize(
    ("code", "short"),
    [
        ("350102001000", "350102001"), ("350102000000", "350102"), ("350100", "3501"),
        ("350000", "35"), ("350110", "350110"), ("350102010", "350102010"), ("chi311", "chi311"),
    ],
)  # fmt: skip
def test_zeros_that_fill_a_code_up_go(code, short):
    assert trimmed(code, ()) == short
    assert trimmed(code, {code}) == code


def test_names_that_say_the_same():
    for name in ("鼓东街道办事处", "鼓东街道办", "鼓东街办", "鼓东 街道"):
        assert plain_name(name) == "鼓东街道"
    assert plain_name("中山社区居民委员会") == plain_name("中山社区居委会") == "中山社区"


def test_a_name_of_several_areas_is_no_answer_and_a_near_one_is_named(tmp_path):
    twice = directory_of([
        *city.directory().areas,
        KnownArea("350103001", "鼓东街道", "street", "350103"),
        KnownArea("350102005", "光明镇", "street", city.COUNTY),
    ])  # fmt: skip
    rows = [
        city.feature(0, code=None), city.feature(1), city.feature(2, code=None, name="光明乡"),
    ]  # fmt: skip
    found = city.examined(city.write(tmp_path / "a.geojson", city.collection(rows)), twice)
    said = {one.kind: one.text for one in found.findings if one.severity == "refused"}
    assert "350102001、350103001" in said["ambiguous_name"]
    assert "“光明镇”350102005" in said["unknown_name"]


def test_overlaps_and_gaps_are_told_with_place_and_size(tmp_path):
    wider = city.square(0)
    wider[1] = [wider[1][0] + 0.002, wider[1][1]]
    wider[2] = [wider[2][0] + 0.002, wider[2][1]]
    rows = [city.feature(0, wider), *city.four()[1:]]
    found = city.examined(city.write(tmp_path / "a.geojson", city.collection(rows)))
    over = next(one for one in found.findings if one.kind == "overlap")
    # 0.002 degrees of longitude by 0.02 of latitude at 26 degrees north.
    assert over.figures["area"] == pytest.approx(0.002 * 100_100 * 0.02 * 110_780, rel=0.01)
    assert over.figures["lon"] == pytest.approx(city.LON + 0.021, abs=0.001)
    assert {over.code, over.figures["other_code"]} == set(city.CODES[:2])

    middle = shapely.Point(city.LON + city.SIDE, city.LAT + city.SIDE)
    hole = shapely.box(*(middle.x - 0.004, middle.y - 0.002, middle.x + 0.004, middle.y + 0.002))
    rows = []
    for place in range(4):
        rest = shapely.difference(shapely.Polygon(city.square(place)), hole)
        rows.append(city.feature(place, geometry=json.loads(shapely.to_geojson(rest))))
    holed = city.examined(city.write(tmp_path / "b.geojson", city.collection(rows)))
    gaps = [one for one in holed.findings if one.kind == "gap"]
    assert len(gaps) == 1
    assert sorted(gaps[0].figures["codes"]) == list(city.CODES)
    assert gaps[0].figures["area"] == pytest.approx(800.8 * 443.1, rel=0.02)


def test_what_lies_outside_its_parent_is_told(tmp_path):
    known = city.directory()
    path = city.write(tmp_path / "a.geojson", city.collection(city.four()))
    prepared = city.prepared(path, known)
    for reach, kind in ((0.037, "outside_parent"), (0.02, "far_from_parent")):
        county = shapely.box(city.LON, city.LAT, city.LON + reach, city.LAT + 0.04)
        above = {city.COUNTY: ("鼓楼区", county)}
        found = complete(prepared, "wgs84", known, above, "a")
        assert city.kinds(found).count(kind) == 2
        assert len(found.outlines) == (4 if kind == "outside_parent" else 2)


def test_areas_without_outline_and_names_that_differ_are_told(tmp_path):
    rows = [city.feature(0, name="东街街道"), city.feature(1)]
    found = city.examined(city.write(tmp_path / "a.geojson", city.collection(rows)))
    said = {one.kind: one for one in found.findings}
    assert said["name_differs"].figures["known"] == "鼓东街道"
    assert said["no_outline"].figures["codes"] == list(city.CODES[2:])


def test_a_file_with_levels_of_its_own(tmp_path):
    side = 2 * city.SIDE
    county = city.feature(
        0, city.square(0, side=side), code=city.COUNTY, name="鼓楼区", level="区县"
    )
    streets = [city.feature(place, level="街道") for place in range(4)]
    path = city.write(tmp_path / "a.geojson", city.collection([*streets, county]))
    found = city.examined(path, level="all")
    assert [one.level for one in found.outlines] == ["county", *["street"] * 4]
    assert city.kinds(found) == []
    deep = json.dumps({"type": "GeometryCollection", "geometries": []})
    for _ in range(50):
        deep = json.dumps({"type": "GeometryCollection", "geometries": [json.loads(deep)]})
    (tmp_path / "b.geojson").write_text(deep)
    assert read_file(tmp_path / "b.geojson").areas[0].shape is None


@pytest.mark.parametrize(("encoding", "cpg"), [("utf-8", "UTF-8"), ("gbk", "936"), ("gbk", None)])
@pytest.mark.parametrize("packed", [False, True])
def test_a_shapefile_in_either_encoding(tmp_path, encoding, cpg, packed):
    path = written_shapefile(tmp_path, encoding)
    path.with_suffix(".cpg").unlink(missing_ok=True)
    if cpg:
        path.with_suffix(".cpg").write_text(cpg)
    path.with_suffix(".prj").write_text('GEOGCS["GCS_China_Geodetic_Coordinate_System_2000"]')
    if packed:
        inside = [p for p in tmp_path.iterdir() if p.stem == "jx"]
        with zipfile.ZipFile(tmp_path / "打包.zip", "w") as archive:
            for part in inside:
                archive.write(part, f"边界/{part.name}")
        path = tmp_path / "打包.zip"
    prepared = city.prepared(path)
    assert [one.name for one in prepared.linked] == list(city.NAMES)
    assert prepared.stated == "cgcs2000"
    assert city.kinds(prepared) == ["code_cut"] * 4


def test_a_name_that_its_field_cut_in_a_character_is_read(tmp_path):
    path = written_shapefile(tmp_path)
    dbf = path.with_suffix(".dbf")
    whole, cut = "温泉街道".encode(), "温泉街道".encode()[:-1] + b" "
    dbf.write_bytes(dbf.read_bytes().replace(whole, cut))
    read = read_file(path)
    assert read.encoding == "utf-8"
    assert [one.properties["XZQMC"] for one in read.areas] == [
        *city.NAMES[:2],
        "温泉街",
        city.NAMES[3],
    ]


def test_rings_of_a_shapefile_are_nested_however_they_turn(tmp_path):
    import shapefile

    outer, hole = (
        city.square(0),
        city.square(0, side=0.01, lon=city.LON + 0.004, lat=city.LAT + 0.004),
    )
    island = city.square(0, side=0.002, lon=city.LON + 0.008, lat=city.LAT + 0.008)
    areas = []
    for turn in (1, -1):
        with shapefile.Writer(str(tmp_path / f"r{turn}"), shapeType=shapefile.POLYGON) as out:
            out.field("code", "C", 12)
            out.poly([ring[::turn] for ring in (hole, outer, island)])
            out.record(city.CODES[0])
        read = read_file(tmp_path / f"r{turn}.shp").areas[0]
        assert "ring_order" in read.notes
        areas.append(shapely.area(read.shape))
    assert areas == pytest.approx([0.02**2 - 0.01**2 + 0.002**2] * 2)


def geopackage(path: Path, shapes: list[Any], *, srs: int = 4490, blobs: bool = False) -> Path:
    """Write the tables of a GeoPackage that a reader needs."""
    with sqlite3.connect(path) as base:
        base.executescript(
            "CREATE TABLE gpkg_contents (table_name TEXT, data_type TEXT, srs_id INT);"
            "CREATE TABLE gpkg_geometry_columns (table_name TEXT, column_name TEXT, srs_id INT);"
            "CREATE TABLE gpkg_spatial_ref_sys (srs_id INT, organization TEXT,"
            " organization_coordsys_id INT, definition TEXT);"
            'CREATE TABLE "街 道" (fid INTEGER PRIMARY KEY, geom BLOB, "区划编码" TEXT, name TEXT);'
        )
        base.execute("INSERT INTO gpkg_contents VALUES ('街 道', 'features', ?)", (srs,))
        base.execute("INSERT INTO gpkg_geometry_columns VALUES ('街 道', 'geom', ?)", (srs,))
        base.execute("INSERT INTO gpkg_spatial_ref_sys VALUES (?, 'EPSG', ?, '')", (srs, srs))
        for place, shape in enumerate(shapes):
            box = b"" if place % 2 else struct.pack("<4d", 0, 1, 0, 1)
            head = b"GP\0" + bytes([1 | (2 if box else 0)]) + struct.pack("<i", srs) + box
            blob = shape if blobs else head + shapely.to_wkb(shape)
            base.execute(
                'INSERT INTO "街 道" (geom, "区划编码", name) VALUES (?, ?, ?)',
                (blob, city.CODES[place], city.NAMES[place]),
            )
    base.close()
    return path


def test_a_geopackage_with_and_without_envelopes(tmp_path):
    shapes = [shapely.Polygon(city.square(place)) for place in range(3)]
    deep = shapely.force_3d(shapely.MultiPolygon([shapely.Polygon(city.square(3))]), 12.0)
    path = geopackage(tmp_path / "a.gpkg", [*shapes, deep])
    prepared = city.prepared(path)
    assert [one.code for one in prepared.linked] == list(city.CODES)
    assert (prepared.stated, city.kinds(prepared)) == ("cgcs2000", [])
    assert not any(shapely.has_z(one.shape) for one in prepared.linked)


def test_shapes_of_a_geopackage_that_are_none(tmp_path):
    empty = b"GP\0" + bytes([0x11]) + struct.pack("<i", 4490)
    path = geopackage(tmp_path / "a.gpkg", [b"xx", empty, None, b"GP\0\1" + b"\0" * 9], blobs=True)
    notes = [area.notes for area in read_file(path).areas]
    assert notes == [("broken_shape",), ("empty",), ("empty",), ("broken_shape",)]


def test_metres_are_named_in_a_geopackage_too(tmp_path):
    from geo.boundaries.findings import BoundaryFileError

    shape = shapely.box(530000, 2880000, 532000, 2882000)
    path = geopackage(tmp_path / "a.gpkg", [shape], srs=4548)
    with pytest.raises(BoundaryFileError, match="高斯-克吕格投影（横坐标不带带号）"):
        city.prepared(path)


def test_swapped_axes_are_turned_where_asked(tmp_path):
    rows = [city.feature(p, [[y, x] for x, y in city.square(p)]) for p in range(4)]
    path = city.write(tmp_path / "a.geojson", city.collection(rows))
    found = city.examined(path, swap_axes=True)
    assert shapely.bounds(found.outlines[0].shape)[0] == pytest.approx(city.LON)


def test_the_reader_apart_gives_the_same(tmp_path):
    path = city.write(tmp_path / "边界.geojson", city.collection(city.four()))
    here, apart = read_file(path), read_apart(path)
    assert [a.properties for a in here.areas] == [a.properties for a in apart.areas]
    assert all(
        shapely.equals_exact(a.shape, b.shape) for a, b in zip(here.areas, apart.areas, strict=True)
    )


def test_areas_are_those_of_the_ellipsoid():
    import pyproj

    rings = [
        [(119.3, 26.05), (119.32, 26.05), (119.32, 26.07), (119.3, 26.06)],
        [(100, 30), (101, 30.5), (101, 31), (100, 31.2)],
        [(125, 52), (125.4, 52), (125.2, 52.5)],
    ]
    geod = pyproj.Geod(ellps="WGS84")
    for ring in rings:
        shape = shapely.segmentize(shapely.Polygon(ring), 0.001)
        theirs = abs(geod.geometry_area_perimeter(shape)[0])
        assert square_metres([shape])[0] == pytest.approx(theirs, rel=1e-6)


def crooked(seed: int, rows: int = 4, bends: int = 40) -> list[Any]:
    """Neighbours with crooked borders in common, and one of them an island with a hole around."""
    random = np.random.default_rng(seed)
    lines: dict[Any, Any] = {}

    def border(start: tuple[int, int], end: tuple[int, int]) -> Any:
        if (start, end) not in lines:
            a, b = np.array(start) * city.SIDE, np.array(end) * city.SIDE
            t = np.linspace(0, 1, bends + 1)[:, None]
            side = np.array([-(b - a)[1], (b - a)[0]])
            # Less than what would let two borders cross near the corner that they share.
            most = np.minimum(0.03, 0.3 * np.minimum(t, 1 - t)[:, 0])
            bend = random.uniform(-1, 1, bends + 1) * most
            lines[start, end] = a + (b - a) * t + bend[:, None] * side + [city.LON, city.LAT]
        return lines[start, end]

    shapes = []
    for i in range(rows):
        for j in range(rows):
            ring = np.vstack([
                border((i, j), (i + 1, j)), border((i + 1, j), (i + 1, j + 1)),
                border((i, j + 1), (i + 1, j + 1))[::-1], border((i, j), (i, j + 1))[::-1],
            ])  # fmt: skip
            shapes.append(shapely.Polygon(ring))
    return shapes


@given(seed=st.integers(0, 10_000), level=st.sampled_from(["county", "street", "community"]))
@examples(max_examples=15)
def test_simplified_neighbours_neither_overlap_nor_leave_gaps(seed, level):
    shapes = crooked(seed)
    assert shapely.coverage_is_valid(shapes)
    fewer = simplify(shapes, level)
    assert page_bytes(fewer) < page_bytes(shapes)
    pairs = shapely.intersection(np.array(fewer)[:, None], np.array(fewer)[None, :])
    common = square_metres(pairs.ravel()).reshape(len(fewer), -1)
    assert (common - np.diag(np.diag(common))).max() < 0.01
    assert shapely.coverage_is_valid(fewer)
    whole = shapely.union_all(fewer)
    holes = [shapely.Polygon(ring) for ring in whole.interiors]
    assert square_metres(holes).sum() < 0.01
    labels = label_points(shapes, fewer)
    assert shapely.intersects_xy(np.array(shapes), labels[:, 0], labels[:, 1]).all()


def test_a_large_city_fits_a_page():
    shapes = crooked(1, rows=18, bends=120)
    assert page_bytes(shapes) > 2 * MOST_BYTES
    fewer = simplify(shapes, "street")
    assert page_bytes(fewer) <= MOST_BYTES
    assert square_metres(fewer).sum() == pytest.approx(square_metres(shapes).sum(), rel=0.02)


def test_a_converted_file_keeps_corners_in_common(tmp_path):
    known = directory_of([
        KnownArea(f"350102{n + 1:03d}", f"街{n}街道", "street", "350102") for n in range(16)
    ])  # fmt: skip
    rows = [
        {
            "type": "Feature", "properties": {"code": f"350102{n + 1:03d}"},
            "geometry": json.loads(shapely.to_geojson(shape)),
        }
        for n, shape in enumerate(crooked(3))
    ]  # fmt: skip
    path = city.write(tmp_path / "a.geojson", city.collection(rows))
    prepared = prepare(read_file(path), Asked(path.name, "street"), known)
    for system in ("gcj02", "bd09"):
        found = complete(prepared, system, known, {}, path.name)
        assert "overlap" not in city.kinds(found)
        assert shapely.coverage_is_valid([one.shape for one in found.outlines])
        moved = metres_between(
            *shapely.get_coordinates(prepared.linked[0].shape)[0],
            *shapely.get_coordinates(
                next(o.shape for o in found.outlines if o.code == prepared.linked[0].code)
            )[0],
        )
        assert moved > 400
