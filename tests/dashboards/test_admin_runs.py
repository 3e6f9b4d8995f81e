"""运行情况: runs with their steps, the timer, quick checks."""

from __future__ import annotations

import re

import pytest

from data_access.store import lease, runs
from tests.dashboards.admin_house import (
    opened,
    said,
)


def night(store, *, failed=False, over=True):
    """Note a run of two steps, the second perhaps failed or still going on."""
    number = runs.start(store, "pipeline")
    runs.begin_step(store, number, "refresh")
    runs.end_step(store, number, "refresh", "done", {"generation": 7, "months": 2, "swept": 0})
    runs.begin_step(store, number, "warnings")
    if not over:
        return number
    detail = {"error": "磁盘空间不足"} if failed else {"jurisdictions": {"330199": "数据没有变化"}}
    runs.end_step(store, number, "warnings", "failed" if failed else "done", detail)
    runs.finish(store, number, "failed" if failed else "done", "没有全部完成" if failed else "")
    return number


def step_rows(test):
    """Return the cells of the steps' table."""
    body = re.search(
        r"<tbody>(.*?)</tbody>", said(test).rpartition('<table class="weisu-table">')[2]
    )
    assert body
    rows = body[1].split("</tr>")[:-1]
    return [re.findall(r"<td[^>]*>(?:<span[^>]*>)?(.*?)(?:</span>)?</td>", row) for row in rows]


def test_runs_are_listed_and_one_says_what_each_step_did(house):
    _, store = house
    assert "还没有运行过" in said(opened(house, "runs"))
    number = night(store)
    test = opened(house, "runs")
    assert "全部完成" in said(test)
    assert test.dataframe[0].value.iloc[0]["完成的步骤"] == "2/2"
    test = opened(house, "runs", run=number)
    assert [(r[0], r[1], r[3]) for r in step_rows(test)] == [
        ("更新分析文件", "完成", "第7代；重写2个月份"),
        ("预警分析", "完成", "330199：数据没有变化"),
    ]
    assert not test.warning
    assert "没有这次运行" in opened(house, "runs", run="x").info[0].value


def test_a_failed_step_says_why_and_what_to_do(house):
    _, store = house
    number = night(store, failed=True)
    test = opened(house, "runs", run=number)
    assert "1步没有完成：预警分析" in said(test)
    assert step_rows(test)[1][1] == "没有完成"
    assert step_rows(test)[1][3] == "磁盘空间不足"
    assert "weisu run" in [c.value for c in test.code]


def light(store, status="done"):
    """Note a light run of one step that ended so; "running": it goes on."""
    number = runs.start(store, "pipeline_light")
    runs.begin_step(store, number, "refresh")
    if status != "running":
        runs.end_step(store, number, "refresh", status, {"error": "磁盘空间不足"})
        runs.finish(store, number, status, "没有全部完成" if status == "failed" else "")
    return number


def test_light_runs_stand_beside_the_nights_and_are_told_apart(house):
    _, store = house
    assert lease.acquire(store, "scheduler", "someone")
    night(store)
    number = light(store)
    test = opened(house, "runs", run=number)
    listed = test.dataframe[0].value
    assert list(listed["种类"]) == ["当天预警", "全部分析"]
    assert any("最近2次运行" in str(c.value) for c in test.caption)
    assert "最近一次全部分析" in said(test)
    number = light(store, "failed")
    test = opened(house, "runs", run=number)
    assert "最近一次当天预警" in said(test)
    assert "1步没有完成：更新分析文件" in said(test)
    assert "weisu run --light" in [c.value for c in test.code]
    night(store)
    assert "最近一次全部分析" in said(opened(house, "runs"))


def test_of_two_runs_marked_as_running_the_one_at_work_is_said_to_go_on(house):
    _, store = house
    whole = night(store, over=False)
    left = light(store, "running")
    assert lease.acquire(store, "pipeline", "someone")
    runs.begin_step(store, whole, "events")
    listed = opened(house, "runs").dataframe[0].value
    assert dict(zip(listed["种类"], listed["结果"], strict=True)) == {
        "当天预警": "中断", "全部分析": "进行中",
    }  # fmt: skip
    assert "weisu run --light" in [c.value for c in opened(house, "runs", run=left).code]


@pytest.mark.parametrize(("held", "said_of_it"), [(True, "正在运行"), (False, "中断")])
def test_a_run_whose_process_died_is_not_said_to_go_on(house, held, said_of_it):
    _, store = house
    number = night(store, over=False)
    if held:
        assert lease.acquire(store, "pipeline", "someone")
    test = opened(house, "runs", run=number)
    assert said_of_it in said(test)
    assert step_rows(test)[1][1] == ("进行中" if held else "中断")


def test_the_page_says_whether_the_timer_is_at_work_and_makes_nothing(house):
    settings, store = house
    still = opened(house, "runs")
    assert "今晚不会自动分析" in said(still)
    assert "没有在运行" in " ".join(e.value for e in still.error)
    assert lease.acquire(store, "scheduler", "someone")
    test = opened(house, "runs")
    assert not test.error
    assert "磁盘剩余" in said(test)
    assert not list(settings.key_folder.glob("vault*"))
