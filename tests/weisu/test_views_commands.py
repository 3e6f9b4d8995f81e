"""``weisu views`` as its users call it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from data_access.saved_views.subscriptions import subscribe
from data_access.saved_views.views import Draft, save_view
from data_access.settings import settings as process_settings
from data_access.types import CallError, Scope
from tests.support.places import CODE, add_place
from tests.weisu.test_commands import call
from weisu.wiring import opened


@pytest.fixture(autouse=True)
def fresh_settings(home: Path) -> None:
    process_settings.cache_clear()


def test_views_are_listed_without_their_filters_and_deleted_under_audit(home: Path) -> None:
    _, store = opened()
    add_place(store)
    people = {login: Scope(login, frozenset(), None) for login in ("li", "wang")}
    for login, scope in people.items():
        view = save_view(store, scope, Draft(CODE, "tickets", f"{login}的", {"q": "暖气不热"}))
        subscribe(store, scope, CODE, view.id, "daily")
    listed = call("views", "list", "--json")
    found = json.loads(listed.output)["views"]
    assert [(v["owner"], v["name"], v["shared"], v["told"]) for v in found] == [
        ("li", "li的", "own", 1), ("wang", "wang的", "own", 1),
    ]  # fmt: skip
    assert "暖气" not in listed.output
    assert "共 1 个常用视图" in call("views", "list", "--login", "li").output
    number = str(found[0]["id"])
    assert json.loads(call("views", "delete", number, "--json").output) == {"deleted": int(number)}
    assert "view.delete" in call("audit", "list").output
    with pytest.raises(CallError, match="没有编号为"):
        call("views", "delete", number)
    assert [v["owner"] for v in json.loads(call("views", "list", "--json").output)["views"]] == [
        "wang"
    ]
