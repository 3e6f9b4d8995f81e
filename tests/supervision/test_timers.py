"""What time makes true is told once, to whom it concerns, however long nobody looked."""

from __future__ import annotations

import pytest

from notify.actions import inbox
from supervision.timer_run import run_timers
from tests.support.places import CODE
from tests.support.tasks import SYSTEM, Town


def turn(town: Town) -> int:
    return run_timers(town.results, SYSTEM, CODE, now=town.now)


def digests(town: Town, who: str) -> list[str]:
    found = inbox(town.results.store, town.scopes[who])
    return [d.notice.title for d in found if d.about.startswith("task:digest")]


def test_each_fact_is_told_once(town):
    task = town.begin("zhili")
    assert turn(town) == 0
    assert turn(town.later(hours=25)) == 1
    assert digests(town, "jia") == digests(town, "zhili2") == ["超时未签收：青河小区供热不热"]
    assert not digests(town, "yi")
    assert not digests(town, "lingdao")
    assert turn(town) == turn(town.later(hours=3)) == 0
    town.act("jia", task, "sign")
    assert turn(town.later(days=8)) == 1  # 11 November: due
    assert digests(town, "jia")[0].startswith("即将到期")
    assert len(digests(town, "zhili2")) == 1
    assert turn(town.later(days=1)) == 1
    assert digests(town, "zhili2")[0].startswith("已超期")
    town.act("zhili", task, "change_due", due="2026-11-20", note="设备在途")
    assert turn(town) == 0
    assert turn(town.later(days=14)) == 2  # overdue anew, and late enough to climb
    assert digests(town, "zhili2")[0] == "已超期：青河小区供热不热"


def test_to_climb_is_proposed_after_returns_though_the_due_day_is_far(town):
    task = town.begin("zhili", due="2026-12-31")
    town.act("jia", task, "sign")
    for _ in range(2):
        town.act("jia", task, "report", note="已办")
        town.act("zhili2", task, "return", note="仍不热")
    assert turn(town) == 1
    assert digests(town, "zhili")[0].startswith("建议升级督办")
    assert turn(town) == 0


def test_after_a_week_without_a_timer_there_is_one_digest_each(town):
    for number in range(12):
        unit = "甲局" if number % 2 else "乙局"
        town.begin("zhili", title=f"第{number}件", lead=unit, confidential=number == 3,
                   readers=["jia2"] if number == 3 else [])  # fmt: skip
    assert turn(town.later(days=20)) > 24
    assert digests(town, "jia") == ["5项督办任务需要处理"]
    assert digests(town, "jia2") == ["6项督办任务需要处理"]
    assert digests(town, "yi") == ["6项督办任务需要处理"]
    assert digests(town, "zhili") == ["12项督办任务需要处理"]
    assert digests(town, "zhili2") == ["11项督办任务需要处理"]
    assert turn(town.later(minutes=5)) == 0


def test_a_turn_that_is_cut_off_tells_nothing_and_loses_nothing(town, monkeypatch):
    town.begin("zhili")
    town.later(hours=30)
    with monkeypatch.context() as cut:
        cut.setattr("supervision.timer_run.post", lambda *_, **__: _raise())
        with pytest.raises(RuntimeError):
            turn(town)
    assert not digests(town, "jia")
    assert turn(town) == 1
    assert len(digests(town, "jia")) == 1


def _raise() -> None:
    raise RuntimeError("cut off")
