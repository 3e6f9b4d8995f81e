"""热点地图 for those who look at it, over results made by hand."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from data_access.extract.query import Extract
from data_access.results.store import ResultStore
from data_access.store.reference import PlacePoint
from tests.dashboards.map_frames import HOT, MONTHS, STREETS, import_streets, store_map
from tests.dashboards.test_pages import run, words
from tests.support.marks import count_of, on_page
from tests.support.pages import guarded_script

MAP = guarded_script("map")


@pytest.fixture(scope="module")
def mapped(city, tmp_path_factory):
    """The city with a run and with outlines of its streets."""
    import_streets(city.store, tmp_path_factory.mktemp("outlines"))
    return store_map(city.store, city.settings)


@pytest.fixture
def see(look, mapped):
    return look


def traces(test):
    return [json.loads(p.proto.spec) for p in test.get("plotly_chart")]


def fills(picture):
    return [t for t in picture["data"] if t["type"] == "choropleth"]


def key_of(picture):
    return [a["text"] for a in picture["layout"]["annotations"] if "■" in a["text"]]


def test_without_a_run_the_page_says_when_there_will_be_one(look):
    look("leader")
    test = run(MAP)
    assert not test.exception
    assert "还没有热点地图" in words(test)


def test_leaders_read_which_areas_stand_out_before_the_map(see):
    see("leader")
    test = run(MAP)
    assert not test.exception
    said = words(test)
    assert "2026年10月各街道（镇）每万人件数：清河街道明显偏高" in said
    assert "情况相近的区域中位数为" in said
    assert "分析截至2026-10-31" in said
    assert "每万人件数为当月工单除以常住人口" in said
    assert test.dataframe[0].value["各月变化"].tolist().count("偏高：长期并加重") == 1
    [picture] = traces(test)
    painted = [code for trace in fills(picture) for code in trace["locations"]]
    assert sorted(painted) == list(STREETS)
    assert {t["geojson"] for t in fills(picture)} == {fills(picture)[0]["geojson"]}
    assert fills(picture)[0]["geojson"].startswith("/outlines/330199/street/")


def test_a_click_on_an_area_and_a_row_open_as_many_tickets_as_they_say(see, city):
    services = see("leader")
    test = run(MAP)
    results = ResultStore.open(city.store, city.settings, Extract(city.settings))
    marks = on_page(test._tree)
    told = [m for m in marks if m.counted is not None]
    assert len(told) >= 2 * len(STREETS)
    for mark in told:
        assert count_of(results, services.viewer.scope, mark.address) == mark.counted


def test_only_what_stands_out_is_painted_when_asked_for(see):
    see("leader")
    test = run(MAP, only="1")
    [picture] = traces(test)
    colours = {t["colorscale"][1][1]: t["locations"] for t in fills(picture)}
    assert [HOT] in colours.values()
    assert any("▲清河街道" in (t.get("text") or []) for t in picture["data"])


def test_every_measure_level_and_category_is_shown(see):
    see("leader")
    for measure in ("count", "to_expected", "on_time", "satisfied", "repeat"):
        test = run(MAP, measure=measure)
        assert not test.exception, measure
    assert list(run(MAP, level="county").dataframe[0].value["区域"]) == ["青山县"]
    fewer = run(MAP, category="01", measure="count")
    whole = run(MAP, measure="count")
    assert (
        fewer.dataframe[0].value["诉求量（件）"].sum()
        < whole.dataframe[0].value["诉求量（件）"].sum()
    )


def test_two_months_stand_side_by_side_in_the_same_shades(see):
    see("leader")
    test = run(MAP, against="2026-08", measure="count")
    assert not test.exception
    first, second = traces(test)
    assert "2026年8月" in json.dumps(first["layout"], ensure_ascii=False)
    keys = [
        [a["text"] for a in p["layout"]["annotations"] if "■" in a["text"]] for p in (first, second)
    ]
    assert keys[0] == keys[1]
    assert "2026年8月与2026年10月相比" in words(test)


def test_what_is_chosen_goes_into_the_address_in_one_run(see):
    see("leader")
    test = run(MAP)
    test.segmented_control(key="map_measure_per_10k").set_value("on_time").run()
    assert test.query_params["measure"] in ("on_time", ["on_time"])
    assert "按时办结率" in words(test)
    test.select_slider(key="map_month_2026-10").set_value("2026-08").run()
    assert "2026年8月" in words(test)


def test_months_are_played_one_after_the_other_and_the_last_stays(see):
    see("leader")
    test = run(MAP, month="2026-08")
    test.button(key="map_play").click().run()
    assert not test.exception
    assert "停止播放" in [b.label for b in test.button]
    for _ in MONTHS:
        test.run()
    assert "逐月播放" in [b.label for b in test.button]
    assert "2026年10月" in words(test)


def test_a_unit_sees_its_own_tickets_and_no_measure_of_all(see):
    see("department", departments=frozenset({"县住建局"}))
    test = run(MAP, measure="per_10k")
    assert not test.exception
    said = words(test)
    assert "只统计您能看到的工单" in said
    assert "您能看到的工单中，2026年10月件数最高的街道（镇）是" in said
    assert "无明显聚集" not in said
    assert "明显偏高" not in said.replace("偏高、偏低指", "")
    options = test.segmented_control(key="map_measure_count").options
    assert "每万人件数" not in options


def test_a_street_s_reader_sees_that_street_alone(see):
    see("leader", areas=frozenset({HOT}))
    test = run(MAP)
    assert not test.exception
    assert list(test.dataframe[0].value["区域"]) == ["清河街道"]


def test_cuts_that_the_map_is_not_kept_by_are_said(see):
    see("leader")
    test = run(MAP, department="县住建局")
    assert not test.exception
    assert "不按承办单位细分" in words(test)


def test_a_saved_view_says_what_stands_out(see, city):
    from dashboards.shell.digests import context_of
    from dashboards.shell.pages import page_of

    services = see("leader")
    spec = page_of("map")
    summary = services.extract.manifest.jurisdictions["330199"]
    found, _ = context_of(services.results, services.viewer.scope, spec, summary, {})
    assert "清河街道明显偏高" in spec.load_digest()(found, {})


def test_without_outlines_the_page_says_how_to_import_them(see, monkeypatch):
    monkeypatch.setattr("dashboards.components.area_frame.outline_versions", lambda *_: {})
    see("leader")
    test = run(MAP)
    assert not test.exception
    assert "请系统管理员导入边界" in words(test)
    services = see("leader")
    rights = services.viewer.scope.rights | {"import.run"}
    services.viewer = replace(services.viewer, scope=replace(services.viewer.scope, rights=rights))
    assert "weisu geo import 边界文件 --level street" in words(run(MAP))


def test_areas_are_dots_where_only_their_points_are_known(see, monkeypatch):
    points = [PlacePoint(c, STREETS[c], "street", 120 + k / 10, 30) for k, c in enumerate(STREETS)]
    monkeypatch.setattr("dashboards.components.area_frame.outline_versions", lambda *_: {})
    monkeypatch.setattr("dashboards.geo_app.map.reading.points", lambda *_: points)
    see("leader")
    test = run(MAP)
    assert not test.exception
    [picture] = traces(test)
    assert "清河街道" in json.dumps(picture, ensure_ascii=False)
    assert "各区域的诉求量" in json.dumps(picture["layout"], ensure_ascii=False)
