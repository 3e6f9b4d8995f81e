"""预警: carried on from night to night, judged in one click, scoped to the reader."""

from __future__ import annotations

import re
import shutil
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta

import pandas as pd
import pytest
from sqlalchemy import text

from dashboards.server.viewer import configure
from dashboards.shell.rows import records
from dashboards.warnings_app import cards, sentences
from data_access.accounts.store import create_account
from data_access.results.store import ResultStore
from data_access.settings import load_settings
from data_access.store import audit
from data_access.store.engine import open_store
from data_access.types import NotAllowedError, Scope, WeisuError
from deadline_risk.nightly_run import run_deadlines
from early_warning import actions
from early_warning.frames import BOARD, Facts
from early_warning.live.state import BOARDS, dump, load
from early_warning.nightly_run import Asked, run_warnings
from early_warning.store_tables import judgements, latest_verdicts
from early_warning.urgency import queue
from early_warning.warning_reads import warning_list, warning_places
from tests.dashboards.conftest import LAST
from tests.dashboards.test_pages import run, words
from tests.support.pages import guarded_script
from tests.support.people import viewer
from weisu.telling_step import telling
from weisu.warnings_step import beside_of
from weisu.warnings_step import warnings as step

CODE = "330199"
SYSTEM = Scope.system("tests")
PAGE = guarded_script("warnings")


@pytest.fixture(scope="module")
def results(city):
    found = ResultStore.open(city.store, city.settings)
    run_warnings(found, SYSTEM, Asked(CODE, LAST - timedelta(days=2)))
    run_deadlines(found, SYSTEM, CODE, LAST)
    run_warnings(found, SYSTEM, Asked(CODE), beside_of(found, SYSTEM, CODE))
    return found


def notices_of(store) -> list[str]:
    with store.read() as connection:
        rows = connection.execute(text("SELECT about FROM notice WHERE about LIKE 'warning:%'"))
        return sorted(r[0] for r in rows)


def heating(results):
    frame = warning_list(results, SYSTEM, results.current("warnings", CODE))
    mine = frame[(frame["kind"] == "event") & (frame["state"] != "closed")]
    return mine.iloc[0]


def test_a_burst_lives_on_and_is_told_once(results, city):
    telling(city.store, city.settings, lambda *_: None)
    before = notices_of(city.store)
    assert before
    row = heating(results)
    assert row["observed"] > 2 * row["expected"]
    assert row["opened"].date() < LAST
    assert row["rule"]
    run_warnings(results, SYSTEM, Asked(CODE))
    telling(city.store, city.settings, lambda *_: None)
    assert notices_of(city.store) == before
    again = heating(results)
    assert (again["warning_id"], again["state"]) == (row["warning_id"], row["state"])


def test_boards_survive_being_stored(results):
    frame = results.read(SYSTEM, results.current("warnings", CODE), BOARD)
    stored = dict(frame[frame["moment"] == "after"].set_index("board")["state"].items())
    live = load(stored)
    assert {name: dump(live, name) for name in BOARDS} == stored
    moved = load(stored, 5)
    assert moved.boards["event"].warnings[0].opened == live.boards["event"].warnings[0].opened + 5


def test_governance_judges(results, city, look):
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
    assert len(audit.entries(city.store, SYSTEM, action="warning.judge")) == 1


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


def test_a_leaders_head_list_and_rest_add_up(results, look, monkeypatch):
    look("leader")
    monkeypatch.setattr(cards, "LEADERS_SEE", 1)
    for place in (cards, sentences):  # all of the small city's count as pressing
        monkeypatch.setattr(place, "matters", lambda _row: True)
    test = run(PAGE)
    assert not test.exception
    said = words(test)
    found = re.search(r"有(\d+)条预警需要处理", said)
    assert found
    due = int(found.group(1))
    assert due > 1
    assert f"需要处理的预警（共{due}条，先列最要紧的1条）" in said
    assert f"其余{due - 1}条需要处理的预警" in [e.label for e in test.expander]
    assert "最近出现" in said
    monkeypatch.setattr(cards, "LEADERS_SEE", due)
    assert f"需要处理的预警（{due}条）" in words(run(PAGE))


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
    said = words(run(PAGE))
    assert "暂不能预警" in said
    assert "满 401 天后开始预警" in said


def test_too_short_a_history_is_said(results):
    with pytest.raises(WeisuError, match="至少需要"):
        run_warnings(results, SYSTEM, Asked(CODE, date(2025, 9, 1)))


ROLES_THAT_SEE = ["leader", "governance", "evaluator", "analyst"]


@pytest.mark.parametrize("role", ROLES_THAT_SEE)
def test_only_those_with_the_right_get_the_buttons(results, look, role):
    look(role)
    test = run(PAGE)
    assert not test.exception
    assert "供暖不热" in words(test)
    labels = {b.label for b in test.button} & {"标记属实", "撤回判断"}
    assert bool(labels) == (role == "governance")


