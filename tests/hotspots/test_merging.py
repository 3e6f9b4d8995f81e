"""What is left to merge: by matter or event, what saves most tickets first."""

from __future__ import annotations

import json
from typing import Any

import pandas as pd

from hotspots.merging import OpenMerges


def suggestion(key: str, group: str, tickets: int, probability: float | None = 0.9):
    numbers = [f"{key}-{n}" for n in range(tickets)]
    return {
        "suggestion_id": key, "group_id": group, "tickets": json.dumps(numbers), "n": tickets,
        "probability": probability, "reason": "同一诉求人",
    }  # fmt: skip


def group(name: str, area: str = "330199001", units: tuple[str, ...] = ("甲局",)) -> dict[str, Any]:
    return {
        "name": name, "area_code": area, "category_code": "01",
        "units": json.dumps(units, ensure_ascii=False),
    }  # fmt: skip


def open_merges(rows, groups, done, events) -> OpenMerges:
    about = pd.DataFrame([{"group_id": key, **row} for key, row in groups.items()])
    return OpenMerges(pd.DataFrame(rows), about, done, events)


GROUPS = {"G1": group("暖气不热"), "G2": group("电梯停运", units=("乙局",)), "G3": group("噪声")}


def test_what_saves_most_comes_first_and_the_surer_of_equals():
    rows = [suggestion("a", "G1", 3), suggestion("b", "G2", 5), suggestion("c", "G3", 3, 0.99)]
    found = open_merges(rows, GROUPS, (), {})
    assert [(m.name, m.gain, m.tickets) for m in found] == [
        ("电梯停运", 4, 5), ("噪声", 2, 3), ("暖气不热", 2, 3),
    ]  # fmt: skip
    assert found[0].units == ("乙局",)
    assert (len(found), found.suggestions, found.gain) == (3, 3, 8)
    assert found.find("G1") == found[2]
    assert found.find("G7") is None


def test_suggestions_of_one_event_are_one_row():
    rows = [suggestion("a", "G1", 3), suggestion("b", "G2", 2, None), suggestion("c", "G3", 4)]
    events = {"G1": ("E1", "供热"), "G2": ("E1", "供热")}
    found = open_merges(rows, GROUPS, (), events)
    assert [(m.key, m.name, m.gain) for m in found] == [("G3", "噪声", 3), ("E1", "供热", 3)]
    assert [s.key for s in found[1].suggestions] == ["a", "b"]
    assert found[1].units == ("甲局", "乙局")
    assert found[1].sure == 0.0


def test_what_was_decided_is_left_out():
    rows = [suggestion("a", "G1", 3), suggestion("b", "G1", 2)]
    (left,) = open_merges(rows, GROUPS, {"a"}, {})
    assert [s.key for s in left.suggestions] == ["b"]
    assert open_merges(rows, GROUPS, {"a", "b"}, {})[:] == []


def test_a_matter_without_its_row_keeps_its_number():
    (left,) = open_merges([suggestion("a", "G9", 2)], GROUPS, (), {})
    assert (left.name, left.area, left.units) == ("G9", "", ())


def test_a_cut_keeps_what_touches_its_place_category_and_unit():
    groups = {**GROUPS, "G4": group("无处", area=""), "G5": group("别处", area="330199002")}
    rows = [suggestion(k, g, 3) for k, g in zip("abcde", sorted(groups), strict=True)]
    found = open_merges(rows, groups, (), {"G1": ("E1", "供热"), "G5": ("E1", "供热")})
    assert found.touching("330199001", "", "") == ["E1", "G2", "G3", "G4"]
    assert found.touching("3301", "01", "") == ["E1", "G2", "G3", "G4"]
    assert found.touching("330199002", "", "") == ["E1", "G4"]
    assert found.touching("", "02", "") == []
    assert found.touching("", "", "乙局") == ["G2"]


def test_nothing_suggested_is_nothing_to_decide():
    rows = pd.DataFrame([suggestion("a", "G1", 2)])
    about = pd.DataFrame([{"group_id": "G1", **GROUPS["G1"]}])
    found = OpenMerges(rows, about, {"a"}, {})
    assert (len(found), found[:], found.gain) == (0, [], 0)
    assert found.touching("33", "01", "甲局") == []
