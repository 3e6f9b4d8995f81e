"""The pages of the security and the audit administrator: what is shown, done and refused."""

from __future__ import annotations

import re
import time
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook
from sqlalchemy import update
from streamlit.testing.v1 import AppTest

from dashboards.admin_app import audit as audit_module
from dashboards.admin_app.audit_words import ACTIONS, action_words
from dashboards.server.viewer import configure
from dashboards.shell.pages import page_of, pages_for
from data_access.accounts import passwords, sessions
from data_access.accounts.overview import signed_in
from data_access.accounts.rights import ROLES
from data_access.accounts.store import create_account, find_account
from data_access.accounts.tables import account
from data_access.store import audit, lease, runs
from data_access.store.clock import utc_now
from data_access.types import Scope
from tests.support.pages import guarded_script
from tests.support.people import viewer

EVERYTHING = Scope.system("tests")
PASSWORD = "harbour 58 lantern"
OWN = {
    "accounts": "security_admin", "sessions": "security_admin", "audit": "audit_admin",
    "runs": "system_admin",
}  # fmt: skip


@pytest.fixture
def house(settings, sqlite_store, monkeypatch):
    """A store with an account of every role, named like it."""
    monkeypatch.setattr(passwords, "hash_password", lambda _: "not a hash")
    for role in ROLES.values():
        create_account(
            sqlite_store, settings, EVERYTHING, login=role.name, display_name=role.label,
            password=PASSWORD, role=role.name,
            departments=["市住建局"] if role.name == "department" else None,
        )  # fmt: skip
    return settings, sqlite_store


def account_named(store, login):
    """Return an account that there is."""
    found = find_account(store, login)
    assert found is not None
    return found


def opened(house, page, role="", **query):
    settings, store = house
    configure(settings, store, viewer=viewer(role or OWN[page], settings, jurisdictions=None))
    test = AppTest.from_string(guarded_script(page), default_timeout=60)
    for name, value in query.items():
        test.query_params[name] = value
    test.run()
    assert not test.exception
    return test


def said(test):
    return " ".join(h.proto.body for h in test.get("html"))


def press(test, label):
    next(b for b in test.button if b.label == label).click()
    test.run()
    assert not test.exception
    return test


def newest(store, action):
    found = audit.entries(store, EVERYTHING, action=action, limit=1)
    return found[0] if found else None


# ---------------------------------------------------------------- who opens what


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("page", OWN)
def test_a_page_is_its_own_administrators_alone(house, page, role):
    settings, _store = house
    who = viewer(role, settings)
    assert (page in {p.key for p in pages_for(who.scope)}) is (OWN[page] == role)
    if OWN[page] != role:
        test = opened(house, page, role)
        assert len(test.error) == 1
        assert not test.dataframe
        assert not test.button
        assert page_of(page).title not in said(test)


# ---------------------------------------------------------------- accounts


def test_accounts_are_listed_found_and_opened(house):
    test = opened(house, "accounts")
    rows = test.dataframe[0].value
    assert list(rows["用户名"]) == sorted(ROLES)
    assert f"共{len(ROLES)}个账号" in said(test)
    unit = rows[rows["用户名"] == "department"].iloc[0]
    assert (unit["数据范围"], unit["最近登录"], unit["状态"]) == ("市住建局", "从未登录", "启用")
    test = opened(house, "accounts", find="住建")
    assert list(test.dataframe[0].value["用户名"]) == ["department"]
    test = opened(house, "accounts")
    test.selectbox(key="accounts_role").set_value("leader").run()
    assert list(test.dataframe[0].value["用户名"]) == ["leader"]
    assert test.query_params["role"] == "leader"
    test = opened(house, "accounts", account="department")
    assert "<dd>市住建局</dd>" in said(test)
    assert "没有符合条件的账号" in opened(house, "accounts", find="nobody").info[0].value


def test_an_account_is_made_with_a_password_that_is_shown_once(house):
    _, store = house
    test = opened(house, "accounts", account="+")
    test.text_input(key="account_new_0_login").set_value("Wang.Wu")
    test.text_input(key="account_new_0_display_name").set_value("王五")
    test.selectbox(key="account_new_0_role").set_value("department")
    press(test, "建立账号")
    made = account_named(store, "wang.wu")
    assert (made.display_name, made.role, made.departments) == ("王五", "department", None)
    word = next(c.value for c in test.code)
    passwords.check_policy(word, "wang.wu")
    assert test.query_params["account"] == "wang.wu"
    assert newest(store, "account.create").actor == "security_admin"
    assert "看不到任何数据" in test.warning[0].value  # no unit yet
    test.run()
    assert word not in [c.value for c in test.code]
    kept = repr(test.session_state)
    assert "王五" in kept
    assert word not in kept
    assert all(word not in str(e) for e in audit.entries(store, EVERYTHING))


@pytest.mark.parametrize(
    ("login", "role", "why"),
    [
        ("leader", "leader", "已被使用"), ("x", "leader", "用户名应为"),
        ("new.one", None, "请为新账号选择角色"),
    ],
)  # fmt: skip
def test_what_is_refused_keeps_what_was_typed(house, login, role, why):
    _, store = house
    test = opened(house, "accounts", account="+")
    test.text_input(key="account_new_0_login").set_value(login)
    test.text_input(key="account_new_0_display_name").set_value("王五")
    if role:
        test.selectbox(key="account_new_0_role").set_value(role)
    press(test, "建立账号")
    assert why in test.error[0].value.replace("\\", "")
    assert test.text_input(key="account_new_0_display_name").value == "王五"
    assert not test.code
    assert len(audit.entries(store, EVERYTHING, action="account.create")) == len(ROLES)