def test_a_role_without_the_right_gets_nothing(results, look):
    look("system_admin")
    assert "供暖不热" not in words(run(PAGE))


def test_a_verdict_can_be_taken_back(results, city, look):
    look("governance")
    scope = viewer("governance", city.settings).scope
    key = heating(results)["warning_id"]
    actions.judge(results, scope, CODE, key, "false")
    before = len(judgements(city.store, SYSTEM, CODE))
    test = run(PAGE)
    assert "误报" in words(test)
    test = test.button(key=f"take_back_{key}").click().run()
    assert not test.exception
    assert "判断已撤回" in words(test)
    assert test.button(key=f"judge_true_{key}")
    rows = judgements(city.store, SYSTEM, CODE)
    assert len(rows) == before + 1  # nothing is deleted
    assert key not in latest_verdicts(rows)
    assert actions.counted(rows) == []
    with pytest.raises(WeisuError, match="没有判断可撤回"):
        actions.take_back(results, scope, CODE, key)


def test_two_who_judge_at_once_are_both_kept_and_the_last_counts(results, city):
    scope = viewer("governance", city.settings).scope
    key = heating(results)["warning_id"]
    before = len(judgements(city.store, SYSTEM, CODE))
    with ThreadPoolExecutor(4) as pool:
        said = list(
            pool.map(
                lambda verdict: actions.judge(results, scope, CODE, key, verdict),
                ["true", "false", "known", "true"],
            )
        )
    rows = judgements(city.store, SYSTEM, CODE)
    assert len(set(said)) == 4
    assert len(rows) == before + 4
    assert latest_verdicts(rows)[key]["id"] == max(said)
    assert audit.verify(city.store) is None
    actions.take_back(results, scope, CODE, key)


def test_another_units_warning_cannot_be_reached_by_its_address(results, city, look):
    key = heating(results)["warning_id"]
    own = frozenset({"县城管局"})
    look("department", departments=own)
    test = run(PAGE, warning=key)
    assert not test.exception
    said = words(test)
    assert "不在您能看到的预警里" in said
    assert "供暖不热" not in said
    assert "暖气不热" not in said
    assert not test.get("plotly_chart")
    judge = replace(viewer("governance", city.settings).scope, departments=own)
    with pytest.raises(WeisuError, match="不在当前结果中"):
        actions.judge(results, judge, CODE, key, "true")
    assert warning_places(results, judge, results.current("warnings", CODE), key) == {}


def test_a_department_sees_its_own_figures_and_not_everybodys(results, look):
    look("department", departments=frozenset({"县供热公司"}))
    key = heating(results)["warning_id"]
    test = run(PAGE, warning=key)
    assert not test.exception
    said = words(test)
    assert "本范围内" in said
    assert re.findall(r"(?:预期|平时) [\d.]+ 件|实际件数", said) == []
    assert not [b for b in test.button if b.label == "标记属实"]


@pytest.mark.parametrize(
    ("act", "words_of_error"),
    [
        (lambda r, s, k: actions.judge(r, s, CODE, k, "maybe"), "不认识的判断"),
        (lambda r, s, k: actions.judge(r, s, CODE, k, "true", note="长" * 201), "最多 200 个字"),
        (lambda r, s, k: actions.judge(r, s, CODE, "'; DROP TABLE x", "true"), "不在当前结果中"),
        (lambda r, s, k: actions.judge(r, s, "330198", k, "true"), "不在当前结果中"),
    ],
)
def test_bad_input_changes_nothing(results, city, act, words_of_error):
    scope = viewer("governance", city.settings).scope
    key = heating(results)["warning_id"]
    before = judgements(city.store, SYSTEM, CODE)
    with pytest.raises((WeisuError, NotAllowedError), match=words_of_error):
        act(results, scope, key)
    assert judgements(city.store, SYSTEM, CODE) == before


def test_what_colours_mean_and_what_no_verdict_moves_is_shown(results, look):
    look("governance")
    said = words(run(PAGE))
    assert "50 件以上，且为预期的 3 倍以上" in said
    assert "不会因为曾被判为误报而少报" in said
    assert "近28天共推送" in said


def test_a_city_has_colours_of_its_own(results, city, look):
    rules = city.settings.home / "colours.yaml"
    rules.write_text(
        "rules:\n  - {colour: 红, when: {kinds: [event]}, text: 本市凡突增即为红色}\n"
        "  - {colour: 蓝, when: {}, text: 其余}\n",
        encoding="utf-8",
    )
    settings = city.settings.model_copy(update={"warnings_severity_file": rules.name})
    own = ResultStore.open(city.store, settings)
    run_warnings(own, SYSTEM, Asked(CODE))
    assert (heating(own)["severity"], heating(own)["rule"]) == ("红", "本市凡突增即为红色")
    rules.write_text("rules: 5", encoding="utf-8")
    run_warnings(own, SYSTEM, Asked(CODE))
    assert heating(own)["rule"] != "本市凡突增即为红色"
    look("governance")
    assert "已改用内置规则" in words(run(PAGE))
    run_warnings(results, SYSTEM, Asked(CODE))


