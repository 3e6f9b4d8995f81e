"""预警: what is listed and never pushed has groups of its own, each with its evidence."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from dashboards.server.viewer import configure
from data_access.results.store import ResultStore
from early_warning import frames
from early_warning.detection import LISTED
from early_warning.live import warning_rows
from early_warning.nightly_run import Asked, run_warnings
from early_warning.warning_reads import warning_list
from tests.dashboards.test_pages import run, words
from tests.dashboards.test_warnings_page import CODE, PAGE, SYSTEM, copied, results
from tests.support.frames import frames_of
from tests.support.people import viewer
from weisu.warnings_step import beside_of, why_not

__all__ = ["copied", "results"]  # fixtures


def tables(test):
    return [d.value for d in test.dataframe]


def late_table(test):
    return next((t for t in tables(test) if "超期的可能性" in t), None)


def seen_by(store, role, **limits):
    configure(store.settings, store.store, viewer=viewer(role, store.settings, **limits))
    return run(PAGE)


def test_deadlines_stand_in_one_table_with_unit_hours_and_probability(results, look):
    run_now = results.current("warnings", CODE)
    stored = results.read(SYSTEM, run_now, frames.LATE_TICKET)
    assert len(stored)
    rows = warning_list(results, SYSTEM, run_now)
    assert rows[rows["detector"].isin(LISTED)]["pushed"].isna().all()
    look("governance")
    test = run(PAGE)
    assert not test.exception
    table = late_table(test)
    assert sorted(table["工单编号"]) == sorted(stored["ticket_no"])
    assert set(table["承办单位"]) == set(stored["unit"])
    assert table["超期的可能性"].str.endswith("%").all()
    said = words(test)
    assert f"{len(stored)}件，涉及{stored['unit'].nunique()}个单位" in said
    # They are not among those to be handled.
    assert not any("可能超期</b>" in h.proto.body for h in test.get("html"))


def test_a_unit_sees_its_own_deadlines_only(results, look):
    stored = results.read(SYSTEM, results.current("warnings", CODE), frames.LATE_TICKET)
    unit = stored["unit"].iloc[0]
    look("department", departments=frozenset({unit}))
    table = late_table(run(PAGE))
    assert set(table["承办单位"]) == {unit}
    assert sorted(table["工单编号"]) == sorted(stored[stored["unit"] == unit]["ticket_no"])
    look("department", departments=frozenset({"县信访局"}))
    test = run(PAGE)
    assert late_table(test) is None
    assert "您能看到的工单中，没有分析截至日之后48小时内到期" in words(test)
    mine = replace(SYSTEM, departments=frozenset({"县信访局"}))
    assert results.read(mine, results.current("warnings", CODE), frames.LATE_TICKET).empty


def test_what_was_not_found_and_what_was_not_looked_for_is_said(results, look):
    look("governance")
    said = words(run(PAGE))
    assert "近3天没有哪个街道、哪类诉求的情绪明显比平时激烈" in said
    assert "跨社区" not in said  # the scan is off


def feeling(store):
    """Store the last run once more, with an unusual feeling and a moved level in it."""
    old = store.current("warnings", CODE)
    found = {f.name: store.read(SYSTEM, old, f) for f in frames_of(frames).values()}
    row = found["warning"][found["warning"]["kind"] == "event"].iloc[:1].assign(
        warning_id="gefuehl", detector="emotion", kind="risk", board="emotion", severity="黄",
        rule="情绪激烈的诉求人明显多于同类平时", observed=4.0, expected=0.2, state="opened",
        pushed=pd.NaT,
    )  # fmt: skip
    level = row.assign(
        warning_id="niveau",
        detector="shift",
        kind="event",
        board="shift",
        severity="蓝",
        first=row["last"] - pd.Timedelta(days=27),
        observed=80.0,
        expected=40.0,
        area_code=None,
    )
    found["warning"] = pd.concat([found["warning"], row, level])
    mine = found["warning_ticket"].head(4)
    found["warning_ticket"] = pd.concat(
        [found["warning_ticket"], *(mine.assign(warning_id=k) for k in ("gefuehl", "niveau"))]
    )
    figures = {"n": 12.0, "felt": 5.0, "usual_n": 300.0, "usual_felt": 12.0}
    found["figure"] = pd.DataFrame(
        [("gefuehl", k, v) for k, v in figures.items()], columns=["warning_id", "name", "value"]
    )
    found["late_ticket"] = found["late_ticket"].head(0)
    found["warning"] = found["warning"][found["warning"]["detector"] != "deadline"]
    run_id = store.begin("warnings", CODE, as_of=old.as_of, settings=old.settings)
    for name, data in found.items():
        store.write(run_id, frames_of(frames)[name], data)
    store.write_facts(run_id, store.facts(SYSTEM, old, frames.Facts))
    store.complete(run_id)
    return "gefuehl"


def test_a_feeling_shows_its_share_beside_what_is_normal(results, copied):
    key = feeling(copied)
    test = seen_by(copied, "governance")
    assert not test.exception
    said = words(test)
    assert "该街道同类12件中5件情绪激烈（41.7%）；全市同类此前56天300件中占4.0%" in said
    assert "4人情绪激烈，按平时不足1人" in said
    assert "平均每周20件，此前的水平为每周10件" in said
    assert "分析截至日之后48小时内没有到期且很可能超期的工单" in said
    test.toggle(key=f"open_{key}").set_value(True).run()
    assert not test.exception
    assert "典型诉求" in words(test)
    # Who sees only some tickets gets no figures of all of them.
    area = seen_by(copied, "department", departments=frozenset({"县供热公司"}))
    assert not area.exception
    assert "情绪激烈（41.7%）" not in words(area)
    assert "按平时" not in words(area)


def test_a_run_of_before_these_groups_is_still_shown(results, copied):
    old = copied.current("warnings", CODE)
    run_id = copied.begin("warnings", CODE, as_of=old.as_of, settings=old.settings)
    for frame in warning_rows.CARRIED:
        data = copied.read(SYSTEM, old, frame)
        if "detector" in data:
            data = data[~data["detector"].isin(LISTED)]
        copied.write(run_id, frame, data)
    facts = copied.facts(SYSTEM, old, frames.Facts)
    kept = facts.model_dump(exclude={"listed", "late_from"})
    copied.write_facts(run_id, frames.Facts(**kept))
    board = copied.read(SYSTEM, old, frames.BOARD)
    copied.write(run_id, frames.BOARD, board[~board["board"].isin(LISTED)])
    copied.complete(run_id)
    test = seen_by(copied, "leader")
    assert not test.exception
    assert "可能超期：本次没有判断" in words(test)
    # … and the next night goes on from it.
    run_warnings(copied, SYSTEM, Asked(CODE), beside_of(copied, SYSTEM, CODE))
    assert len(copied.read(SYSTEM, copied.current("warnings", CODE), frames.LATE_TICKET))


def test_a_run_without_readable_facts_is_shown_and_made_anew(results, copied):
    assert why_not(copied, SYSTEM, CODE) == "数据没有变化，沿用现有预警"
    old = copied.current("warnings", CODE)
    run_id = copied.begin("warnings", CODE, as_of=old.as_of, settings=old.settings)
    for frame in frames_of(frames).values():
        copied.write(run_id, frame, copied.read(SYSTEM, old, frame))
    copied.complete(run_id)
    test = seen_by(copied, "governance")
    assert not test.exception
    assert "定级规则：" in words(test)
    assert why_not(copied, SYSTEM, CODE) == ""


@pytest.mark.parametrize("least", [0.3, 0.6])
def test_the_setting_says_from_which_probability_on(results, copied, least):
    settings = copied.settings.model_copy(update={"warnings_late_from": least})
    own = ResultStore.open(copied.store, settings)
    run_warnings(own, SYSTEM, Asked(CODE), beside_of(own, SYSTEM, CODE))
    now = own.current("warnings", CODE)
    assert now is not None
    late = own.read(SYSTEM, now, frames.LATE_TICKET)
    assert (late["probability"] >= least).all()
    assert f"{least:.0%}以上" in words(seen_by(own, "leader")) or late.empty


def test_the_score_page_shows_what_has_a_truth_of_its_own(results, copied):
    from weisu.evaluate_warnings import note_score

    hours = {"n": 200, "late": 50, "auc": 0.72, "brier": 0.156, "brier_base": 0.1875,
             "calibration_error": 0.02}  # fmt: skip
    document = {
        "from": "2025-01-01", "to": "2026-01-01", "precision": 0.9, "recall": 0.8,
        "median_lead": 1.0, "alerts_per_day": 0.1, "by_rule": [], "by_shape": [],
        "deadlines": {
            "days": 300, "calibration": [], "by_hours": [{"hours": 24, **hours}],
            "called": [
                {"from": 0.4, "n": 60, "late": 25, "share": 25 / 60, "found": 0.5},
                {"from": 0.6, "n": 0, "late": 0, "share": None, "found": 0.0},
            ],
        },
        "risk_words": {
            "warnings": 92, "right": 47, "precision": 47 / 92, "low": 0.41, "high": 0.61,
            "events": 14, "found": 12, "recall": 12 / 14,
            "by_class": [{"risk": "media", "life": False, "warnings": 30, "right": 30,
                          "precision": 1.0}],
        },
    }  # fmt: skip
    note_score(copied, CODE, document)
    test = seen_by(copied, "governance")
    assert not test.exception
    (table,) = [t for t in tables(test) if "检验对象" in t]
    said = "\n".join(" ".join(row) for row in table.to_numpy())
    assert "24小时内到期的工单 200件次 实际超期 25%；AUC 0.72" in said
    assert "其中超期的可能性在40%以上 60件次 实际超期 42%" in said
    assert "60%以上" not in said
    assert "风险词 92条 与真值事件相符 51%（95%可信范围 41% 至 61%）；14起" in said
    assert "风险词：媒体曝光 30条 30条与真值事件相符（100%）" in said
    # A score of before has none of it.
    note_score(copied, CODE, {k: v for k, v in document.items()
                              if k not in ("deadlines", "risk_words")})  # fmt: skip
    old = seen_by(copied, "governance")
    assert not old.exception
    assert not [t for t in tables(old) if "检验对象" in t]


def cards_of(test):
    """Return the numbers of the warnings that are drawn as cards, from top to bottom."""
    return [t.key for t in test.toggle if t.key and t.key.startswith("open_")]


def test_the_warning_of_a_link_stands_before_all_others_once_and_open(results, look):
    look("governance")
    usual = cards_of(run(PAGE))
    test = run(PAGE, warning=usual[-1].removeprefix("open_"))
    assert not test.exception
    assert "您要看的预警" in words(test)
    shown = cards_of(test)
    assert shown[0] == usual[-1]
    assert sorted(shown) == sorted(usual)
    assert test.toggle(key=shown[0]).value
