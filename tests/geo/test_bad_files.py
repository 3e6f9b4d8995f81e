"""Bad files of outlines: each has its sentence, and none gets anywhere."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
import shapefile

from geo.boundaries.findings import KINDS, UNCHANGED, BoundaryFileError
from geo.boundaries.limits import Limits
from geo.boundaries.read_file import read_file
from geo.boundaries.reading_process import read_apart
from tests.geo import shapes as city

GOOD = json.dumps(city.collection(city.four()), ensure_ascii=False)
GK = [[39530000.0, 2880000.0], [39532000.0, 2880000.0], [39532000.0, 2882000.0]]


def ring_of(*points: tuple[float, float]) -> list[list[float]]:
    return [[city.LON + x, city.LAT + y] for x, y in points]


def of(*features: Any) -> bytes:
    return json.dumps(city.collection(features), ensure_ascii=False).encode()


def crossed(ring: city.Ring) -> city.Ring:
    return [[y, x] for x, y in ring]


WHOLE: list[tuple[str, bytes, str]] = [
    ("empty_file", b"  \n", "是空的"),
    ("half", GOOD.encode()[: len(GOOD) // 2], "不完整"),
    ("not_json", b'{"type": "FeatureCollection", "features": [,]}', "不是有效的 JSON"),
    ("not_geojson", b'{"type": "Topology", "objects": {}}', "不是 GeoJSON"),
    ("not_geojson", b"[" * 40 + b"]" * 40, "不是 GeoJSON"),
    ("encoding", GOOD.encode()[:-1] + b"\xff\xff\x81}", "文字编码有误"),
    ("no_areas", of(), "没有一个区域"),
    ("unknown_format", b"%PDF-1.7 something", "不认识文件"),
    ("metres", of(city.feature(0, [*GK, GK[0]])), "高斯-克吕格 3 度带第 39 带（中央经线 117°）"),
    ("swapped", of(*(city.feature(p, crossed(city.square(p))) for p in range(4))), "纬度在前"),
    ("no_field", of({**city.feature(0), "properties": {"面积": 3}}), "找不到编码或名称字段"),
    ("nothing_known", of(city.feature(0, code="110101001", name="东华门街道")), "对上区域表"),
    ("wrong_level", of(city.feature(0, code=city.COUNTY, name="鼓楼区")), "都是区县的边界"),
    ("old_system", json.dumps({**city.collection(city.four()), "crs": {
        "type": "name", "properties": {"name": "EPSG:4610"}}}).encode(), "西安80"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "content", "words"), WHOLE, ids=[w[0] for w in WHOLE])
def test_a_file_that_is_no_use_is_refused_whole(tmp_path, kind, content, words):
    path = tmp_path / ("边界.pdf" if kind == "unknown_format" else "边界.geojson")
    path.write_bytes(content)
    with pytest.raises(BoundaryFileError) as refused:
        city.examined(path)
    assert refused.value.kind == kind
    said = str(refused.value)
    assert words in said
    assert said.endswith(UNCHANGED)
    assert "请" in said


BOWTIE = ring_of((0, 0), (0.02, 0.02), (0.02, 0), (0, 0.02), (0, 0))
NAN = [[city.LON, None], *city.square(0)[1:]]
LINE = {"type": "LineString", "coordinates": city.square(0)}
TINY = ring_of((0, 0), (2e-5, 0), (2e-5, 2e-5), (0, 0))
HUGE = [[75.0, 18.0], [134.0, 18.0], [134.0, 53.0], [75.0, 53.0], [75.0, 18.0]]
AREAS: list[tuple[str, Any, str]] = [
    ("empty", {**city.feature(0), "geometry": None}, "没有图形"),
    ("not_polygon", city.feature(0, geometry=LINE), "图形是线"),
    ("few_points", city.feature(0, city.square(0)[:2]), "不足四个点"),
    ("numbers", city.feature(0, NAN), "不是数字"),
    ("broken_shape", city.feature(0, geometry={"type": "Curve"}), "已损坏"),
    ("not_repairable", city.feature(0, BOWTIE), "修复几何"),
    ("unknown_code", city.feature(0, code="350102099"), "不在区域表中"),
    ("unknown_name", city.feature(0, code=None, name="长安街道"), "找不到"),
    ("no_code", city.feature(0, code=None, name=None), "没有编码"),
    ("wrong_level", city.feature(0, code=f"{city.CODES[0]}001", name="中山社区"), "社区（村）"),
    ("size", city.feature(0, TINY), "不合常理"),
    ("size", city.feature(0, HUGE), "不合常理"),
    ("duplicate", city.feature(1), "重复"),
]


@pytest.mark.parametrize(
    ("kind", "bad", "words"), AREAS, ids=[f"{a[0]}-{i}" for i, a in enumerate(AREAS)]
)
def test_an_area_that_can_not_be_taken_is_named_and_left(tmp_path, kind, bad, words):
    path = city.write(tmp_path / "a.geojson", city.collection([*city.four()[1:], bad]))
    found = city.examined(path)
    refused = [one for one in found.findings if one.severity == "refused"]
    assert [one.kind for one in refused] == [kind]
    assert words in refused[0].line
    assert refused[0].line.startswith("第 4 行")
    assert "请" in refused[0].text
    assert [one.code for one in found.outlines] == list(city.CODES[1:])


def test_limits_are_judged_before_reading(tmp_path):
    path = city.write(tmp_path / "a.geojson", city.collection(city.four()))
    for limits, kind in (
        (Limits(bytes=100), "too_large"),
        (Limits(vertices=10), "too_many_vertices"),
        (Limits(areas=3), "too_many_areas"),
    ):
        with pytest.raises(BoundaryFileError, match="上限") as refused:
            read_file(path, limits=limits)
        assert refused.value.kind == kind


def written_shapefile(folder: Path, encoding: str = "utf-8") -> Path:
    with shapefile.Writer(
        str(folder / "jx"), shapeType=shapefile.POLYGON, encoding=encoding
    ) as out:
        out.field("XZQDM", "C", 12)
        out.field("XZQMC", "C", 40)
        for place in range(4):
            out.poly([city.square(place)[::-1]])
            out.record(f"{city.CODES[place]}000", city.NAMES[place])
    return folder / "jx.shp"


def test_bad_shapefiles(tmp_path):
    path = written_shapefile(tmp_path)
    whole = path.read_bytes()
    for kind, content in (("half", whole[:-40]), ("not_shapefile", b"x" * 200), ("no_dbf", whole)):
        path.write_bytes(content)
        if kind == "no_dbf":
            path.with_suffix(".dbf").unlink()
        with pytest.raises(BoundaryFileError) as refused:
            read_file(path)
        assert refused.value.kind == kind


def test_bad_archives(tmp_path):
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("readme.txt", "x")
    with pytest.raises(BoundaryFileError, match=r"没有 \.shp"):
        read_file(path)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.shp", "x")
        archive.writestr("b.shp", "x")
    with pytest.raises(BoundaryFileError, match="每次只压缩一个图层"):
        read_file(path)
    path.write_bytes(path.read_bytes()[:40])
    with pytest.raises(BoundaryFileError, match="无法解开"):
        read_file(path)
    # What unpacks to more than a file may have is not unpacked.
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.shp", b"\0" * 3_000_000)
    with pytest.raises(BoundaryFileError) as refused:
        read_file(path, limits=Limits(bytes=1_000_000))
    assert refused.value.kind == "too_large"


def test_a_dbf_of_no_known_encoding_is_said(tmp_path):
    path = written_shapefile(tmp_path)
    dbf = path.with_suffix(".dbf")
    dbf.write_bytes(dbf.read_bytes().replace("鼓东".encode(), b"\xff\xff\x81\xff\xff\x81"))
    with pytest.raises(BoundaryFileError) as refused:
        read_file(path)
    assert refused.value.kind == "encoding"


def test_a_damaged_geopackage_is_said(tmp_path):
    path = tmp_path / "a.gpkg"
    path.write_bytes(b"SQLite format 3\0" + b"\1" * 4000)
    with pytest.raises(BoundaryFileError, match="不是有效的 GeoPackage"):
        read_file(path)


def test_the_reader_apart_says_the_same(tmp_path):
    path = tmp_path / "a.geojson"
    path.write_bytes(GOOD.encode()[:-40])
    with pytest.raises(BoundaryFileError) as here:
        read_file(path)
    with pytest.raises(BoundaryFileError) as apart:
        read_apart(path)
    assert (apart.value.kind, str(apart.value)) == (here.value.kind, str(here.value))
    assert str(apart.value).count(UNCHANGED) == 1


def test_words_of_a_file_do_nothing_to_a_terminal(tmp_path):
    rows = [
        city.feature(0),
        city.feature(1, code=None, name="\x1b[31m长安\ud800\n街道" + "长" * 999),
    ]
    path = city.write(tmp_path / "a.json", None)
    path.write_text(json.dumps(city.collection(rows)))
    found = city.examined(path)
    (said,) = [one.line for one in found.findings if one.severity == "refused"]
    assert said.isprintable()
    assert len(said.encode()) < 500
    apart = read_apart(path)
    assert len(apart.areas[1].properties["name"]) == 100


def test_numbers_beyond_all_measure_are_no_coordinates(tmp_path):
    path = tmp_path / "a.geojson"
    for number in ("1e999", "1" + "0" * 400, '"x"', "[1]"):
        text = json.dumps(city.collection(city.four())).replace("119.3,", f"{number},")
        path.write_text(text)
        found = city.examined(path)
        assert {one.kind for one in found.findings if one.severity == "refused"} == {"numbers"}
    path.write_text(json.dumps(city.collection(city.four())).replace("119.3,", "1" * 9000 + ","))
    with pytest.raises(BoundaryFileError):
        read_file(path)


def test_a_reader_that_runs_out_of_memory_is_one_sentence(tmp_path, monkeypatch):
    path = tmp_path / "a.geojson"
    path.write_text(
        '{"type": "FeatureCollection", "features": [' + '{"a": 1}, ' * 4_000_000 + "0]}"
    )
    monkeypatch.setattr("geo.boundaries.reading_process.MEMORY_BYTES", 700 << 20)
    with pytest.raises(BoundaryFileError, match="系统不受影响") as refused:
        read_apart(path)
    assert refused.value.kind == "reader_died"


def test_every_kind_of_finding_stands_in_the_documents():
    page = (Path(__file__).parents[2] / "docs" / "geo.md").read_text("utf-8")
    assert [kind for kind in KINDS if f"`{kind}`" not in page] == []
