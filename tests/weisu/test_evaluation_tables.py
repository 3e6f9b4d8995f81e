"""What ``weisu evaluate`` prints for people: Chinese, aligned, with what a share rests on."""

import re
from unicodedata import east_asian_width

from hypothesis import given
from hypothesis import strategies as st

from data_access.store.vault.scrub_labels import labelled
from weisu import evaluation_tables as told
from weisu.evaluate_scrubber import score

RATIO = {"ratio": 0.9, "low": 0.85, "high": 0.95, "p": 0.02}
COVER = {"50": 0.5, "80": 0.8, "90": 0.9, "forecasts": 12}
FORECASTS = {
    "jurisdiction": "990181", "series": 7,
    "horizons": {28: {
        "origins": ["2026-01-01", "2026-02-01"],
        "levels": {"全市": {"reconciled": {"wape": 0.21}}},
        "wape_to_naive": {
            "全市": {**RATIO, "low": float("nan"), "high": float("nan"), "p": float("nan")},
        },
        "beside": {"series": 3, "wape_to": {"snaive": RATIO, "autoets": RATIO}},
        "coverage_mean_5": COVER, "coverage_below_5": {"forecasts": 0},
    }},
    "far": {120: {"coverage_mean_5": COVER, "coverage_below_5": COVER}},
}  # fmt: skip
RISKS = {
    "warnings": 4, "right": 3, "events": 2, "found": 2,
    "by_class": [{"risk": "media", "warnings": 4, "right": 3}],
}  # fmt: skip
LIFE = {
    "tickets": 9, "risks": 5, "called": 4, "right": 4, "recall": 0.8,
    "by_class": [{"risk": "life_and_limb", "raised": 4, "right": 4}],
}  # fmt: skip
WARNINGS = {
    "jurisdiction": "990181", "from": "2025-01-01", "to": "2026-01-01", "right": 9, "pushes": 10,
    "found": 0, "events": 0, "median_lead": None, "alerts_per_day": 0.1, "most_a_day": 2,
    "by_rule": [{"detector": "silent", "pushes": 1, "right": 1, "precision": 1.0}],
    "by_shape": [{"shape": "artefact", "mode": "recode", "events": 1, "found": 0,
                  "median_lead": None}],
    "deadlines": {
        "days": 300,
        "by_hours": [{"hours": 24, "n": 5, "late": 2, "auc": None, "calibration_error": 0.1}],
        "called": [{"from": 0.3, "n": 0, "late": 0, "found": 0.0}],
    },
    "risk_words": RISKS, "life_words": LIFE, "risk_words_by_hour": {
        "has_truth": False, "by_hours": {"warnings": 4, "not_borne_out": 1},
        **{
            name: {"warnings": 4, "right": 0, "events": 0, "found": 0}
            for name in ("nightly", "hourly")
        },
        "lead_gained": {"n": 0, "median": None, "low": None, "high": None, "sooner": 0,
                        "later": 0},
    },
}  # fmt: skip


def wide(line: str) -> int:
    return sum(2 if east_asian_width(c) in "WF" else 1 for c in line)


@given(st.lists(st.tuples(st.text("街道ab1，", max_size=9), st.text("9.", max_size=5)), max_size=6))
def test_columns_stand_below_their_heads(rows):
    lines = list(told.table(("名称", "数"), rows))
    at = max(wide(cell) for cell in ("名称", *(first for first, _ in rows))) + 2
    for line, (_, second) in zip(lines[1:], rows, strict=True):
        if second.strip():
            assert wide(line) - wide(second) == at


def test_forecasts_and_warnings_are_told_in_chinese_with_what_they_rest_on():
    said = "\n".join((*told.forecasting_lines(FORECASTS), *told.warnings_lines(WARNINGS)))
    assert "0.900" in said
    assert "9/10，90.0%（95%可信范围" in said
    assert "数据假象（改码）" in said
    assert "没有真值：已知的事里没有提到风险的" in said
    assert "—" in said  # what can't be said is not said as 0
    assert not re.search(r"None|nan|[a-z]{3,}_[a-z]+|\{", said)


def test_every_share_of_nothing_is_no_share():
    assert "已知的事被预警到：—" in "\n".join(told.warnings_lines(WARNINGS))


def test_masking_is_told_by_kind_with_what_it_rests_on():
    texts = [labelled("我叫[姓名|王建国]，电话[电话|13812345678]。"), labelled("中山路128号没灯。")]
    found = score("held_out", texts)
    assert (found["texts"], found["clean"]) == (2, 1)
    assert [row["kind"] for row in found["kinds"]] == ["phone", "name", "all"]
    assert found["kinds"][-1]["recall"] == found["kinds"][-1]["precision"] == 1
    assert found["kinds"][-1]["recall_low"] < 0.5
    lines = "\n".join(told.scrubber_lines({"sets": [found, score("demo", [])]}))
    assert "姓名  1/1，100.0%（95%可信范围20.7%至100.0%）" in lines
    assert "合计  —" in lines
    assert not re.search("held_out|demo|name", lines)
