"""预警: carried on from night to night, judged in one click, scoped to the reader."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from dashboards.server.viewer import configure
from data_access import audit
from data_access.results.judgements import judgements
from data_access.results.store import ResultStore
from data_access.results.warnings import warning_list
from data_access.types import NotAllowedError, Scope, WeisuError
from early_warning import actions
from early_warning.live.state import BOARDS, dump, load
from early_warning.run import Asked, run_warnings
from tests.dashboards.conftest import LAST, viewer
from tests.dashboards.test_pages import run, words

CODE = "330199"
SYSTEM = Scope.system("tests")
PAGE = (
    "from dashboards.warnings_app.warnings_page import render\n"
    "from dashboards.shell.guard import guarded\n"
    "guarded(render, 'warnings')()\n"
)


@pytest.fixture(scope="module")
def results(city):
    found = ResultStore.open(city.store, city.settings)
    run_warnings(found, SYSTEM, Asked(CODE, LAST - timedelta(days=2)))
    run_warnings(found, SYSTEM, Asked(CODE))
    return found


def notices_of(store) -> list[str]:
    from sqlalchemy import text

    with store.read() as connection:
        rows = connection.execute(text("SELECT about FROM notice WHERE about LIKE 'warning:%'"))
        return sorted(r[0] for r in rows)


def heating(results):
    frame = warning_list(results, SYSTEM, results.current("warnings", CODE))
    mine = frame[(frame["kind"] == "event") & (frame["state"] != "closed")]
    return mine.iloc[0]


def test_a_burst_lives_on_and_is_told_once(results, city):
    before = notices_of(city.store)
    row = heating(results)
    assert row["observed"] > 2 * row["expected"]
    assert row["opened"].date() < LAST
    assert row["rule"]
    run_warnings(results, SYSTEM, Asked(CODE))
    assert notices_of(city.store) == before
    again = heating(results)
    assert (again["warning_id"], again["state"]) == (row["warning_id"], row["state"])


def test_boards_survive_being_stored(results):
    frame = results.read(SYSTEM, results.current("warnings", CODE), "board")
    stored = dict(frame[frame["moment"] == "after"].set_index("board")["state"].items())
    live = load(stored)
    assert {name: dump(live, name) for name in BOARDS} == stored
    moved = load(stored, 5)
    assert moved.boards["event"].warnings[0].opened == live.boards["event"].warnings[0].opened + 5


def test_governance_judges_and_decides(results, city, look):
    look("governance")
    test = run(PAGE)
    assert not test.exception
    said = words(test)
    assert "定级规则：" in said
    assert "供暖不热" in said
    key = heating(results)["warning_id"]
    test.button(key=f"judge_true_{key}").click().run()
    assert not test.exception
    (row,) = judgements(city.store, SYSTEM, CODE)
    assert (row["verdict"], row["warning_id"]) == ("true", key)
    scope = viewer("governance", city.settings).scope
    actions.decide_task(results, scope, CODE, key, "县供热公司")
    assert "决定交办县供热公司" in words(run(PAGE))
    log = audit.entries(city.store, SYSTEM, action="warning.judge")
    assert len(log) == 2


def test_evidence_opens_in_place(results, look):
    look("leader")
    key = heating(results)["warning_id"]
    test = run(PAGE, warning=key)
    assert not test.exception
    said = words(test)
    assert "典型诉求" in said
    assert "13812345678" not in said
    assert len(test.get("plotly_chart")) == 1
    assert not [b for b in test.button if b.label == "标记误报"]


def test_a_department_sees_only_its_own(results, city, look):
    look("department", departments=frozenset({"县城管局"}))
    test = run(PAGE)
    assert not test.exception
    assert "供暖不热" not in words(test)
    mine = replace(SYSTEM, departments=frozenset({"县供热公司"}))
    frame = warning_list(results, mine, results.current("warnings", CODE))
    assert len(frame)
    assert frame["observed"].isna().all()
    with pytest.raises(NotAllowedError):
        actions.judge(results, viewer("leader", city.settings).scope, CODE, "x", "true")
    with pytest.raises(WeisuError):
        actions.judge(results, viewer("governance", city.settings).scope, CODE, "x", "true")


def test_without_results_the_page_says_why(city):
    configure(
        city.settings, city.store,
        viewer=viewer("governance", city.settings, jurisdictions=frozenset({"330198"})),
    )  # fmt: skip
    assert "还没有预警结果" in words(run(PAGE))


def test_too_short_a_history_is_said(results):
    with pytest.raises(WeisuError, match="至少需要"):
        run_warnings(results, SYSTEM, Asked(CODE, date(2025, 9, 1)))
