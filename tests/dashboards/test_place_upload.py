"""The list of places on 数据接入: the form comes back as it was filled, findings are shown."""

from __future__ import annotations

from io import BytesIO

import pytest
from openpyxl import load_workbook

from data_access.types import Scope
from geo.place_form import place_form
from geo.place_list import area_codes, read_places
from geo.places.kinds import KIND_WORDS
from geo.store_places import known_areas, stored_places
from tests.dashboards.test_pages import run, words
from tests.support.pages import guarded_script

PAGE = guarded_script("import")
CODE = "330199"
SYSTEM = Scope.system("tests")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def filled(city, name: str, area: str) -> bytes:
    areas = known_areas(city.store, SYSTEM, CODE)
    book = load_workbook(BytesIO(place_form(areas)))
    book.worksheets[0].append([name, "小区", area, "119.3", "26.08", "", "2026-03-01"])
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def street(city) -> str:
    return str(known_areas(city.store, SYSTEM, CODE)["code"].iloc[-1])


def test_the_form_offers_kinds_and_areas_and_is_read_as_it_was_filled(city, tmp_path):
    path = tmp_path / "地点清单.xlsx"
    path.write_bytes(filled(city, "澄江新天地", street(city)))
    sheet = load_workbook(path).worksheets[0]
    offered = {one.formula1 for one in sheet.data_validations.dataValidation}
    assert any(all(word in listed for word in KIND_WORDS.values()) for listed in offered)
    assert any("填写说明" in listed for listed in offered)
    (row,) = read_places(path, area_codes(city.store, SYSTEM, CODE))
    assert (row["name"], row["kind"], row["area_code"]) == ("澄江新天地", "estate", street(city))
    assert row["valid_from"].isoformat() == "2026-03-01"


def send(data: bytes):
    test = run(PAGE, jurisdiction=CODE)
    test.file_uploader(key="places_file").upload("地点清单.xlsx", data, XLSX).run()
    return test.button(key="places_start").click().run()


def test_a_filled_form_comes_in_and_findings_are_shown(look, city):
    look("system_admin")
    test = send(filled(city, "澄江新天地", "999"))
    assert not test.exception
    assert "不在区划表中" in words(test)
    assert stored_places(city.store, SYSTEM, CODE) == []
    test = send(filled(city, "澄江新天地", street(city)))
    assert not test.exception
    assert "新增1个，更新0个，未变0个" in words(test)
    assert [p.name for p in stored_places(city.store, SYSTEM, CODE)] == ["澄江新天地"]
    assert not list((city.settings.home / "uploads").glob("*/*"))


@pytest.mark.parametrize("role", ["leader", "analyst", "governance"])
def test_who_may_not_import_has_no_list(look, role):
    look(role)
    assert "places_start" not in {b.key for b in run(PAGE).button}
    assert not run(PAGE).get("file_uploader")
