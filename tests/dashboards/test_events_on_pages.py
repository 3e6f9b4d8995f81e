"""Events on pages: what is one event is shown once, under one name, with one lead unit."""

from __future__ import annotations

import re

import pandas as pd
import pytest

from data_access.results.store import ResultStore
from data_access.types import Scope
from early_warning.nightly_run import Asked, run_warnings
from event_register.evidence import Evidence
from event_register.frames import EVENT, EVENT_TICKET, ROOM
from event_register.nightly_run import Found, run_register
from event_register.register_reads import attached, read_register, told_once
from tests.dashboards.conftest import LAST, PLACE
from tests.dashboards.test_pages import run, words
from tests.support.pages import guarded_script
from weisu.event_evidence import found_of
from weisu.events_step import why_not

CODE = PLACE.code
SYSTEM = Scope.system("tests")
WARNED, TODAY = guarded_script("warnings"), guarded_script("today")


@pytest.fixture(scope="module")
def results(city) -> ResultStore:
    found = ResultStore.open(city.store, city.settings)
    run_warnings(found, SYSTEM, Asked(CODE))
    found_by_all = found_of(found, SYSTEM, CODE, LAST)
    named = [_named(one) for one in found_by_all.evidence]
    twin = [Evidence(e.kind, f"{e.key}-twin", "", e.tickets, area=e.area) for e in named[:1]]
    all_of = Found([*named, *twin], found_by_all.peaks, found_by_all.runs, found_by_all.notes)
    run_register(found, SYSTEM, CODE, LAST, all_of)
    return found


def _named(one: Evidence) -> Evidence:
    return Evidence(
        one.kind, one.key, "供暖不热的小区", one.tickets, one.older, one.area, one.category,
        named=True, life=one.life,
    )  # fmt: skip


def test_a_warning_is_called_as_its_event_is_on_both_pages(results, look):
    look("governance")
    warned, today = words(run(WARNED)), words(run(TODAY))
    assert "供暖不热的小区：" in warned
    if "最要紧：" in today or "最要紧的是" in today:
        assert re.search(r"最要紧(的是|：)供暖不热的小区", today)


def test_the_event_s_line_says_what_the_register_says(results, look):
    look("governance")
    run_now = results.current(ROOM, CODE)
    event = results.read(SYSTEM, run_now, EVENT).iloc[0]
    test = run(WARNED)
    (toggle,) = [t for t in test.toggle if t.label == "依据"][:1] or test.toggle[:1]
    said = words(toggle.set_value(True).run())
    assert f"（{event['event_id']}）" in said
    assert f"共{event['n']}件、{event['callers']}人" in said


def test_one_who_sees_some_tickets_is_told_of_his_own(results, city, look):
    run_now = results.current(ROOM, CODE)
    tickets = results.read(SYSTEM, run_now, EVENT_TICKET)
    units = results.extract.directory(SYSTEM, CODE).departments
    for unit in units:
        mine = Scope("u", frozenset({"warning.view"}), frozenset({CODE}), frozenset({unit}))
        register = read_register(results, mine, run_now)
        for event_id, row in register.events.items():
            own = results.read(mine, run_now, EVENT_TICKET, where={"event_id": event_id})
            assert row["n"] == len(own) <= len(tickets)
            assert pd.isna(row["lead_share"])


def test_rows_of_one_event_are_told_once_in_their_order(results):
    run_now = results.current(ROOM, CODE)
    register = read_register(results, SYSTEM, run_now)
    (kind, key), *_ = [k for k in register.of if k[1].endswith("-twin")]
    rows = [{"warning_id": key}, {"warning_id": key.removesuffix("-twin")}, {"warning_id": "x"}]
    told = told_once(attached(rows, register, kind, "warning_id"), register, kind, "warning_id")
    assert [first["warning_id"] for first, _ in told] == [key, "x"]
    assert [r["warning_id"] for r in told[0][1]] == [key.removesuffix("-twin")]


def test_the_night_does_nothing_where_nobody_found_anything_new(results):
    assert why_not(results, SYSTEM, CODE) == "预警、热点、预测没有变化，沿用现有事件登记"