@pytest.fixture
def copied(city, tmp_path):
    """The city in a home of its own, with somebody on duty."""
    home = tmp_path / "var"
    shutil.copytree(city.settings.home, home)
    settings = load_settings(home=home)
    store = open_store(settings)
    create_account(
        store, settings, SYSTEM, login="duty", display_name="值班",
        password="harbour 58 lantern", role="governance",
    )  # fmt: skip
    yield ResultStore.open(store, settings)
    store.close()


def told_to_duty(store) -> list[str]:
    query = "SELECT about FROM notification WHERE recipient = 'account:duty' ORDER BY about"
    with store.read() as connection:
        return [r[0] for r in connection.execute(text(query))]


def test_what_was_stored_but_not_told_is_told_later(results, copied, monkeypatch):
    row = heating(results)
    day = row["pushed"].date()
    with monkeypatch.context() as patch:
        # A previous run is told of first, so this one starts from scratch.
        patch.setattr("early_warning.nightly_run._previous", lambda *_: None)
        patch.setattr("early_warning.nightly_run.tell", lambda *_: 0)
        run_warnings(copied, SYSTEM, Asked(CODE, day))  # … and the night is cut off here
    assert copied.current("warnings", CODE).as_of == day  # stored, and told to nobody
    assert told_to_duty(copied.store) == []
    done = step(copied.store, copied.settings, lambda *_: None).detail["jurisdictions"]
    assert "沿用现有预警" in done[CODE]
    telling(copied.store, copied.settings, lambda *_: None)
    about = f"warning:{CODE}:{row['warning_id']}:pushed"
    assert told_to_duty(copied.store).count(about) == 1
    once = told_to_duty(copied.store)
    telling(copied.store, copied.settings, lambda *_: None)
    assert told_to_duty(copied.store) == once
    # Nights that were missed are made up for, one after the other.
    run_warnings(copied, SYSTEM, Asked(CODE))
    run_now = copied.current("warnings", CODE)
    facts = copied.facts(SYSTEM, run_now, Facts)
    assert facts.days == (LAST - day).days
    assert heating(copied)["warning_id"] == row["warning_id"]
    assert told_to_duty(copied.store).count(about) == 1


def test_the_next_run_tells_what_the_last_one_left_untold(results, copied, monkeypatch):
    row = heating(results)
    with monkeypatch.context() as patch:
        patch.setattr("early_warning.nightly_run._previous", lambda *_: None)
        patch.setattr("early_warning.nightly_run.tell", lambda *_: 0)
        run_warnings(copied, SYSTEM, Asked(CODE, row["pushed"].date()))
    assert told_to_duty(copied.store) == []
    run_warnings(copied, SYSTEM, Asked(CODE))
    assert told_to_duty(copied.store).count(f"warning:{CODE}:{row['warning_id']}:pushed") == 1


def test_a_run_that_was_cut_off_leaves_the_old_one_and_is_done_again(results, copied, monkeypatch):
    before = copied.current("warnings", CODE)
    with monkeypatch.context() as patch:
        patch.setattr("early_warning.live.warning_rows.boards_frame", _cut_off)
        with pytest.raises(KeyboardInterrupt):
            run_warnings(copied, SYSTEM, Asked(CODE))
    assert copied.current("warnings", CODE).run_id == before.run_id
    kept = set(warning_list(copied, SYSTEM, before)["warning_id"])
    run_warnings(copied, SYSTEM, Asked(CODE))
    assert set(warning_list(copied, SYSTEM, copied.current("warnings", CODE))["warning_id"]) == kept


def _cut_off(*_: object) -> None:
    raise KeyboardInterrupt


def test_today_takes_the_warnings_in_their_order_until_they_are_judged_false(results, city, look):
    look("leader")
    row = heating(results)
    today = words(run(guarded_script("today")))
    assert "供暖不热" in today
    assert "无需专门部署" not in today
    key, scope = row["warning_id"], viewer("governance", city.settings).scope
    actions.judge(results, scope, CODE, key, "false")
    rows = records(warning_list(results, SYSTEM, results.current("warnings", CODE)))
    verdicts = latest_verdicts(judgements(city.store, SYSTEM, CODE))
    assert key not in {r["warning_id"] for r in queue(rows, verdicts)}
    look("governance")
    page = run(PAGE)
    assert "判为误报（1条）" in [e.label for e in page.expander]
    # New tickets after the judgement bring it back.
    day = pd.Timestamp("2099-01-01")
    later = [{**r, "state": "growing", "seen": day, "latest": day} for r in rows]
    assert key in {r["warning_id"] for r in queue(later, verdicts)}
    actions.take_back(results, scope, CODE, key)
    assert key in {r["warning_id"] for r in queue(rows, {})}
