"""账号 and 登录会话: what is shown, done and refused."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import update
from streamlit.testing.v1 import AppTest

from data_access.accounts import passwords, sessions
from data_access.accounts.overview import signed_in
from data_access.accounts.rights import ROLES
from data_access.accounts.tables import account
from data_access.store import audit
from data_access.store.clock import utc_now
from tests.dashboards.admin_house import (
    EVERYTHING,
    account_named,
    newest,
    opened,
    press,
    said,
)
from tests.support.pages import guarded_script


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
