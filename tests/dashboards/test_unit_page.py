"""本单位今日: a unit sees its tasks, what falls due with its risk, and nothing of others."""

from __future__ import annotations

import shutil

import pandas as pd
import pytest

from dashboards.server.viewer import configure
from data_access.accounts import passwords
from data_access.metrics.problem_tickets import LISTS
from data_access.results.store import ResultStore
from data_access.settings import load_settings
from data_access.store.engine import open_store
from data_access.types import Filters, Period
from deadline_risk import frames
from deadline_risk.nightly_run import run_deadlines
from deadline_risk.risk_reads import LISTS as DUE_LISTS
from deadline_risk.risk_reads import due_soon
from supervision.ticket_reads import listed_tickets
from tests.dashboards.conftest import LAST
from tests.dashboards.test_pages import run, words
from tests.support.pages import guarded_script
from tests.support.people import viewer
from tests.support.task_office import CODE, OTHER, SYSTEM, UNIT, office_of

PAGE = guarded_script("unit")
TICKETS = guarded_script("tickets")


@pytest.fixture(scope="module")
def judged_home(city, tmp_path_factory):
    """A city whose open tickets have been judged."""
    home = tmp_path_factory.mktemp("judged") / "var"
    shutil.copytree(city.settings.home, home)
    settings = load_settings(home=home)
    store = open_store(settings)
    run_deadlines(ResultStore.open(store, settings), SYSTEM, CODE, LAST)
    store.close()
    return home


@pytest.fixture
def office(judged_home, tmp_path, monkeypatch):
    monkeypatch.setattr(passwords, "hash_password", lambda _: "not a hash")
    with office_of(judged_home, tmp_path / "var") as opened:
        yield opened


def current(office):
    found = office.results.current(frames.ROOM, CODE)
    assert found is not None
    return found


def test_a_unit_is_told_its_tasks_what_falls_due_and_how_it_stands(office):
    office.begin()
    office.begin(lead=OTHER, title="别的单位的事")
    office.sit("gongre")
    said = words(run(PAGE))
    assert "1项督办任务待办理" in said
    assert "青河小区供热不热" in said
    assert "别的单位的事" not in said
    mine = due_soon(office.results, office.scopes["gongre"], current(office))
    assert len(mine) > 0
    assert f"10个工作日内到期的工单（{len(mine)}件）" in said
    for name in LISTS:
        count = len(listed_tickets(office.results, office.scopes["gongre"], CODE, name, LAST))
        assert (f"{count}件" in said) or not count
    assert "95%区间" in said


def test_nobody_reads_another_units_risks(office):
    run_now = current(office)
    for who, unit in (("gongre", UNIT), ("chengguan", OTHER)):
        rows = due_soon(office.results, office.scopes[who], run_now)
        assert set(rows["unit"]) == {unit}


@pytest.mark.parametrize("name", list(DUE_LISTS))
def test_the_tickets_behind_a_number_are_as_many(office, name):
    office.sit("gongre")
    rows = due_soon(office.results, office.scopes["gongre"], current(office), name)
    said = words(run(TICKETS, of=f"due:{name}"))
    if rows.empty:
        return
    assert f"共{len(rows)}件" in said or f"{len(rows)}件" in said


@pytest.mark.parametrize("name", list(LISTS))
def test_the_tickets_of_a_list_are_as_many(office, name):
    office.sit("gongre")
    rows = listed_tickets(office.results, office.scopes["gongre"], CODE, name, LAST)
    said = words(run(TICKETS, of=f"list:{name}"))
    assert rows.empty or f"{len(rows)}件" in said


def test_a_cut_narrows_what_falls_due(office):
    scope, run_now = office.scopes["gongre"], current(office)
    every = due_soon(office.results, scope, run_now)
    cut = Filters(CODE, Period.last_days(LAST, 400), as_of=LAST, area="330199001")
    found = due_soon(office.results, scope, run_now, cut=cut)
    assert set(found["area_street"]) <= {"330199001"}
    assert len(found) < len(every)
    assert found["days_left"].is_monotonic_increasing


def test_before_the_first_night_the_page_says_so(city, monkeypatch):
    # Other tests may have judged the city already.
    current = ResultStore.current
    monkeypatch.setattr(
        ResultStore, "current",
        lambda self, room, code: None if room == frames.ROOM else current(self, room, code),
    )  # fmt: skip
    configure(city.settings, city.store, viewer=viewer(
        "department", city.settings, departments=frozenset({UNIT})))  # fmt: skip
    assert "到期风险尚未计算" in words(run(PAGE))


def test_a_young_city_is_told_why_nothing_is_said(office):
    results = office.results
    run_id = results.begin(frames.ROOM, CODE, as_of=LAST, settings={})
    for frame in (frames.DUE_SOON, frames.HELD):
        results.write(run_id, frame, frame.shaped(pd.DataFrame()))
    results.write_facts(run_id, frames.Facts(note="时限已过的工单只有9件，不足200件，暂不估计"))
    results.complete(run_id)
    office.sit("gongre")
    assert "时限已过的工单只有9件" in words(run(PAGE))
