"""Mapping: typed values, times in UTC, and a place for every row that doesn't fit."""

# ruff: noqa: DTZ001 - naive times are UTC, or local before they are placed

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_access import schemas
from data_access.importing.chunk import MapContext, MappedChunk
from data_access.importing.mapping import Mapper
from data_access.importing.notes import merge_notes
from data_access.importing.profile import Jurisdiction, Profile
from data_access.importing.profile_files import parse_profile
from data_access.importing.readers import BadRow, RawChunk
from data_access.types import WeisuError

NOW = datetime(2026, 11, 23, 2, 0)
PLACE = Jurisdiction(code="350100", name="某市")
HEAD = "profile: p\nlabel: 某市\ntables:\n  - entity: ticket\n    columns:\n"
BASE = "      ticket_no: 编号\n      t_accept: 受理\n"


def profile(columns: str = "", tail: str = "") -> Profile:
    lines = "".join(f"      {line}\n" for line in columns.splitlines() if line.strip())
    return parse_profile(HEAD + BASE + lines + tail, Path("p.yaml"))


def run(
    columns: str,
    header: list[str],
    *rows: list[str | None],
    place: Jurisdiction = PLACE,
    tail: str = "",
) -> MappedChunk:
    """Map rows whose first two cells are 编号 and 受理."""
    found = profile(columns, tail)
    names = ["编号", "受理", *header]
    chunk = RawChunk(tuple(names), list(range(2, len(rows) + 2)), list(rows))
    got = Mapper(found, found.tables[0], names, MapContext(place, NOW)).map(chunk)
    assert len(got.numbers) + len(got.problems) == chunk.read
    return got


def one(columns: str, column: str, value: str | None, field: str, **more: Any) -> Any:
    got = run(columns, [column], ["1", "2018-07-04 17:24:41", value], **more)
    assert not got.problems
    return got.columns[field][0]


# ------------------------------------------------------------------ values


def test_every_sent_field_is_there_and_no_other():
    got = run("", [], ["1", "2018-07-04 17:24:41"])
    assert list(got.columns) == [f.name for f in schemas.TICKET.fields if f.sent]
    assert got.columns["t_accept"] == [datetime(2018, 7, 4, 9, 24, 41)]
    assert next(got.records())["title"] is None
    assert got.frame().loc[2, "ticket_no"] == "1"


@pytest.mark.parametrize(
    ("rule", "raw", "field", "expected"),
    [
        ("title: x", " \n\t标题\u3000 一\n\n二\x00\u200b ", "title", "标题 一\n二"),
        ("org_lead: x", " 城管办(坑梓)\u3000街道\uff11 ", "org_lead", "城管办(坑梓) 街道1"),
        ("case_no: x", "\uff21\uff22-\uff11\uff12", "case_no", "AB-12"),
        ("title: x", "-", "title", None),
        ("title: x", "\ud800a", "title", "a"),
        ("n_return: x", "2.0", "n_return", 2),
        ("direct_reply: x", "是", "direct_reply", True),
        ("direct_reply: {from: x, map: {直接: true, 转办: false}}", "转办", "direct_reply", False),
        (
            "source_channel: {from: x, map: {微信: 微信/小程序}}",
            "微信",
            "source_channel",
            "微信/小程序",
        ),
        ("source_channel: {from: x, default: 其他}", "传真", "source_channel", "其他"),
        ("source_channel: {value: 电话}", "x", "source_channel", "电话"),
        ("tags: {from: x, map: {A: 甲}}", "B", "tags", "B"),
        ("tags: {from: x, map: {A: 甲}, default: null}", "B", "tags", None),
        ("street: {from: x, whole: true, template: '第{}选区'}", "9.0", "street", "第9选区"),
        (
            "street: {from: x, whole: true, null_marks: ['0'], template: '第{}选区'}",
            "0.0",
            "street",
            None,
        ),
        (
            "street: {from: x, pattern: '^0?([1-9]\\d?) ', template: '{}号'}",
            "08 BRONX",
            "street",
            "8号",
        ),
        ("street: {from: x, pattern: '^0?([1-9]\\d?) ', template: '{}号'}", "0 U", "street", None),
        ("title: {join: [编号, x], separator: '-'}", "甲", "title", "1-甲"),
        ("title: {join: [编号, x], separator: '-'}", "", "title", "1"),
        ("title: {any_of: [没有, x, 编号]}", "甲", "title", "甲"),
        ("title: {any_of: [没有, x, 编号]}", "", "title", "1"),
        ("title: {from: 没有, optional: true}", "", "title", None),
        ("t_close: x", "2018/7/4 18:00", "t_close", datetime(2018, 7, 4, 10, 0)),
        (
            "t_close: {from: x, formats: ['%d.%m.%Y %H:%M']}",
            "05.07.2018 08:00",
            "t_close",
            datetime(2018, 7, 5),
        ),
        ("t_close: x", "2018-07-04T10:00:00Z", "t_close", datetime(2018, 7, 4, 10, 0)),
    ],
)
def test_one_value(rule, raw, field, expected):
    tail = '    null_marks: ["-"]\n'
    assert one(rule, "x", raw, field, tail=tail) == expected


