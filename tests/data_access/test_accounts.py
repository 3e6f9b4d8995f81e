"""Accounts: rights, roles, scopes, and the entries that every action leaves."""

from datetime import datetime

import pytest

from data_access.accounts import rights, sessions
from data_access.accounts.model import scope_of
from data_access.accounts.store import (
    authenticate,
    change_account,
    create_account,
    disable_account,
    enable_account,
    find_account,
    list_accounts,
    set_password,
)
from data_access.store import audit
from data_access.types import NotAllowedError, Scope, WeisuError

NOW = datetime.fromisoformat("2026-03-02T01:30:00")
ADMIN = Scope("keeper", frozenset({"account.manage"}))
READER = Scope("auditor", frozenset({"audit.view"}))
PASSWORD = "清河街道 tree 4071"
OTHER = "harbour 58 lantern"


@pytest.fixture
def zhang(store, settings):
    return create_account(
        store,
        settings,
        ADMIN,
        login="Zhang.San",
        display_name="张三",
        password=PASSWORD,
        role="governance",
        jurisdictions=["330106"],
        now=NOW,
    )


def actions(store):
    return [(e.actor, e.action, e.about) for e in audit.entries(store, READER)]


# ---------------------------------------------------------------- rights and roles


def test_every_builtin_role_uses_known_rights_and_separates_the_three_administrators(settings):
    for role in rights.ROLES.values():
        assert role.rights <= set(rights.RIGHTS)
        assert role.label
        held = [part for part in rights._SEPARATED.values() if part & role.rights]
        assert len(held) <= 1, role.name
    # An administrator administers: none of the three reads the city's numbers.
    for name in ("system_admin", "security_admin", "audit_admin"):
        assert not rights.ROLES[name].rights & {"today.view", "metric.view", "vault.open"}


def test_settings_override_and_add_roles(settings):
    changed = settings.model_copy(
        update={"roles": {"leader": ["today.view"], "值班员": ["today.view", "metric.view"]}}
    )
    assert rights.role(changed, "leader").rights == {"today.view"}
    assert rights.role(changed, "leader").label == "领导"
    assert rights.role(changed, "值班员").label == "值班员"
    assert rights.role(changed, "analyst") is rights.ROLES["analyst"]


def test_wrong_roles_in_the_settings_are_explained(settings):
    with pytest.raises(WeisuError, match=r"未知权限：tody\.view"):
        rights.roles(settings.model_copy(update={"roles": {"x": ["tody.view"]}}))
    with pytest.raises(WeisuError, match="三员分立"):
        rights.roles(settings.model_copy(update={"roles": {"x": ["account.manage", "audit.view"]}}))
    with pytest.raises(WeisuError, match="没有名为"):
        rights.role(settings, "boss")


def test_scope_follows_role_and_limits(store, settings, zhang):
    scope = scope_of(zhang, settings)
    assert scope.actor == "zhang.san"
    assert scope.has("metric.view")
    assert not scope.has("account.manage")
    assert scope.sees("330106")
    assert not scope.sees("330108")
    assert scope.departments is None

    unit = create_account(
        store,
        settings,
        ADMIN,
        login="water",
        display_name="",
        password=OTHER,
        role="department",
        departments=["供水集团"],
        areas=["330106001"],
    )
    assert unit.display_name == "water"
    assert scope_of(unit, settings).departments == frozenset({"供水集团"})
    assert scope_of(unit, settings).areas == frozenset({"330106001"})
    assert scope_of(unit, settings).jurisdictions is None


def test_department_without_a_department_sees_nothing(store, settings):
    lost = create_account(
        store, settings, ADMIN, login="lost", display_name="", password=OTHER, role="department"
    )
    assert scope_of(lost, settings).departments == frozenset()


# ---------------------------------------------------------------- making and changing


def test_actions_need_the_right(store, settings, zhang):
    nobody = scope_of(zhang, settings)
    with pytest.raises(NotAllowedError):
        create_account(
            store, settings, nobody, login="x1", display_name="", password=OTHER, role="leader"
        )
    with pytest.raises(NotAllowedError):
        list_accounts(store, nobody)
    with pytest.raises(NotAllowedError):
        disable_account(store, settings, nobody, "zhang.san")
    with pytest.raises(NotAllowedError):
        enable_account(store, nobody, "zhang.san")
    with pytest.raises(NotAllowedError):
        set_password(store, nobody, "keeper", OTHER)
    assert [entry[1] for entry in actions(store)] == ["account.create"]


def test_login_is_found_however_it_is_typed(store, zhang):
    assert find_account(store, " ZHANG.san ") == zhang
    assert find_account(store, "zhang") is None


@pytest.mark.parametrize("login", ["", "a", "带 空格", "-x", "x" * 65, "a\0b", "a'b"])
def test_malformed_logins_are_refused(store, settings, login):
    with pytest.raises(WeisuError, match="用户名应为"):
        create_account(
            store, settings, ADMIN, login=login, display_name="", password=OTHER, role="leader"
        )


def test_a_taken_login_changes_nothing(store, settings, zhang):
    with pytest.raises(WeisuError, match="已被使用"):
        create_account(
            store,
            settings,
            ADMIN,
            login="ZHANG.SAN",
            display_name="",
            password=OTHER,
            role="leader",
        )
    assert list_accounts(store, ADMIN) == [zhang]
    assert len(actions(store)) == 1


def test_change_is_logged_with_what_was_before(store, settings, zhang):
    change_account(
        store,
        settings,
        ADMIN,
        "zhang.san",
        display_name="张三",
        role="analyst",
        jurisdictions=None,
        departments=None,
        areas=None,
    )
    now = find_account(store, "zhang.san")
    assert now is not None
    assert (now.role, now.jurisdictions) == ("analyst", None)
    assert audit.entries(store, READER)[0].detail == {
        "before": {"role": "governance", "jurisdictions": ["330106"]},
        "after": {"role": "analyst", "jurisdictions": None},
    }


def test_an_administrator_cannot_promote_or_close_himself(store, settings):
    create_account(
        store,
        settings,
        ADMIN,
        login="keeper",
        display_name="",
        password=OTHER,
        role="security_admin",
    )
    with pytest.raises(WeisuError, match="不能停用自己"):
        disable_account(store, settings, ADMIN, "keeper")
    with pytest.raises(WeisuError, match="不能更改自己的角色"):
        change_account(
            store,
            settings,
            ADMIN,
            "keeper",
            display_name="",
            role="audit_admin",
            jurisdictions=None,
            departments=None,
            areas=None,
        )


def test_every_action_leaves_its_entry_and_the_chain_holds(store, settings, zhang):
    authenticate(store, settings, "zhang.san", PASSWORD)
    session = sessions.start_session(store, settings, zhang.id)
    disable_account(store, settings, ADMIN, "zhang.san")
    enable_account(store, ADMIN, "zhang.san")
    set_password(store, ADMIN, "zhang.san", OTHER)
    other = sessions.start_session(store, settings, zhang.id)
    assert not sessions.end_session(store, session)
    assert sessions.end_session(store, other)
    assert actions(store) == [
        ("zhang.san", "account.sign_out", "zhang.san"),
        ("keeper", "account.set_password", "zhang.san"),
        ("keeper", "account.enable", "zhang.san"),
        ("keeper", "account.disable", "zhang.san"),
        ("zhang.san", "account.sign_in", "zhang.san"),
        ("keeper", "account.create", "zhang.san"),
    ]
    assert audit.verify(store) is None
    written = str(audit.entries(store, READER))
    assert PASSWORD not in written
    assert OTHER not in written
    assert "argon2" not in written
