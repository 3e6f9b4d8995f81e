"""What may stand on a screen in a hall, and how it is written there."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest

from dashboards.charts.bars import Bar, PairBar, observed_expected, ranking
from dashboards.charts.picture import Caption
from dashboards.charts.still import still
from dashboards.charts.trend import DailyPoint, trend
from dashboards.leader_app.content import Area, AreaPart, Day
from dashboards.wall_app import allowed
from dashboards.wall_app.content import Alert, Drawn, Fresh, Number, Screen, Topic
from dashboards.wall_app.scenes import scenes_of
from data_access.extract.query import Directory, Place
from style import palette

LAST = date(2026, 10, 31)
DIRECTORY = Directory(
    areas={
        "330199": Place("330199", None, "county", "青山县", 1000),
        "330199001": Place("330199001", "330199", "street", "清河街道", 500),
        "330199001002": Place("330199001002", "330199001", "community", "晨光社区", 100),
    },
    categories={"04": "公用事业", "0401": "供热质量"},
    departments=("县供热公司",),
    channels=("电话",),
)


def row(**more):
    return {
        "warning_id": "W1", "detector": "new_matter", "severity": "橙", "n": 9, "callers": 8,
        "area_code": "330199001002", "category_code": "0401", "channel": "电话",
        "unit": "县供热公司", "note": "张建国家不热", "event_name": "供暖不热", **more,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("code", "named"),
    [
        ("330199001002", "330199001"),
        ("330199001", "330199001"),
        ("330199", "330199"),
        ("330199001009", ""),
        ("", ""),
    ],
)
def test_a_place_is_named_down_to_its_street(code, named):
    assert allowed.hall_area(code, DIRECTORY) == named


@pytest.mark.parametrize("few", [{"n": 4}, {"callers": 4}, {"callers": None}, {"n": None}])
def test_a_matter_of_few_tickets_or_callers_is_not_shown(few):
    assert allowed.hall_warning(row(**few), DIRECTORY, event_names=True) is None


def test_a_warning_is_known_by_place_and_category_unless_its_words_may_be_shown():
    shown = allowed.hall_warning(row(), DIRECTORY, event_names=False)
    assert shown is not None
    assert (shown["area_code"], shown["event_name"], shown["note"]) == ("330199001", "", "")
    named = allowed.hall_warning(row(), DIRECTORY, event_names=True)
    assert named is not None
    assert named["event_name"] == "供暖不热"


@pytest.mark.parametrize(
    "name", ["晨光供暖不热", "张先生家不热", "不热13812345678", "幸福花园不热", "3件停水"]
)
def test_a_name_that_points_at_somebody_is_not_shown(name):
    shown = allowed.hall_warning(row(event_name=name), DIRECTORY, event_names=True)
    assert shown is not None
    assert shown["event_name"] == ""
    topic = {"name": name, "n_recent": 9, "callers": 9, "category_code": "0401"}
    assert allowed.hall_topic(topic, DIRECTORY, event_names=True) == "供热质量"


def test_what_is_no_unit_channel_or_category_of_the_directory_is_left_out():
    odd = row(unit="张建国", channel="张建国的电话", category_code="张建国")
    shown = allowed.hall_warning(odd, DIRECTORY, event_names=True)
    assert shown is not None
    assert (shown["unit"], shown["channel"], shown["category_code"]) == ("", "", "")


def area(code, tickets):
    return Area(code, code, tickets, 1000, float(tickets), 0.0, 9.0)


def test_areas_of_few_tickets_come_last_and_are_not_drawn():
    part = AreaPart(tuple(area(str(n), n) for n in (9, 3, 7, 1, 5)), True, 5.0, 2, "area_street")
    found, most = allowed.hall_areas(part, 6)
    assert [a.tickets for a in found.areas[:most]] == [9, 7, 5]
    assert found.unplaced == 0
    assert allowed.hall_areas(part, 2)[1] == 2


def days(*counts):
    first = LAST - timedelta(days=len(counts) - 1)
    return tuple(
        Day(first + timedelta(days=n), None if c is None else float(c), 9.0, 5.0, 12.0)
        for n, c in enumerate(counts)
    )


def test_days_of_few_tickets_are_gaps_and_in_the_period_no_trend_is_told():
    found = allowed.hall_days(days(9, 3, 0, 7, 8), LAST - timedelta(days=1))
    assert [d.observed for d in found] == [9, None, 0, 7, 8]
    assert allowed.hall_days(days(9, 9, 9, 3, 8), LAST - timedelta(days=1)) == ()


@pytest.mark.parametrize(("n", "said"), [(0, "0项"), (4, "不足5项"), (5, "5项")])
def test_a_count_of_tasks(n, said):
    assert allowed.task_words(n) == said


# ---------------------------------------------------------------- pictures and colours
CAPTION = Caption("标题", "件", "来源", LAST)
PICTURES = [
    trend(
        CAPTION,
        [DailyPoint(LAST - timedelta(days=n), 9 + n, 9, 5, 12, " 国庆节", "/x") for n in range(30)],
        LAST - timedelta(days=6),
    ),
    ranking(CAPTION, [Bar("甲", 3, "3", "只悬停", acts=True), Bar("乙", 2, "2", earlier=True)]),
    observed_expected(CAPTION, [PairBar("甲", 3, 2, "3", "2", "只悬停", acts=True)]),
]


@pytest.mark.parametrize("picture", PICTURES, ids=["trend", "ranking", "pairs"])
def test_a_still_picture_holds_nothing_for_a_pointer(picture):
    told = json.dumps(still(picture), default=str, ensure_ascii=False)
    assert "只悬停" not in told
    assert "国庆节" not in told
    assert "/x" not in told
    assert "customdata" in json.dumps(picture.figure.to_dict(), default=str)


@pytest.mark.parametrize("name", ["ink", "muted", "blue", "accent"])
def test_what_is_read_on_a_screen_reaches_aa(name):
    dark = palette.palette("dark")
    for ground in ("paper", "ground"):
        assert palette.contrast(dark[name], dark[ground]) >= 4.5


def test_dark_words_on_levels_reach_aa():
    dark = palette.palette("dark")
    for level in palette.LEVEL_MARKS:
        assert palette.contrast(dark["paper"], dark[level]) >= 4.5


# ---------------------------------------------------------------- scenes
def test_every_word_is_escaped_and_no_scene_links_anywhere():
    bad = '<b onclick="x">&'
    screen = Screen(
        bad, bad, Fresh(bad, bad, bad), bad, bad, True, (Number(bad, bad, bad),),
        Drawn({}, bad), Drawn({}, bad),
        (Alert(bad, bad, bad),), 2, (Number(bad, bad),),
        (Topic(bad, bad, bad, bad, 0.5, True),), bad,
    )  # fmt: skip
    scenes = scenes_of(screen)
    assert [s["key"] for s in scenes] == ["today", "trend", "areas", "work", "topics"]
    for scene in scenes:
        assert "<b " not in scene["html"]
        assert "href" not in scene["html"]


@pytest.mark.parametrize(("told", "more", "large"), [(0, 0, True), (1, 0, True), (2, 0, True),
                                                     (3, 0, False), (1, 2, False)])  # fmt: skip
def test_a_few_warnings_are_written_large(told, more, large):
    alerts = tuple(Alert("黄", f"第{n}街道供热", "11月共12件，平时约6件") for n in range(told))
    screen = Screen("大厅", "青山县", Fresh("", "", ""), "一句话", alerts=alerts, more_alerts=more)
    work = next(s["html"] for s in scenes_of(screen) if s["key"] == "work")
    assert ('class="alerts few"' in work) == large
    assert work.count("11月共12件，平时约6件") == told


def test_without_data_there_is_one_scene_that_says_so():
    (scene,) = scenes_of(Screen("大厅", "青山县", missing="还没有数据"))
    assert "还没有数据" in scene["html"]


def test_a_scene_with_nothing_to_show_is_left_out():
    bare = Screen("大厅", "青山县", Fresh("", "", ""), "一句话")
    assert [s["key"] for s in scenes_of(bare)] == ["today", "work"]
