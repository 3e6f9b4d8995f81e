"""What is told of a warning, and to whom: nobody reads figures of tickets that are not his."""

from __future__ import annotations

from typing import Any

import pandas as pd

from data_access.results.values import Row
from early_warning.live.notices import Part, notices, parts_of

SINCE = pd.Timestamp("2026-03-01")
AREAS, CATEGORIES = {"990181001": "城关镇"}, {"130201": "预付卡"}


def rows(**changed: Any) -> list[Row]:
    row = {
        "warning_id": "w1", "kind": "event", "detector": "local", "severity": "橙", "rule": "规则",
        "area_code": "990181001", "category_code": "130201", "channel": None, "unit": None,
        "lead_unit": "甲局", "first": "2026-03-01", "last": "2026-03-02", "seen": "2026-03-02",
        "latest": None,
        "state": "growing", "pushed": pd.Timestamp("2026-03-02"), "life": False, "note": None,
        "observed": 37.0, "expected": 4.5, "n": 41, "score": 9.0,
    }  # fmt: skip
    return [{**row, **changed}]


def test_the_whole_is_told_with_all_figures_to_whoever_sees_the_whole() -> None:
    pushed, growing = notices(rows(), "990181", SINCE, AREAS, CATEGORIES)
    assert "37件，平时约4件" in pushed.text
    assert "建议牵头：甲局" in pushed.text
    assert (pushed.department, pushed.area, pushed.only_limited) == ("", "", False)
    assert growing.title.endswith("仍在扩大")
    assert not notices(rows(), "990181", pd.Timestamp("2026-03-02"), AREAS, CATEGORIES)


def test_a_part_is_told_of_its_own_tickets_only() -> None:
    parts = parts_of(rows(), SINCE)
    assert set(parts) == {Part("甲局"), Part("", "990181001"), Part("甲局", "990181001")}
    # What was said of all tickets is empty in rows that a limited reader reads.
    own = rows(n=3, observed=None, expected=None)
    said = [notices(own, "990181", SINCE, AREAS, CATEGORIES, part=p)[0] for p in parts]
    assert all(one.only_limited for one in said)
    assert {(one.department, one.area) for one in said} == {(p.unit, p.area) for p in parts}
    assert len({one.about for one in said}) == 3
    for one in said:
        assert "3件" in one.text
        assert not any(figure in one.text for figure in ("37", "41", "4.5"))
    assert not notices(own, "990181", SINCE, AREAS, CATEGORIES, part=Part("乙局"))
    assert not notices(own, "990181", SINCE, AREAS, CATEGORIES, part=Part("", "990182"))


def test_nothing_is_parted_that_is_not_told() -> None:
    assert parts_of(rows(pushed=None), SINCE) == []
    assert parts_of(rows(lead_unit=None, area_code=None), SINCE) == []


def test_an_event_is_told_once_unless_it_turns_graver() -> None:
    of_event = {"event_id": "E1", "event_name": "长青里供热不热"}
    first = rows(pushed=pd.Timestamp("2026-02-20"), state="opened", **of_event)
    same = rows(warning_id="w2", state="opened", **of_event)
    assert notices([*first, *same], "990181", SINCE, AREAS, CATEGORIES) == []
    graver = rows(warning_id="w3", state="opened", severity="红", **of_event)
    (told,) = notices([*first, *same, *graver], "990181", SINCE, AREAS, CATEGORIES)
    assert told.title.startswith("【红】长青里供热不热：")
    other = rows(warning_id="w4", state="opened", event_id="E2", event_name="别的事")
    assert len(notices([*first, *same, *other], "990181", SINCE, AREAS, CATEGORIES)) == 1


def test_danger_to_life_is_told_beside_a_warning_of_its_event_that_is_not() -> None:
    first = rows(pushed=pd.Timestamp("2026-02-20"), state="opened", event_id="E1")
    life = rows(warning_id="w2", state="opened", life=True, event_id="E1")
    (told,) = notices([*first, *life], "990181", SINCE, AREAS, CATEGORIES)
    assert told.urgent
