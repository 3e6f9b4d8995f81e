"""What is told of a warning, and to whom: nobody reads figures of tickets that are not his."""

from __future__ import annotations

from typing import Any

import pandas as pd

from early_warning.live.notices import Part, notices, parts_of

SINCE = pd.Timestamp("2026-03-01")
AREAS, CATEGORIES = {"990181001": "城关镇"}, {"130201": "预付卡"}


def rows(**changed: Any) -> pd.DataFrame:
    row = {
        "warning_id": "w1", "kind": "event", "detector": "local", "severity": "橙", "rule": "规则",
        "area_code": "990181001", "category_code": "130201", "channel": None, "unit": None,
        "lead_unit": "甲局", "first": "2026-03-01", "last": "2026-03-02", "seen": "2026-03-02",
        "state": "growing", "pushed": pd.Timestamp("2026-03-02"), "life": False, "note": None,
        "observed": 37.0, "expected": 4.5, "n": 41,
    }  # fmt: skip
    return pd.DataFrame([{**row, **changed}])


def test_the_whole_is_told_with_all_figures_to_whoever_sees_the_whole() -> None:
    pushed, growing = notices(rows(), "990181", SINCE, AREAS, CATEGORIES)
    assert "37 件，规则基准 4.5 件" in pushed.text
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
        assert "3 件" in one.text
        assert not any(figure in one.text for figure in ("37", "41", "4.5"))
    assert not notices(own, "990181", SINCE, AREAS, CATEGORIES, part=Part("乙局"))
    assert not notices(own, "990181", SINCE, AREAS, CATEGORIES, part=Part("", "990182"))


def test_nothing_is_parted_that_is_not_told() -> None:
    assert parts_of(rows(pushed=None), SINCE) == []
    assert parts_of(rows(lead_unit=None, area_code=None), SINCE) == []
