"""What analysts do to topics and repeats: added, taken back, audited, on both databases."""

from __future__ import annotations

import pytest

from data_access.store import audit
from data_access.store.engine import Store
from data_access.types import NotAllowedError, Scope, WeisuError
from hotspots import actions
from hotspots import store_tables as stored
from tests.support.places import CODE, add_place

ALL = Scope.system("test")
RIGHTS = frozenset({"hotspot.edit", "hotspot.view", "repeat.decide"})


def test_edits_are_added_withdrawn_and_audited(store: Store) -> None:
    add_place(store)
    person = Scope("analyst", RIGHTS, frozenset({CODE}))
    first = actions.rename_topic(store, person, CODE, "t1", " 供暖 ")
    actions.pin_topic(store, person, CODE, "t1")
    actions.decide_suggestion(
        store, person, CODE, "s", tickets=["1", "2"], decision="refused", odd=["2", "3"]
    )
    assert [e["kind"] for e in actions.edits(store, person, CODE)] == ["rename", "pin"]
    actions.withdraw_edit(store, person, CODE, first)
    assert [e["kind"] for e in actions.edits(store, person, CODE)] == ["pin"]
    rows = stored.topic_edits(store, person, CODE, withdrawn=True)
    assert [(e["kind"], e["withdrawn"], e["payload"]) for e in rows] == [
        ("rename", True, {"name": "供暖"}),
        ("pin", False, {"on": True}),
    ]
    with pytest.raises(WeisuError):
        actions.withdraw_edit(store, person, CODE, first)
    (decision,) = actions.decided(store, person, CODE)
    assert (decision["tickets"], decision["odd"], decision["actor"]) == (
        ["1", "2"], ["2"], "analyst",
    )  # fmt: skip
    actions.withdraw_decision(store, person, CODE, decision["id"])
    assert actions.decided(store, person, CODE) == []
    log = [e.action for e in audit.entries(store, ALL, actor="analyst")]
    assert log == [
        "repeat.decide.withdraw", "hotspot.edit.withdraw", "repeat.decide", "hotspot.edit",
        "hotspot.edit",
    ]  # fmt: skip
    assert audit.verify(store) is None


def test_other_jurisdictions_and_rights_are_out_of_reach(store: Store) -> None:
    add_place(store)
    elsewhere = Scope("x", RIGHTS, frozenset({"1"}))
    with pytest.raises(NotAllowedError):
        actions.edits(store, elsewhere, CODE)
    with pytest.raises(NotAllowedError):
        actions.pin_topic(store, elsewhere, CODE, "t")
    reader = Scope("y", frozenset({"hotspot.view"}), frozenset({CODE}))
    for refused in (
        lambda: actions.pin_topic(store, reader, CODE, "t"),
        lambda: actions.withdraw_edit(store, reader, CODE, 1),
        lambda: actions.withdraw_decision(store, reader, CODE, 1),
    ):
        with pytest.raises(NotAllowedError):
            refused()
    assert stored.topic_edits(store, reader, CODE, withdrawn=True) == []
