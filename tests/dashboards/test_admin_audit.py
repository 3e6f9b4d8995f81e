"""审计日志: entries found, paged and read, with personal values hidden."""

from __future__ import annotations

import re
from pathlib import Path

from dashboards.admin_app import audit as audit_module
from dashboards.admin_app.audit_words import ACTIONS, action_words
from data_access.accounts.rights import ROLES
from data_access.store import audit
from tests.dashboards.admin_house import (
    EVERYTHING,
    fill,
    opened,
    press,
    said,
)


def test_the_log_is_listed_filtered_and_paged(house):
    _, store = house
    fill(store, 60)
    test = opened(house, "audit")
    rows = test.dataframe[0].value
    assert len(rows) == audit_module.PAGE
    assert rows.iloc[0][["操作人", "操作", "对象"]].tolist() == ["leader", "导出", "热点 59"]
    press(test, "更早的记录")
    assert test.dataframe[0].value.iloc[0]["对象"] == "热点 9"
    assert "新建账号" in set(test.dataframe[0].value["操作"])
    press(test, "回到最新")
    assert test.dataframe[0].value.iloc[0]["对象"] == "热点 59"
    for query, count in (
        ({"action": "account."}, len(ROLES)), ({"action": "account.create"}, len(ROLES)),
        ({"actor": "leader", "about": "热点 5"}, 11), ({"span": "today", "about": "热点 59"}, 1),
    ):  # fmt: skip
        assert len(opened(house, "audit", **query).dataframe[0].value) == count, query
    assert "没有符合条件" in opened(house, "audit", actor="nobody").info[0].value
    old = {"span": "custom", "since": "2020-01-01", "until": "2020-01-02"}
    assert "没有符合条件" in opened(house, "audit", **old).info[0].value


def test_what_is_chosen_stands_in_the_address_and_begins_at_the_newest(house):
    _, store = house
    fill(store, 60)
    test = press(opened(house, "audit"), "更早的记录")
    assert "before" in test.query_params
    test.selectbox(key="audit_action").set_value("account.create").run()
    assert test.query_params["action"] == "account.create"
    assert "before" not in test.query_params


def test_one_entry_is_read_with_personal_values_hidden(house):
    _, store = house
    detail = {
        "reason": "核实13812345678的来电",
        "before": {"role": "leader"},
        "caller_name": "王某",
    }
    fill(store, 1, action="vault.open", detail=detail)
    seq = str(audit.entries(store, EVERYTHING, limit=1)[0].seq)
    shown = said(opened(house, "audit", entry=seq))
    for words in ("查看原文", "更改前·角色", "领导"):
        assert words in shown
    assert "13812345678" not in shown
    assert "王某" not in shown
    assert "没有这条记录" in opened(house, "audit", entry="99999").info[0].value


def test_a_judged_warning_and_an_export_read_in_chinese_throughout(house):
    _, store = house
    detail = {
        "warning_id": "20261005-a28c4663",
        "detector": "repeat_caller",
        "life": False,
        "verdict": "false",
        "filters": {"as_of": "2026-10-05", "area": "330199001"},
    }
    fill(store, 1, action="warning.judge", detail=detail)
    seq = str(audit.entries(store, EVERYTHING, limit=1)[0].seq)
    shown = said(opened(house, "audit", entry=seq))
    for left in ("detector", "repeat_caller", "warning_id", "life", "as_of", "false"):
        assert left not in shown


def test_the_chain_is_checked_on_the_page(house):
    test = press(opened(house, "audit"), "校验全部记录")
    assert "完整" in test.success[0].value


def test_every_action_that_is_written_has_a_chinese_name():
    """Actions as the code writes them: what stands in the log is never shown as a code."""
    root = Path(audit_module.__file__).resolve().parents[2]
    rooms = ("data_access", "supervision", "notify", "hotspots", "warnings", "weisu")
    code = "\n".join(p.read_text("utf-8") for r in rooms for p in (root / r).rglob("*.py"))
    written = set(re.findall(r'action="([a-z]+\.[a-z_.]+)"', code))
    written |= set(re.findall(r'_log\(connection, by, "([a-z_.]+)"', code))
    assert len(written) > 20
    assert {a for a in written if action_words(a) == a} == set()
    assert written <= set(ACTIONS)