def test_an_account_is_changed(house):
    _, store = house
    test = opened(house, "accounts", account="leader")
    test.text_input(key="account_leader_0_display_name").set_value("张局长")
    test.selectbox(key="account_leader_0_role").set_value("evaluator")
    press(test, "保存修改")
    now = account_named(store, "leader")
    assert (now.display_name, now.role, now.areas) == ("张局长", "evaluator", None)
    assert newest(store, "account.change").detail["before"]["role"] == "leader"


def test_limits_are_chosen_by_name_and_kept(city, look):
    look("security_admin", jurisdictions=None)
    test = AppTest.from_string(guarded_script("accounts"), default_timeout=60)
    test.query_params["account"] = "+"
    test.run()
    by_label = {m.label: m.options for m in test.multiselect}
    assert "县供热公司" in by_label["承办单位"]
    assert "清河街道" in by_label["区域"]
    assert "青山县" in by_label["地区"]


def test_an_account_is_closed_opened_and_its_sessions_end(house):
    settings, store = house
    token = sessions.start_session(store, settings, account_named(store, "leader").id)
    test = opened(house, "accounts", account="leader")
    press(test, "确认停用")
    assert account_named(store, "leader").disabled
    assert sessions.find_session(store, token) is None
    assert "已停用" in test.success[0].value
    assert "确认停用" not in [b.label for b in test.button]
    press(test, "确认启用")
    assert not account_named(store, "leader").disabled
    token = sessions.start_session(store, settings, account_named(store, "leader").id)
    test.run()
    press(test, "确认结束")
    assert sessions.find_session(store, token) is None
    assert newest(store, "account.end_sessions").about == "leader"


def test_a_password_is_reset_and_shown_once(house):
    _, store = house
    test = press(opened(house, "accounts", account="leader"), "确认重设")
    word = test.code[0].value
    passwords.check_policy(word, "leader")
    assert newest(store, "account.set_password").about == "leader"
    assert not test.run().code


def test_a_pause_is_lifted(house):
    _, store = house
    until = utc_now() + timedelta(minutes=10)
    with store.write() as connection:
        connection.execute(
            update(account).where(account.c.login == "leader").values(paused_until=until)
        )
    test = opened(house, "accounts", account="leader")
    assert "1个因连续输错密码暂停登录" in said(test)
    press(test, "确认解除")
    assert account_named(store, "leader").paused_until is None


@pytest.mark.parametrize("login", ["system_admin", "audit_admin"])
def test_the_last_administrator_of_a_kind_is_not_closed(house, login):
    _, store = house
    test = press(opened(house, "accounts", account=login), "确认停用")
    assert "最后一个" in test.error[0].value
    assert not account_named(store, login).disabled


def test_nobody_closes_himself_or_changes_his_own_role(house):
    test = opened(house, "accounts", account="security_admin")
    assert {"确认停用", "确认重设"}.isdisjoint(b.label for b in test.button)
    assert test.selectbox(key="account_security_admin_0_role").disabled


# ---------------------------------------------------------------- sessions


def test_sessions_are_listed_and_one_is_ended(house):
    settings, store = house
    assert "目前没有人登录" in said(opened(house, "sessions"))
    leader = account_named(store, "leader")
    tokens = [sessions.start_session(store, settings, leader.id) for _ in range(2)]
    test = opened(house, "sessions")
    assert "1人正在登录，共2个会话" in said(test)
    assert list(test.dataframe[0].value["用户名"]) == ["leader", "leader"]
    newest_session = str(signed_in(store, EVERYTHING)[0].id)
    press(opened(house, "sessions", session=newest_session), "确认结束")
    assert [sessions.find_session(store, t) is not None for t in tokens] == [True, False]
    assert "已经结束" in opened(house, "sessions", session=newest_session).info[0].value
    assert "没有符合条件" in opened(house, "sessions", find="nobody").info[0].value


# ---------------------------------------------------------------- the audit log


def fill(store, count, **values):
    with store.write() as connection:
        for number in range(count):
            given = {"actor": "leader", "action": "export.data", "about": f"热点 {number}"}
            audit.append(connection, at=utc_now(), **{**given, **values})


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


@pytest.mark.parametrize(
    ("page", "query", "heads"),
    [("accounts", {"find": "leader"}, ["用户名", "姓名"]), ("audit", {}, ["时间", "操作人"])],
)
def test_what_is_taken_along_is_a_workbook_with_a_line_in_the_ledger(
    house, monkeypatch, page, query, heads
):
    _, store = house
    taken = []
    monkeypatch.setattr(
        "dashboards.admin_app.listing.st.download_button",
        lambda _label, data, **_: taken.append(data),
    )
    opened(house, page, **query)
    rows = list(load_workbook(BytesIO(taken[0]())).worksheets[0].values)
    assert {*heads} <= {*rows[0]}
    entry = newest(store, "export.data")
    assert (entry.actor, entry.about) == (OWN[page], page_of(page).title)
    assert entry.detail["rows"] == len(rows) - 1
    assert entry.detail["filters"] == ({"查找": "leader"} if query else {})


# ---------------------------------------------------------------- runs


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
    assert test.dataframe[0].value.iloc[0]["完成的步骤"] == "2 / 2"
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
    assert "没有在运行" in " ".join(e.value for e in opened(house, "runs").error)
    assert lease.acquire(store, "scheduler", "someone")
    test = opened(house, "runs")
    assert not test.error
    assert any("磁盘剩余" in m.value for m in test.markdown)
    assert not list(settings.key_folder.glob("vault*"))


@pytest.mark.parametrize("page", OWN)
def test_a_rerun_is_cheap(house, page):
    _, store = house
    fill(store, 300)
    test = opened(house, page)
    began = time.process_time()
    test.run()
    assert time.process_time() - began < 0.15
