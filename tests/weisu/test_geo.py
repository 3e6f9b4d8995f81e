"""``weisu geo`` as its users call it, on a small demo city."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from data_access.extract.refresh import refresh
from data_access.metrics.additive import lasting_measures
from data_access.settings import Settings, load_settings
from data_access.settings import settings as process_settings
from data_access.store.engine import migrate, open_store
from data_access.types import CallError, Scope, WeisuError
from demo_city import CITY_CODE, write_city
from geo.boundaries.findings import BoundaryFileError
from geo.coordinates.convert import convert
from geo.store_reads import outlines
from tests.weisu.test_commands import call, last_json
from weisu.demo import load_files

SYSTEM = Scope.system("tests")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with a demo city of some weeks, its outlines and its extract."""
    home = tmp_path_factory.mktemp("geo") / "var"
    settings = load_settings(home=home)
    store = open_store(settings)
    migrate(store)
    files = home / "files"
    write_city(files, seed=5, days=40, per_day=40, last_day=date(2026, 3, 1), truth=False)
    load_files(store, settings, SYSTEM, files, lambda _what, _share: None)
    refresh(store, settings, lasting_measures())
    store.close()
    return home


@pytest.fixture
def files(made: Path, home: Path) -> Path:
    """The files of the city, in a home of the test's own."""
    shutil.copytree(made, home)
    process_settings.cache_clear()
    return home / "files"


def in_gcj02(path: Path, level: str) -> Path:
    """Write one level of the city's outlines as maps of 高德 have them."""
    document = json.loads(path.read_text("utf-8"))
    rows = [f for f in document["features"] if f["properties"]["level"] == level]
    for row in rows:
        for ring in row["geometry"]["coordinates"]:
            x, y = convert(*zip(*ring, strict=True), source="wgs84", target="gcj02")
            ring[:] = [list(point) for point in zip(x.tolist(), y.tolist(), strict=True)]
    there = path.with_name("高德.geojson")
    there.write_text(json.dumps({"type": "FeatureCollection", "features": rows}), "utf-8")
    return there


def versions() -> dict[str, int]:
    settings: Settings = process_settings()
    store = open_store(settings)
    found = {one.code: one.version for one in outlines(store, SYSTEM, CITY_CODE)}
    store.close()
    return found


def shares(document: dict[str, Any]) -> dict[str, float]:
    return {one["system"]: one["share"] for one in document["fit"]["tried"]}


def test_the_demo_city_comes_with_its_outlines(files: Path) -> None:
    document = json.loads(call("geo", "list", "--json").output)
    counts = {"county": 0, "street": 0, "community": 0}
    for one in document["outlines"]:
        counts[one["level"]] += 1
        assert one["version"] == 1
    assert counts == {"county": 1, "street": 24, "community": 150}
    assert document["without_outline"] == {}
    assert set(document["outlines"][0]) == {
        "code", "name", "level", "parent", "version", "label", "area_km2", "system", "file",
        "sha256", "by", "at",
    }  # fmt: skip
    said = call("geo", "list", "--level", "street").output
    assert "街道（镇）：有边界 24 个，没有边界 0 个。" in said


def test_a_file_that_states_no_system_is_held_against_the_tickets(files: Path) -> None:
    path = in_gcj02(files / "areas.geojson", "street")
    arguments = ("geo", "import", path, "--level", "street")
    with pytest.raises(CallError, match="--system"):
        call(*arguments)
    asked = call(*arguments, "--system", "wgs84", "--dry-run", "--json")
    document: dict[str, Any] = last_json(asked)
    assert set(document) == {
        "jurisdiction", "file", "format", "encoding", "layer", "rows", "level", "stated_system",
        "system", "fit", "outlines", "findings", "dry_run", "imported", "refusal",
    }  # fmt: skip
    found = shares(document)
    assert found["gcj02"] > 0.95 > found["wgs84"]
    assert document["fit"]["clear"]
    assert document["fit"]["tried"][0]["system"] == "gcj02"
    assert document["fit"]["tried"][0]["offset_m"] > 100
    assert "looks_other" in [one["kind"] for one in document["findings"]]
    assert set(versions().values()) == {1}
    done: dict[str, Any] = last_json(call(*arguments, "--system", "auto", "--json"))
    assert done["system"] == "gcj02"
    # Turned back they are what the city's own file had, to the last decimal.
    assert sum(done["imported"].values()) == 24
    assert done["imported"]["new"] == 0


def test_what_is_wrong_is_refused_and_nothing_changes(files: Path) -> None:
    path = files / "a.geojson"
    document = json.loads((files / "areas.geojson").read_text("utf-8"))
    streets = [f for f in document["features"] if f["properties"]["level"] == "street"]
    streets[3]["geometry"] = None
    path.write_text(json.dumps({"type": "FeatureCollection", "features": streets}), "utf-8")
    arguments = ("geo", "import", path, "--level", "street", "--system", "wgs84")
    with pytest.raises(WeisuError, match="有 1 个图形不能导入") as refused:
        call(*arguments)
    assert not isinstance(refused.value, CallError)
    said = call(*arguments, "--dry-run").output
    assert "【不能导入】第 4 行" in said
    assert "只作检查，没有导入。" in said
    assert "已导入：新增 0，更新 0，未变 23。" in call(*arguments, "--leave-out").output
    with pytest.raises(BoundaryFileError, match="--level"):
        call("geo", "import", path, "--level", "community", "--system", "wgs84")
    path.write_text("{")
    with pytest.raises(BoundaryFileError, match="原有边界没有变动"):
        call(*arguments)
    with pytest.raises(CallError, match="没有地区 999999"):
        call(*arguments, "--jurisdiction", "999999")
    assert set(versions().values()) == {1}


def test_shapes_are_not_imported_before_they_are_needed() -> None:
    code = (
        "import sys\n"
        "import weisu.cli, weisu.commands.geo, weisu.demo, dashboards.server\n"
        "import geo.store_tables, geo.store_reads, geo.point_reads\n"
        "assert not {'shapely', 'shapefile'} & set(sys.modules)\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)