def test_headers_are_matched_without_case_width_and_blanks():
    got = run("title: 'Title (A)'", [" title \uff08A\uff09"], ["1", "2018-07-04 17:24:41", "x"])
    assert got.columns["title"] == ["x"]


def test_dates_of_the_calendar():
    text = HEAD.replace("ticket", "local_event") + "      day: 日\n      kind: 类\n"
    found = parse_profile(text, Path("p.yaml"))
    mapper = Mapper(found, found.tables[0], ["日", "类"], MapContext(PLACE, NOW))
    got = mapper.map(RawChunk(("日", "类"), [2, 3], [["2027年1月2日", "开学"], ["昨天", "开学"]]))
    assert got.columns["day"] == [date(2027, 1, 2)]
    assert [p.problem for p in got.problems] == ["日期“昨天”无法识别"]


# ------------------------------------------------------------------ what doesn't fit


@pytest.mark.parametrize(
    ("number", "accepted", "reason"),
    [
        ("", "2018-07-04 17:24:41", "缺少工单编号"),
        ("1", "", "缺少受理时间"),
        ("1", "昨天下午", "受理时间“昨天下午”无法识别"),
        ("1", "2018-02-30 10:00:00", "受理时间“2018-02-30 10:00:00”无法识别"),
        ("1", "3020-01-01 10:00:00", "受理时间 3020-01-01 晚于允许的"),
        ("1", "1900-01-01 10:00:00", "受理时间 1900-01-01 早于允许的"),
        ("1", "2027-01-01 10:00:00", "晚于允许的"),
    ],
)
def test_a_row_without_what_it_needs_is_a_problem(number, accepted, reason):
    got = run("title: x", ["x"], [number, accepted, "甲"], ["2", "2018-07-04 10:00:00", "乙"])
    assert got.numbers == [3]
    assert got.source_index == [1]
    assert got.columns["title"] == ["乙"]
    assert got.problems[0].number == 2
    assert reason in got.problems[0].problem
    assert "甲" in got.problems[0].raw


def test_a_reason_never_shows_what_is_personal():
    got = run("", [], ["1", "13812345678"])
    assert "13812345678" not in got.problems[0].problem


def test_unreadable_rows_pass_through():
    found = profile()
    chunk = RawChunk(
        ("编号", "受理"), [2], [["1", "2018-07-04 10:00:00"]], [BadRow(3, "坏", "raw")]
    )
    got = Mapper(found, found.tables[0], chunk.header, MapContext(PLACE, NOW)).map(chunk)
    assert got.problems == [BadRow(3, "坏", "raw")]
    assert len(got.numbers) == 1


def test_an_optional_field_that_cannot_be_read_is_left_empty_and_counted():
    rows: list[list[str | None]] = [
        ["1", "2018-07-04 10:00:00", "传真", "x", "-1"] for _ in range(3)
    ]
    got = run("source_channel: a\nt_close: b\nn_urge: c", ["a", "b", "c"], *rows)
    assert not got.problems
    assert got.columns["source_channel"] == got.columns["t_close"] == [None] * 3
    texts = [n.text for n in merge_notes(got.notes)]
    assert "未识别的来源渠道 1 种取值，3 行按空值处理，示例：“传真”（3）" in texts
    assert any(t.startswith("办结时间有 3 行无法识别") for t in texts)


def test_notes_show_no_phone_numbers():
    got = run("source_channel: a", ["a"], ["1", "2018-07-04 10:00:00", "13812345678"])
    assert "13812345678" not in got.notes[0].text


