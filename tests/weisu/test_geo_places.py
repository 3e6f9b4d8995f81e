"""``weisu geo place``, ``weisu geo places`` and ``weisu evaluate places`` on a small demo city."""

from __future__ import annotations

import json
import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from data_access.settings import load_settings
from data_access.settings import settings as process_settings
from data_access.store.engine import migrate, open_store
from data_access.types import CallError, Scope, WeisuError
from demo_city import CITY_CODE, write_city
from geo.store_places import known_areas
from tests.weisu.test_commands import call
from weisu.demo import load_files

SYSTEM = Scope.system("tests")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("places") / "var"
    settings = load_settings(home=home)
    store = open_store(settings)
    migrate(store)
    write_city(home / "files", seed=5, days=30, per_day=20, last_day=date(2026, 3, 1))
    load_files(store, settings, SYSTEM, home / "files", lambda _what, _share: None)
    store.close()
    return home


@pytest.fixture
def files(made: Path, home: Path) -> Path:
    shutil.copytree(made, home)
    process_settings.cache_clear()
    return home / "files"


def document(*arguments: object) -> dict[str, Any]:
    return json.loads(call(*(str(a) for a in arguments), "--json").stdout.splitlines()[-1])


def test_old_tickets_are_placed_some_at_a_time(files: Path) -> None:
    first = document("geo", "place", "--limit", 100)
    assert (first["jurisdiction"], first["read"], first["without"]) == (CITY_CODE, 100, 0)
    rest = document("geo", "place")
    assert rest["read"] == first["left"]
    assert rest["left"] == 0
    assert document("geo", "place", "--again")["read"] == 0
    listed = document("geo", "places", "list")
    assert listed["tickets"]["placed"] > 500
    assert "not_read" not in listed["tickets"]


def test_a_list_is_filled_in_imported_and_cut(files: Path, tmp_path: Path) -> None:
    form = tmp_path / "地点.csv"
    call("geo", "places", "form", str(form))
    with pytest.raises(WeisuError, match="没有改写"):
        call("geo", "places", "form", str(form))
    head = form.read_text("utf-8-sig").splitlines()[0]
    store = open_store(load_settings())
    code = known_areas(store, SYSTEM, CITY_CODE)["code"].iloc[-1]
    store.close()
    rows = [f"澄江新天地,市场商场,{code},118.5,25.1,新天地；澄江天地,2026/01/01,"]
    form.write_text("\n".join([head, *rows]), "utf-8")
    done = document("geo", "places", "import", form)
    assert (done["new"], done["changed"], done["unchanged"]) == (1, 0, 0)
    assert document("geo", "places", "import", form)["unchanged"] == 1
    (one,) = document("geo", "places", "list", "--source", "list")["places"]
    assert (one["name"], one["kind"], one["area_code"]) == ("澄江新天地", "market", code)
    assert one["valid_from"] == "2026-01-01"
    assert "已删除 1 条" in call("geo", "places", "delete", "澄江新天地").stdout
    assert document("geo", "places", "list", "--source", "list")["places"] == []


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ("新天地,,000,,,,,", "不在区划表中"),
        ("新,,CODE,,,,,", "两个字以上"),
        ("新天地,,CODE,东,,,,", "不是数字"),
        ("新天地,,CODE,,95,,,", "超出范围"),
        ("新天地,,CODE,,,,三月,", "应写作"),
    ],
)
def test_a_bad_row_keeps_the_whole_list_out(
    files: Path, tmp_path: Path, row: str, fault: str
) -> None:
    store = open_store(load_settings())
    code = known_areas(store, SYSTEM, CITY_CODE)["code"].iloc[-1]
    store.close()
    path = tmp_path / "地点.csv"
    head = "名称,类型,区划编码,经度,纬度,别名,启用日期,停用日期"
    path.write_text("\n".join([head, row.replace("CODE", code)]), "utf-8")
    with pytest.raises(WeisuError, match=fault) as error:
        call("geo", "places", "import", str(path))
    assert "第 2 行" in str(error.value)
    assert "原有清单没有变动" in str(error.value)


def test_a_list_without_its_columns_is_refused(files: Path, tmp_path: Path) -> None:
    path = tmp_path / "地点.csv"
    path.write_text("地方,编码\n新天地,1\n", "utf-8")
    with pytest.raises(WeisuError, match="没有名称、区划编码列"):
        call("geo", "places", "import", str(path))
    with pytest.raises(CallError):
        call("geo", "places", "list", "--jurisdiction", "110101")


def test_places_are_evaluated_on_tickets_not_learnt_from(files: Path) -> None:
    held = document("evaluate", "places", "--truth", files)
    filed = document("evaluate", "places")
    assert (held["against"], filed["against"]) == ("truth", "filed")
    for one in (held, filed):
        outcomes = one["placed"]
        assert sum(row["n"] for row in outcomes) == one["tickets"]
        judged = sum(row["n"] for row in one["by_level"])
        assert judged == sum(row["n"] for row in one["by_confidence"])
        for row in one["by_level"]:
            assert row["low"] <= row["precision"] <= row["high"]
    words = call("evaluate", "places", "--truth", str(files)).stdout
    assert "定到社区" in words
    assert "演示城市的真值" in words
    json.dumps(held, allow_nan=False)
