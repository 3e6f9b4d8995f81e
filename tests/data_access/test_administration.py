"""What administrators see and do: accounts, sessions, pages of the audit log."""

from datetime import datetime, timedelta

import pytest

from data_access.accounts import passwords, sessions
from data_access.accounts.overview import accounts_seen, end_one, end_sessions, signed_in
from data_access.accounts.store import (
    authenticate,
    change_account,
    create_account,
    disable_account,
    enable_account,
    find_account,
    reset_password,
    unlock_account,
)
from data_access.store import audit, audit_pages
from data_access.store.audit_pages import Wanted, audit_page, entries_in_all, one_entry
from data_access.store.exports import record_list_export
from data_access.types import NotAllowedError, Scope, WeisuError

NOW = datetime.fromisoformat("2026-03-02T01:30:00")
ADMIN = Scope("keeper", frozenset({"account.manage"}))
AUDITOR = Scope("auditor", frozenset({"audit.view"}))
PASSWORD = "harbour 58 lantern"


@pytest.fixture
def people(store, settings, monkeypatch):
    monkeypatch.setattr(passwords, "hash_password", lambda _: "not a hash")
    for login, role in (
        ("keeper", "security_admin"), ("sys", "system_admin"), ("lead", "leader"),
    ):  # fmt: skip
        create_account(
            store, settings, ADMIN, login=login, display_name="", password=PASSWORD, role=role,
            now=NOW,
        )  # fmt: skip
    return store


def account_named(store, login):
    """Return an account that there is."""
    found = find_account(store, login)
    assert found is not None
    return found


def last(store):
    return audit.entries(store, AUDITOR, limit=1)[0]


# ---------------------------------------------------------------- accounts


def test_the_last_administrator_of_a_kind_stays(people, settings):
    with pytest.raises(WeisuError, match="最后一个有系统管理权限"):
        disable_account(people, settings, ADMIN, "sys")
    sys = account_named(people, "sys")
    with pytest.raises(WeisuError, match="最后一个"):
        change_account(
            people, settings, ADMIN, "sys", display_name="", role="leader", jurisdictions=None,
            departments=None, areas=None,
        )  # fmt: skip
    assert account_named(people, "sys") == sys
    create_account(
        people, settings, ADMIN, login="sys2", display_name="", password=PASSWORD,
        role="system_admin",
    )  # fmt: skip
    disable_account(people, settings, ADMIN, "sys")
    with pytest.raises(WeisuError, match="最后一个"):
        disable_account(people, settings, ADMIN, "sys2")
    disable_account(people, settings, ADMIN, "sys")  # closed already: nothing is lost
    enable_account(people, ADMIN, "sys")
    disable_account(people, settings, ADMIN, "sys2")


def test_a_new_password_meets_the_policy_and_differs():
    made = {passwords.new_password() for _ in range(50)}
    assert len(made) == 50
    for word in made:
        passwords.check_policy(word, "lead")
        assert not set(word) & set("0O1lI")


def test_a_reset_password_opens_and_is_kept_nowhere(store, settings):
    create_account(
        store, settings, ADMIN, login="lead", display_name="", password=PASSWORD, role="leader"
    )
    word = reset_password(store, ADMIN, "lead")
    assert authenticate(store, settings, "lead", word).login == "lead"
    assert all(word not in str(e) for e in audit.entries(store, AUDITOR))
    with pytest.raises(NotAllowedError):
        reset_password(store, Scope("lead", frozenset()), "lead")


def test_a_pause_is_lifted_once(store, settings):
    create_account(
        store, settings, ADMIN, login="lead", display_name="", password=PASSWORD, role="leader"
    )
    for _ in range(settings.login_max_failures):
        with pytest.raises(WeisuError):
            authenticate(store, settings, "lead", "wrong 1234567", now=NOW)
    assert accounts_seen(store, ADMIN, now=NOW)[0].state(NOW) == "paused"
    unlock_account(store, ADMIN, "lead", now=NOW)
    assert last(store).action == "account.unlock"
    assert accounts_seen(store, ADMIN, now=NOW)[0].state(NOW) == "open"
    with pytest.raises(WeisuError, match="没有被暂停"):
        unlock_account(store, ADMIN, "lead", now=NOW)


def test_accounts_say_when_they_were_last_used_and_where_they_are_open(people, settings):
    lead = account_named(people, "lead")
    hour = timedelta(hours=1)
    for at in (NOW, NOW + hour):
        sessions.start_session(people, settings, lead.id, now=at)
    seen = {s.account.login: s for s in accounts_seen(people, ADMIN, now=NOW + 2 * hour)}
    assert (seen["lead"].last_sign_in, seen["lead"].sessions) == (NOW + hour, 2)
    assert (seen["sys"].last_sign_in, seen["sys"].sessions) == (None, 0)
    assert seen["sys"].has_first_password
    later = NOW + hour * (settings.session_hours + 0.5)
    assert [s.since for s in signed_in(people, ADMIN, now=later)] == [NOW + hour]


