"""Every rule that a profile may hold is applied, or refused when the profile is checked."""

# ruff: noqa: DTZ001 - naive times are UTC

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from data_access.importing.chunk import MapContext
from data_access.importing.mapping import Mapper
from data_access.importing.profile import Jurisdiction
from data_access.importing.profile_files import ProfileError, parse_profile
from data_access.importing.readers import RawChunk

NOW = datetime(2026, 11, 23, 2, 0)
HEAD = "profile: p\nlabel: 某市\ntables:\n  - entity: ticket\n"


def text_of(rule: str, *, tail: str = "", read: str = "") -> str:
    names = "      ticket_no: 编号\n      t_accept: 受理\n"
    return f"{HEAD}{read}    columns:\n{names}      {rule}\n{tail}"


def one(rule: str, cell: str | None) -> Any:
    """Return what the rule makes of a cell of column x."""
    found = parse_profile(text_of(rule), Path("p.yaml"))
    names = ("编号", "受理", "x")
    chunk = RawChunk(names, [2], [("1", "2025-03-04 08:00", cell)])
    place = Jurisdiction(code="350100", name="某市")
    got = Mapper(found, found.tables[0], names, MapContext(place, NOW)).map(chunk)
    return got.columns[rule.partition(":")[0]][0]


NINE = datetime(2025, 3, 4, 1)


@pytest.mark.parametrize(
    ("rule", "cell", "expected"),
    [
        (
            "t_close: {from: x, pattern: '^(.+)[+]00$', template: '{}Z'}",
            "2025-03-04 01:00+00",
            NINE,
        ),
        ("t_close: {from: x, template: '2025年{}'}", "3月4日9时", NINE),
        ("t_close: {from: x, template: '20{}', formats: ['%Y%m%d %H']}", "250304 09", NINE),
        ("t_close: {from: x, formats: ['%d/%m/%Y %H:%M%z']}", "04/03/2025 01:00+00", NINE),
        ("t_close: {from: x, formats: ['%Y-%m-%dT%H:%M:%S%z']}", "2025-03-04T01:00:00Z", NINE),
        ("t_close: {from: x, map: {上线日: 2025-03-04 09:00}}", "上线日", NINE),
        ("t_close: {from: x, default: '2025-03-04 09:00'}", "不详", NINE),
        ("t_close: {from: x, map: {无: null}, default: null}", "无", None),
        ("n_return: {from: x, pattern: '(\\d+)', template: '1{}'}", "退2次", 12),
        ("n_return: {from: x, map: {多次: 3}}", "多次", 3),
        ("n_return: {from: x, default: '4'}", "多次", 4),
        ("n_return: {from: x, pattern: '(\\d+)', default: 5}", "多次", 5),
        ("lon: {from: x, template: '119.{}'}", "3", 119.3),
        ("street: {from: x, map: {甲: 7}, template: '第{}社区'}", "甲", "第7社区"),
        ("street: {from: x, map: {甲: 7}, default: 0, template: '第{}社区'}", "乙", "第0社区"),
        ("street: {from: x, pattern: '^(\\d)$', default: 无编号}", "乙", "无编号"),
        ("status: {from: x, pattern: '^(\\S+)', map: {结: 已办结}}", "结 x", "已办结"),
    ],
)
def test_rules_are_applied_to_every_kind(rule, cell, expected):
    assert one(rule, cell) == expected


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ("status: {from: x, template: '已{}'}", "template"),
        ("direct_reply: {from: x, template: '{}是'}", "template"),
        ("street: {from: x, template: '第{}{y}'}", "template"),
        ("street: {from: x, template: '{{}}'}", "template"),
        ("street: {from: x, separator: '-'}", "separator"),
        ("street: {value: 甲, pattern: x}", "pattern"),
        ("street: {value: 甲, default: 乙}", "default"),
        ("street: {from: x, precision: day}", "precision"),
        ("street: {from: x, default: true}", "是否"),
        ("t_close: {from: x, formats: ['%Q']}", "%Q"),
        ("t_close: {from: x, formats: ['%H:%M']}", "日期"),
        ("t_close: {from: x, default: 昨天}", "昨天"),
        ("t_close: {from: x, map: {甲: 昨天}}", "昨天"),
        ("t_close: {from: x, template: '{}日', map: {甲: 2025-03-04 09:00}}", "2025-03-04"),
        ("t_close: {value: 昨天}", "昨天"),
        ("n_return: {from: x, map: {多次: 很多}}", "很多"),
        ("n_return: {value: 1.5}", "1.5"),
        ("direct_reply: {from: x, map: {甲: 是}}", "true"),
    ],
)
def test_what_cannot_be_applied_is_refused(rule, said):
    with pytest.raises(ProfileError) as refused:
        parse_profile(text_of(rule), Path("p.yaml"))
    assert said in str(refused.value)


@pytest.mark.parametrize(
    ("read", "tail", "said"),
    [
        ("    read: {sheet: 0}\n", "", "sheet"),
        ("    read: {encoding: gbk2}\n", "", "gbk2"),
        ("", "    range: {n_return: [1, now]}\n", "now"),
        ("", "    range: {n_return: [9, 1]}\n", "容不下"),
        ("", "    range: {n_return: [nan, null]}\n", "容不下"),
        ("", "    range: {t_accept: ['2025-12-31', '2025-01-01']}\n", "容不下"),
    ],
)
def test_reading_and_ranges_are_checked(read, tail, said):
    with pytest.raises(ProfileError) as refused:
        parse_profile(text_of("n_return: x", read=read, tail=tail), Path("p.yaml"))
    assert said in str(refused.value)


def test_the_place_is_checked():
    place = (
        'jurisdiction: {code: "350100", name: 某市, limits: nowhere, bounds: [120, 25, 118, 26]}\n'
    )
    with pytest.raises(ProfileError) as refused:
        parse_profile(text_of("title: x").replace("tables:", place + "tables:"), Path("p.yaml"))
    assert "nowhere" in str(refused.value)
    assert "bounds" in str(refused.value)