def test_missing_columns_are_named_with_the_nearest():
    with pytest.raises(WeisuError, match=r"受理时间（t_accept）需要列：受理，是否为“受理时间”"):
        Mapper(profile(), profile().tables[0], ["编号", "受理时间"], MapContext(PLACE, NOW))
    with pytest.raises(WeisuError, match="标题"):
        run("title: 没有", [], ["1", "2018-07-04 10:00:00"])


def test_ranges_of_a_profile():
    tail = '    range: {t_accept: ["2010-01-01", now], t_close: ["2010-01-01", "2014-12-31"]}\n'
    got = run(
        "t_close: b",
        ["b"],
        ["1", "2009-12-31 23:59:59", ""],
        ["2", "2010-01-01 00:00:00", "2015-01-01 10:00:00"],
        tail=tail,
    )
    assert got.numbers == [3]
    assert got.columns["t_close"] == [None]
    assert [n.kind for n in got.notes] == ["out_of_range"]


def test_nothing_happens_before_acceptance():
    rows: list[list[str | None]] = [
        ["1", "2018-07-04 10:00:00", "2018-07-03 10:00:00"],
        ["2", "2018-07-04 10:00:00", "2018-07-04 09:58:00"],
        ["3", "2018-07-04 10:00:00", "2018-07-04 10:00:00"],
    ]
    got = run("t_close: b", ["b"], *rows)
    accepted = datetime(2018, 7, 4, 2, 0)
    assert got.columns["t_close"] == [None, accepted, accepted]
    assert {n.kind: n.rows for n in got.notes} == {"before_accept": 1, "skew": 1}


def test_deadlines_may_lie_ahead():
    assert one("deadline: x", "x", "2027-07-04 10:00:00", "deadline") is not None


# ------------------------------------------------------------------ places


@pytest.mark.parametrize(
    ("lon", "lat", "expected", "kind"),
    [
        ("119.296512", "26.074508", (119.297, 26.075), None),
        ("26.0745", "119.2965", (119.296, 26.075), "swapped"),
        ("0", "0.0", (None, None), "zero_coordinate"),
        ("-74", "40.7", (None, None), "outside"),
        ("119.3", "", (None, None), "half_coordinate"),
        ("", "", (None, None), None),
    ],
)
def test_coordinates(lon, lat, expected, kind):
    got = run("lon: x\nlat: y", ["x", "y"], ["1", "2018-07-04 10:00:00", lon, lat])
    assert (got.columns["lon"][0], got.columns["lat"][0]) == pytest.approx(expected, nan_ok=True)
    assert [n.kind for n in got.notes] == ([kind] if kind else [])


# ------------------------------------------------------------------ times in a row


def test_a_closing_in_the_repeated_hour_is_read_as_the_second_where_it_must_be():
    place = Jurisdiction(
        code="nyc311", name="纽约", timezone="America/New_York", calendar="weekday"
    )
    got = run("t_close: b", ["b"], ["1", "2025-11-02 01:50:00", "2025-11-02 01:10:00"], place=place)
    assert got.columns["t_close"] == [datetime(2025, 11, 2, 6, 10)]
    assert not got.notes


def test_days_only_keep_the_local_day():
    place = Jurisdiction(code="chi000", name="c", timezone="America/Chicago", time_precision="day")
    found = profile("t_close: {from: b, precision: day}")
    header = ["编号", "受理", "b"]
    chunk = RawChunk(tuple(header), [2], [["1", "2013-12-16 09:00:00", "2013-12-16"]])
    got = Mapper(found, found.tables[0], header, MapContext(place, NOW)).map(chunk)
    assert got.columns["t_close"] == got.columns["t_accept"]
    assert not got.notes


# ------------------------------------------------------------------ anything at all


cells = (
    st.none()
    | st.text(max_size=12)
    | st.sampled_from(
        [
            "",
            "-",
            "是",
            "2018-07-04",
            "2018-07-04 10:00:00",
            "9999-12-31 23:59:59",
            "0",
            "1e400",
            "nan",
            "电话",
        ]
    )
)


@given(st.lists(st.lists(cells, min_size=6, max_size=6), max_size=6))
def test_no_row_is_lost_whatever_it_holds(rows):
    columns = "title: a\nt_close: b\nlon: c\nlat: d"
    got = run(columns, ["a", "b", "c", "d"], *rows)
    for values in got.records():
        assert values["ticket_no"]
        assert isinstance(values["t_accept"], datetime)
        "".join(v for v in values.values() if isinstance(v, str)).encode()