def test_sessions_are_ended_one_by_one_or_all(people, settings):
    lead = account_named(people, "lead")
    tokens = [sessions.start_session(people, settings, lead.id) for _ in range(3)]
    shown = signed_in(people, ADMIN)
    end_one(people, ADMIN, shown[0].id)
    assert len(signed_in(people, ADMIN)) == 2
    assert (last(people).action, last(people).about) == ("account.end_sessions", "lead")
    with pytest.raises(WeisuError, match="已经结束"):
        end_one(people, ADMIN, shown[0].id)
    assert end_sessions(people, ADMIN, "lead") == 2
    assert all(sessions.find_session(people, t) is None for t in tokens)
    with pytest.raises(WeisuError, match="没有登录"):
        end_sessions(people, ADMIN, "lead")


@pytest.mark.parametrize("right", ["import.run", "audit.view", "vault.open", "metric.view"])
def test_only_who_manages_accounts_sees_or_ends_them(people, right):
    other = Scope("other", frozenset({right}))
    for call in (
        lambda: accounts_seen(people, other),
        lambda: signed_in(people, other),
        lambda: end_one(people, other, 1),
        lambda: end_sessions(people, other, "lead"),
        lambda: unlock_account(people, other, "lead"),
        lambda: reset_password(people, other, "lead"),
    ):
        with pytest.raises(NotAllowedError):
            call()


# ---------------------------------------------------------------- the audit log


def fill(store, count, **values):
    with store.write() as connection:
        for number in range(count):
            audit.append(
                connection, at=NOW + timedelta(minutes=number),
                **{"actor": f"u{number % 10}", "action": "task.sign", "about": f"330199 {number}",
                   **values},
            )  # fmt: skip


def walk(store, wanted, **options):
    """Return every entry that one finds by turning pages, and how many pages that took."""
    found, before, turns = [], None, 0
    while turns == 0 or before is not None:
        page = audit_page(store, AUDITOR, wanted, before=before, **options)
        found += page.entries
        before, turns = page.before, turns + 1
    return [e.seq for e in found], turns


def test_pages_give_every_wanted_entry_once(store, monkeypatch):
    monkeypatch.setattr(audit_pages, "_WINDOW", 7)
    monkeypatch.setattr(audit_pages, "LOOKED_AT", 20)
    fill(store, 95)
    every = [e.seq for e in audit.entries(store, AUDITOR, limit=1000)]
    assert walk(store, Wanted(), limit=10)[0] == every
    assert walk(store, Wanted(actor="u3"), limit=4)[0] == [n for n in every if (n - 1) % 10 == 3]
    seqs, turns = walk(store, Wanted(about="330199 5"), limit=50)
    assert seqs == [*range(60, 50, -1), 6]
    assert turns == 5  # 95 entries, 20 at a time
    assert entries_in_all(store, AUDITOR) == 95


@pytest.mark.parametrize("slack", [0, 3])
def test_pages_keep_to_their_times(store, monkeypatch, slack):
    monkeypatch.setattr(audit_pages, "_SLACK", slack)
    fill(store, 60)
    wanted = Wanted(since=NOW + timedelta(minutes=10), until=NOW + timedelta(minutes=20))
    assert walk(store, wanted, limit=3)[0] == list(range(20, 10, -1))
    assert walk(store, Wanted(since=NOW + timedelta(days=1)))[0] == []
    assert walk(store, Wanted(until=NOW))[0] == []


def test_personal_values_are_masked_and_the_chain_is_not_touched(store):
    detail = {"reason": "核实13812345678的来电", "caller_name": "王小明", "email": "set",
              "before": {"caller_phone": "13812345678"}, "n": 3}  # fmt: skip
    fill(store, 1, about="13912345678 的工单", detail=detail)
    shown = audit_page(store, AUDITOR, Wanted()).entries[0]
    assert shown == one_entry(store, AUDITOR, 1)
    words = f"{shown.about} {shown.detail}"
    for hidden in ("13812345678", "13912345678", "王小明"):
        assert hidden not in words
    assert (shown.detail["email"], shown.detail["n"]) == ("set", 3)
    assert audit.verify(store) is None
    assert one_entry(store, AUDITOR, 2) is None


def test_the_log_is_for_its_administrator_alone(store):
    other = Scope("other", frozenset({"account.manage", "import.run", "metric.view"}))
    for call in (
        lambda: audit_page(store, other, Wanted()),
        lambda: one_entry(store, other, 1),
        lambda: entries_in_all(store, other),
    ):
        with pytest.raises(NotAllowedError):
            call()


def test_what_is_taken_along_is_written_down_first(store):
    record_list_export(store, AUDITOR, "审计日志", {"actor": "u1"}, 12, right="audit.view")
    assert (last(store).action, last(store).detail) == (
        "export.data", {"filters": {"actor": "u1"}, "rows": 12},
    )  # fmt: skip
    with pytest.raises(NotAllowedError):
        record_list_export(store, ADMIN, "审计日志", {}, 1, right="audit.view")
