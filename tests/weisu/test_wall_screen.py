"""``weisu wall-screen`` as its users call it."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from data_access.accounts.store import create_account
from data_access.settings import Settings
from data_access.settings import settings as process_settings
from data_access.store import audit
from data_access.store.engine import Store
from data_access.types import CallError, NotAllowedError, Scope
from tests.support.places import CODE, add_place
from tests.weisu.test_commands import call

SYSTEM = Scope.system("tests")


@pytest.fixture
def store(sqlite_store: Store, settings: Settings) -> Iterator[Store]:
    process_settings.cache_clear()
    add_place(sqlite_store)
    for login, role in (("anquan", "security_admin"), ("xitong", "system_admin")):
        create_account(
            sqlite_store, settings, SYSTEM, login=login, display_name=login, role=role,
            password="Weisu-12345-x",
        )  # fmt: skip
    yield sqlite_store
    process_settings.cache_clear()


def test_made_listed_and_ended(store: Store) -> None:
    made = json.loads(
        call("wall-screen", "create", "大厅", "--jurisdiction", CODE, "--json").output
    )
    assert made["address"].endswith(f"/wall#{made['token']}")
    assert made["state"] == "open"
    listed = call("wall-screen", "list", "--json").output
    assert made["token"] not in listed
    (one,) = json.loads(listed)["screens"]
    assert (one["id"], one["name"], one["state"]) == (made["id"], "大厅", "open")
    assert "在用" in call("wall-screen", "list").output
    ended = json.loads(call("wall-screen", "end", made["id"], "--json").output)
    assert ended["state"] == "ended"
    assert "已停用" in call("wall-screen", "list").output
    assert made["token"] not in str(audit.entries(store, SYSTEM))


def test_an_address_is_of_the_site_that_is_set(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WEISU_SITE_URL", "https://weisu.example.gov.cn/")
    process_settings.cache_clear()
    said = call("wall-screen", "create", "大厅", "--jurisdiction", CODE, "--days", 30).output
    assert "https://weisu.example.gov.cn/wall#" in said


def test_the_security_administrator_may_and_the_system_administrator_may_not(store: Store) -> None:
    given = ("wall-screen", "create", "大厅", "--jurisdiction", CODE)
    assert call(*given, "--as", "anquan").exit_code == 0
    with pytest.raises(NotAllowedError):
        call(*given, "--as", "xitong")
    (one,) = json.loads(call("wall-screen", "list", "--json").output)["screens"]
    assert one["created_by"] == "anquan"


def test_a_wrong_call_is_refused(store: Store) -> None:
    with pytest.raises(CallError, match="没有编码为"):
        call("wall-screen", "create", "大厅", "--jurisdiction", "999999")
