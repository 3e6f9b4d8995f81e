"""数据就绪度 for every role, and its words."""

from __future__ import annotations

import re

import pytest

from dashboards.governance_app import sentences as told
from data_access.accounts.rights import ROLES
from data_access.metrics.place_shares import PlaceShares
from data_access.metrics.readiness import systems
from data_access.metrics.reconcile import Check
from tests.dashboards.test_pages import run, words
from tests.support.pages import guarded_script, page_script

PAGE = page_script("readiness")
GUARDED = guarded_script("readiness")
READERS = {"governance", "analyst", "system_admin"}


@pytest.mark.parametrize("role", list(ROLES))
def test_only_those_who_look_after_data_see_it(look, role):
    look(role)
    test = run(GUARDED)
    assert not test.exception
    said = words(test)
    if role not in READERS:
        assert "没有这项权限" in said
        assert not test.metric
        return
    assert "指南所列14个系统" in said
    assert "主动治理调度" in said
    assert [m.label for m in test.metric] == ["可以启用的系统", "可以计算的指标", "日均工单"]
    # The administrator's account is limited to no unit's rows; the source is the same for all.
    assert test.metric[2].value == "13件"
    assert "合计全部相符" in said
    assert "工单的地点" in said
    assert re.search(
        "近一年工单有100.0%定到街道（镇）。来源写明地点的[0-9,]+件，从文字中识别的0件", said
    )
    assert "话务数据" in said
    assert "没有话务数据，以此代替" in said


def test_it_speaks_chinese_only(look):
    look("governance")
    visible = re.sub(r"<[^>]*>|GB/T \d+|12345|weisu refresh --full", "", words(run(PAGE)))
    assert not re.findall(r"[A-Za-z]{3,}", visible)
    assert not re.findall(r"[\u4e00-\u9fff][,;:?!]", visible)


def test_a_reader_of_several_places_may_choose(look):
    look("governance", jurisdictions=None)
    test = run(PAGE, jurisdiction="330198")
    assert "白水县" in words(test)
    test.selectbox[0].set_value("330199").run()
    assert not test.exception
    assert "青山县" in words(test)
    assert test.query_params["jurisdiction"] in ("330199", ["330199"])


def test_words_of_a_sum_that_fails_and_of_months_that_disagree():
    assert told.sums_words((Check("按来源渠道", 3, 3),))[1]
    wrong, right = told.sums_words((Check("按来源渠道", 3, 2), Check("按街道", 3, 3)))
    assert not right
    assert "按来源渠道：合计 3 件 ≠ 各项 2 件" in wrong
    assert "按街道" not in wrong
    assert not told.sums_words(())[1]


def test_nothing_ready_is_said_plainly():
    found = systems({}, {})
    assert "还不足以启用任何一个" in told.sentence(found) or "足以启用" in told.sentence(found)
    assert told.advice(found, (("办结时间", ("办结率",)),)).startswith("建议先向来源系统补齐")
    assert told.advice(found, ()) == "现有字段齐全，可按需要的先后启用。"


def test_places_by_level_and_by_who_told_them():
    known = ("community", "street", "county")
    found = PlaceShares(2000, {"community": 1200, "county": 100}, {"community": 400}, known)
    assert found.without == 300
    said = told.places_words(found)
    assert "80.0%定到社区（村）" in said
    assert "来源写明地点的1,300件，从文字中识别的400件，没有地点的300件" in said
    assert "本地地点清单" in said
    assert told.place_rows(found) == [
        ["社区（村）", "80.0%（1,600件）", "1,200", "400"],
        ["街道（镇）", "0.0%（0件）", "0", "0"],
        ["区县", "5.0%（100件）", "100", "0"],
        ["没有地点", "15.0%（300件）", "", ""],
    ]
    assert told.places_words(PlaceShares(10, {"street": 10}, {}, ("street",))).endswith("比较。")
    assert "还没有区划表" in told.places_words(PlaceShares(10, {}, {}, ()))
