"""Colours say their rule; judgements move thresholds but never those that guard life."""

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from data_access.types import WeisuError
from early_warning.detection import Detection
from early_warning.events.judgement import Judgement, factor_for, precision_by_rule
from early_warning.events.life import EarlyWarning
from early_warning.events.severity import load_rules, similar_past, with_severity
from early_warning.rules.new_matter import new_matters


def warning(number: int = 1, opened: int = 10, **more: Any) -> EarlyWarning:
    values: dict[str, Any] = {
        "observed": 8.0,
        "expected": 1.0,
        "area": "990181001001",
        "category": "010101",
        **more,
    }
    lead = Detection("local", "event", opened, 3, p_value=1e-9, **values)
    return EarlyWarning(number, lead, opened, opened, "opened", opened, 9.0)


def test_the_rule_is_on_the_warning() -> None:
    assert with_severity(warning()).severity == "黄"
    red = with_severity(warning(), life=True)
    assert (red.severity, red.branch) == ("红", "风险苗头")
    assert "5 件" in red.rule
    city = with_severity(warning(area="", observed=60.0, expected=10.0))
    assert (city.severity, city.branch) == ("红", "高频共性")
    assert with_severity(warning(known="供暖季开始")).branch == "季节周期"


def test_wrong_colour_rules_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "rules.yaml"
    path.write_text("rules: [{colour: 紫, when: {}, text: x}]", encoding="utf-8")
    with pytest.raises(WeisuError, match="红橙黄蓝"):
        load_rules(path)


def test_similar_past_events_come_nearest_first() -> None:
    past = [warning(2, 1), warning(3, 5, area="990181009001"), warning(4, 6, category="050101")]
    assert [w.number for w in similar_past(warning(), past)] == [2, 3]


def test_judgements_move_thresholds_with_a_floor_for_life() -> None:
    false = [Judgement("local", "990181001001", "010101", "false")] * 3
    assert factor_for([], "local", "", "") == 1.0
    assert factor_for(false, "local", "990181001002", "010102") == 8.0
    assert 1.0 < factor_for(false, "local", "990181009001", "020101") < 2.0
    assert factor_for(false, "city", "", "010101") == 1.0
    assert factor_for(false, "local", "990181001001", "010101", life=True) == 1.0


def test_precision_is_shown_with_its_interval() -> None:
    judged = [Judgement("local", "", "", v) for v in ("true", "true", "known", "false")]
    found = precision_by_rule(judged).iloc[0]
    assert found["precision"] == 0.75
    assert 0.2 < found["low"] < 0.75 < found["high"] < 1.0


def test_new_matters_come_from_topics() -> None:
    topics = pd.DataFrame([
        {"topic": "t1", "name": "旋转门", "born": 95, "numbers": ("A1", "A2"), "callers": 8,
         "streets": 2, "category": "0101", "area": ""},
        {"topic": "t2", "name": "旧事", "born": 20, "numbers": ("B1",), "callers": 80, "streets": 9,
         "category": "0102", "area": ""},
    ])  # fmt: skip
    found = new_matters(topics, 100)
    assert [d.note for d in found] == ["旋转门"]
    assert (found[0].observed, found[0].evidence) == (2.0, ("A1", "A2"))
