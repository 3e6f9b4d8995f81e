"""今日要情, 预警 and 热点 paint areas where outlines were imported; without they draw as before."""

from __future__ import annotations

import json
from collections import Counter

import pytest

from dashboards.warnings_app import cards
from data_access.extract.query import Extract
from data_access.results.store import ResultStore
from data_access.types import Scope
from early_warning.nightly_run import Asked, run_warnings
from early_warning.warning_reads import tickets_by_warning, warning_list, warning_places
from style.palette import BAND, MAP_LEVELS
from tests.dashboards.hot_frames import store_results
from tests.dashboards.map_frames import CODE, STREETS, import_streets
from tests.dashboards.test_pages import run, words
from tests.support.marks import count_of, in_picture
from tests.support.pages import guarded_script

TODAY, WARNINGS, HOT, TOPIC = (
    guarded_script(page) for page in ("today", "warnings", "hotspots", "topic")
)
SYSTEM = Scope.system("tests")


@pytest.fixture(scope="module")
def results(city, tmp_path_factory):
    """The city with its warnings, topics and the outlines of its streets."""
    import_streets(city.store, tmp_path_factory.mktemp("outlines"))
    store_results(city.store, city.settings)
    found = ResultStore.open(city.store, city.settings, Extract(city.settings))
    run_warnings(found, SYSTEM, Asked(CODE))
    return found


@pytest.fixture
def see(look, results):
    return look


@pytest.fixture
def without(see, monkeypatch):
    """No outline was imported."""
    monkeypatch.setattr("dashboards.components.area_frame.outline_versions", lambda *_: {})
    return see


@pytest.fixture
def every_warning_is_due(monkeypatch):
    """The small city's warnings are of the lowest level."""
    monkeypatch.setattr(cards, "matters", lambda _row: True)


def maps(test):
    """Return the maps of areas by the key of their picture."""
    found = {p.proto.id: json.loads(p.proto.spec) for p in test.get("plotly_chart")}
    return {
        key.split("-", 2)[-1]: spec
        for key, spec in found.items()
        if any(t["type"] == "choropleth" for t in spec["data"])
    }


def the_map(test, name):
    """Return the map whose key ends so."""
    [found] = [spec for key, spec in maps(test).items() if key.endswith(name)]
    return found


def areas(spec):
    """Return by code what an area's hover says and what colour it has."""
    return {
        code: (said, t["colorscale"][0][1])
        for t in spec["data"]
        if t["type"] == "choropleth"
        for code, said in zip(t["locations"], t["customdata"], strict=True)
    }


def opens_as_many_as_it_says(spec, services, results):
    marks = [m for m in in_picture("map", spec["data"]) if m.counted is not None]
    assert marks
    for mark in marks:
        assert count_of(results, services.viewer.scope, mark.address) == mark.counted
    return marks


def test_the_areas_of_the_warnings_to_be_handled_have_the_colour_of_the_highest(
    see, results, every_warning_is_due
):
    services = see("leader")
    test = run(WARNINGS)
    assert not test.exception
    spec = the_map(test, "warning_areas")
    opens_as_many_as_it_says(spec, services, results)
    painted = {code: colour for code, (_, colour) in areas(spec).items() if colour != BAND}
    assert painted
    assert set(painted.values()) <= set(MAP_LEVELS.values())
    level = {colour: level for level, colour in MAP_LEVELS.items()}
    names = next(t for t in spec["data"] if t["type"] == "scattergeo")["text"]
    assert {f"{level[c]} {STREETS[code]}" for code, c in painted.items()} == set(names)
    key = " ".join(a["text"] for a in spec["layout"]["annotations"])
    assert all(f"{level[c]}色预警" in key for c in painted.values())
    assert "只看一处的预警" in words(test)


def test_a_warnings_tickets_are_painted_by_place(see, results):
    services = see("leader")
    frame = warning_list(results, SYSTEM, results.current("warnings", CODE))
    live = frame[frame["state"] != "closed"]
    places = {
        key: warning_places(results, SYSTEM, results.current("warnings", CODE), key)
        for key in live["warning_id"]
    }
    key, counts = next((k, c) for k, c in places.items() if c)
    test = run(WARNINGS, warning=key)
    spec = the_map(test, f"map_{key}")
    marks = opens_as_many_as_it_says(spec, services, results)
    by_street = Counter[str]()
    for code, n in counts.items():
        by_street[code[:9]] += n
    assert sorted(m.counted for m in marks) == sorted(by_street.values())
    assert set(areas(spec)) == set(STREETS)
    assert {t["geojson"] for t in spec["data"] if t["type"] == "choropleth"} == {
        spec["data"][0]["geojson"]
    }


@pytest.mark.parametrize(
    ("script", "name", "query"),
    [(HOT, "hot_places", {}), (TOPIC, "topic_places", {"topic": "T01"})],
)
def test_topics_are_painted_by_place_and_open_as_many_as_they_say(
    see, results, script, name, query
):
    services = see("leader")
    test = run(script, **query)
    assert not test.exception
    spec = the_map(test, name)
    opens_as_many_as_it_says(spec, services, results)
    assert spec["data"][0]["geojson"].startswith(f"/outlines/{CODE}/street/")
    assert "件数最多：" in words(test)


def test_todays_map_has_the_matters_numbers_and_the_areas_with_most_in_words(see, results):
    services = see("leader")
    test = run(TODAY)
    assert not test.exception
    spec = the_map(test, "picture_areas")
    assert len(opens_as_many_as_it_says(spec, services, results)) == len(STREETS)
    assert "每万人最多：" in words(test)


def test_without_outlines_pages_draw_what_they_did(without, results, every_warning_is_due):
    without("leader")
    for script, query in ((TODAY, {}), (WARNINGS, {}), (HOT, {}), (TOPIC, {"topic": "T01"})):
        test = run(script, **query)
        assert not test.exception
        assert not maps(test)
        assert "只看一处的预警" not in words(test)
    assert "查看数据" in [e.label for e in run(TODAY).expander]


def test_who_sees_one_street_is_told_nothing_of_the_others(see, results):
    services = see("leader", areas=frozenset({"330199001"}))
    test = run(HOT)
    assert not test.exception
    assert maps(test)
    for spec in maps(test).values():
        for code, (said, _) in areas(spec).items():
            if not code.startswith("330199001"):
                assert "不在所选范围" in said
        opens_as_many_as_it_says(spec, services, results)


def test_several_warnings_together_open_each_ticket_once(see, results):
    services = see("leader")
    run_info = results.current("warnings", CODE)
    frame = warning_list(results, SYSTEM, run_info)
    keys = [str(key) for key in frame["warning_id"]][:4]
    held = tickets_by_warning(results, SYSTEM, run_info, keys)
    together = f"/tickets?jurisdiction={CODE}&of=warning:{','.join(keys)}"
    assert count_of(results, services.viewer.scope, together) == len(set().union(*held.values()))
    assert len(keys) > 1


def test_a_unit_with_few_tickets_is_told_their_number_and_no_rate(see, results, monkeypatch):
    monkeypatch.setattr("dashboards.leader_app.area_picture.LEAST", 10_000)
    see("leader")
    said = words(run(TODAY))
    assert "件数最多：" in said
    assert "每万人最多：" not in said
