"""What presses most: decided once, for 预警 and 今日要情; its numbers are those of its curve."""

from __future__ import annotations

from datetime import timedelta

import pandas as pd
import pytest

from dashboards.shell.rows import records
from data_access.results.store import ResultStore
from data_access.results.values import missing
from data_access.types import Filters, Period, Scope
from early_warning.frames import WARNING_DAILY
from early_warning.nightly_run import Asked, run_warnings
from early_warning.urgency import presses, queue, state_of
from early_warning.warning_reads import warning_list
from early_warning.words import numbers
from tests.dashboards.conftest import LAST
from tests.support.pages import guarded_script

CODE = "330199"
SYSTEM = Scope.system("tests")
PAGE = guarded_script("warnings")


@pytest.fixture(scope="module")
def results(city):
    found = ResultStore.open(city.store, city.settings)
    run_warnings(found, SYSTEM, Asked(CODE, LAST - timedelta(days=2)))
    run_warnings(found, SYSTEM, Asked(CODE))
    return found


def counted_warning(**more):
    row = {
        "warning_id": "w1", "severity": "红", "detector": "city", "state": "growing",
        "life": False, "pushed": None, "doubt": None, "score": 3.0, "n": 10, "area_code": None,
        "category_code": "0401", "channel": None, "unit": None, "lead_unit": None,
        "seen": pd.Timestamp(LAST), "kind": "event", "note": None,
    }  # fmt: skip
    return {**row, **more}


def test_what_is_in_doubt_or_fades_is_not_the_most_pressing():
    sure = counted_warning(warning_id="sure", severity="黄")
    doubted = counted_warning(warning_id="doubted", doubt="文字不支持")
    fading = counted_warning(warning_id="fading", severity="黄", state="fading")
    life = counted_warning(warning_id="life", severity="橙", life=True, doubt="只有一人说")
    order = [r["warning_id"] for r in queue([doubted, fading, sure, life], {})]
    assert order == ["life", "sure", "fading", "doubted"]
    assert [presses(r) for r in (sure, doubted, fading, life)] == [False, False, False, True]
    assert presses(counted_warning())
    quiet = counted_warning(latest=pd.Timestamp(LAST) - pd.Timedelta(days=5))
    assert state_of(quiet) == "fading"
    orange = counted_warning(warning_id="orange", severity="橙", state="fading")
    assert [r["warning_id"] for r in queue([orange, sure], {})] == ["sure", "orange"]
    over = counted_warning(latest=pd.Timestamp(LAST) - pd.Timedelta(days=20))
    assert state_of(over) == "closed"
    assert queue([over], {}) == []
    assert not presses(quiet)


def test_known_sinks_and_cuts_leave_out():
    one, two = counted_warning(warning_id="a"), counted_warning(warning_id="b", severity="黄")
    verdicts = {"a": {"verdict": "known", "at": LAST}}
    assert [r["warning_id"] for r in queue([one, two], verdicts)] == ["b", "a"]
    other = Filters(CODE, Period.last_days(LAST, 7), category="0501")
    assert queue([one, two], {}, other) == []


def test_headline_curve_and_tickets_of_a_surge_say_the_same(results):
    run = results.current("warnings", CODE)
    frame = warning_list(results, SYSTEM, run)
    mine = frame[frame["counted"].notna()]
    assert len(mine)
    daily = results.read(SYSTEM, run, WARNING_DAILY)
    for row in records(mine):
        curve = daily[daily["warning_id"] == row["warning_id"]]
        window = curve[curve["day"].between(row["since"], row["seen"])]
        assert row["counted"] == window["observed"].sum() == row["n"]
        if row["kind"] in ("repeat", "new"):
            assert missing(row["due"])  # nothing is expected of what someone says again
        else:
            assert row["due"] == pytest.approx(window["expected"].sum())
        assert f"{row['counted']:,.0f}件" in numbers(row)
