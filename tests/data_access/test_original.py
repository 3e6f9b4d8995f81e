"""The original of a ticket: by right, with a reason, within the scope, logged first, limited."""

from __future__ import annotations

from pathlib import Path

import pytest

from data_access.extract.query import Extract
from data_access.extract.refresh import refresh
from data_access.metrics.additive import lasting_measures
from data_access.search.original import Original, original
from data_access.settings import Settings
from data_access.store import audit
from data_access.store.engine import Store
from data_access.types import NotAllowedError, Scope, WeisuError
from tests.data_access import test_import
from tests.data_access.test_import import PLACE, SCOPE, row, write

RIGHTS = frozenset({"hotspot.view", "vault.open"})
ANN = Scope("ann", RIGHTS, frozenset({PLACE.code}))
SAID = "路灯不亮，电话13812345678"


@pytest.fixture
def sealed(store: Store, settings: Settings, tmp_path: Path) -> tuple[Store, Settings]:
    rows = [row("1", text=SAID, phone="13812345678"), row("2", text="井盖丢失")]
    test_import.load(store, settings, write(tmp_path / "t.csv", rows))
    refresh(store, settings, lasting_measures())
    return store, settings


def opened(sealed: tuple[Store, Settings], scope: Scope = ANN, number: str = "1",
           reason: str = "核实诉求人联系方式") -> Original:  # fmt: skip
    store, settings = sealed
    return original(Extract(settings), store, settings, scope, PLACE.code, number, reason=reason)


def log(sealed: tuple[Store, Settings]) -> list[audit.Entry]:
    return audit.entries(sealed[0], SCOPE, action="vault.open")


def test_who_may_open_it_reads_what_was_said_and_leaves_a_trace(sealed) -> None:
    found = opened(sealed)
    assert found.fields["content"] == SAID
    assert found.fields["caller_phone"] == "13812345678"
    (entry,) = log(sealed)
    assert (entry.actor, entry.detail["reason"]) == ("ann", "核实诉求人联系方式")
    assert "13812345678" not in str(entry)
    assert found.at.date() == entry.at.date()


@pytest.mark.parametrize(
    "scope",
    [
        Scope("bob", frozenset({"hotspot.view"}), frozenset({PLACE.code})),
        Scope("eve", RIGHTS, frozenset({"330100"})),
        Scope("dan", RIGHTS, frozenset({PLACE.code}), frozenset({"别的单位"})),
        Scope("fay", RIGHTS, frozenset({PLACE.code}), None, frozenset({"990101999"})),
    ],
    ids=["without the right", "another city", "another unit", "another street"],
)
def test_nobody_else_opens_anything(sealed, scope: Scope) -> None:
    with pytest.raises(NotAllowedError):
        opened(sealed, scope)
    assert log(sealed) == []


@pytest.mark.parametrize("reason", ["", "  ", "核实", "x" * 201])
def test_a_reason_that_says_nothing_opens_nothing(sealed, reason: str) -> None:
    with pytest.raises(WeisuError, match="事由"):
        opened(sealed, reason=reason)
    assert log(sealed) == []


def test_an_unknown_number_and_one_outside_the_scope_are_told_in_the_same_words(sealed) -> None:
    with pytest.raises(NotAllowedError) as unknown:
        opened(sealed, number="77")
    other = Scope("dan", RIGHTS, frozenset({PLACE.code}), frozenset({"别的单位"}))
    with pytest.raises(NotAllowedError) as outside:
        opened(sealed, other)
    assert str(unknown.value) == str(outside.value)


def test_so_many_a_day_and_no_more(sealed) -> None:
    store, settings = sealed
    few = store, settings.model_copy(update={"originals_a_day": 2})
    opened(few)
    opened(few, number="2")
    with pytest.raises(NotAllowedError, match="上限"):
        opened(few)
    assert len(log(sealed)) == 2
    opened(few, Scope("gus", RIGHTS, frozenset({PLACE.code})))
