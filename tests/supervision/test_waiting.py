"""What a task asks of the office: every kind, how urgent it is, and when the office has done its
part."""

from __future__ import annotations

from datetime import date

import pytest

from supervision import store_reads
from supervision.actions import act
from supervision.colours import marks_at
from supervision.ladder import StepRules
from supervision.place import place_of
from supervision.states import ACTIONS
from supervision.task import Task
from supervision.waiting import ANSWERS, PRESSED, Waiting, waiting
from tests.support.places import CODE
from tests.support.tasks import SYSTEM, Town


def asked(town: Town, task: Task, *, pressed: bool = False) -> Waiting | None:
    place = place_of(town.results, SYSTEM, CODE)
    rules = StepRules.of(town.results.settings)
    marks = marks_at(place.today(town.now), town.now, rules, place.calendar)
    now = store_reads.one(town.results.store, SYSTEM, task.id)
    assert now is not None
    return waiting(now, marks, rules, place, pressed=pressed)


def said(town: Town, task: Task, *, pressed: bool = False) -> tuple[str, str]:
    found = asked(town, task, pressed=pressed)
    return (found.kind, found.urgency) if found else ("", "")


def test_every_answer_is_an_action():
    assert {a for actions in ANSWERS.values() for a in actions} | set(PRESSED) <= set(ACTIONS)


def test_a_task_on_its_way_asks_nothing(town):
    task = town.begin("zhili")
    assert said(town, task) == ("", "")
    town.act("jia", task, "sign")
    assert said(town, task) == ("", "")


def test_what_a_unit_asks_comes_today_and_after_two_working_days_now(town):
    task = town.begin("zhili")
    town.act("jia", task, "sign")
    town.act("jia", task, "ask_extension", until="2026-11-20", note="设备在途")
    assert said(town, task) == ("extension", "today")
    town.later(days=2)
    assert said(town, task) == ("extension", "now")
    town.act("zhili", task, "grant", due="2026-11-20")
    assert said(town, task) == ("", "")
    other = town.begin("zhili", title="另一件")
    town.act("jia", other, "refuse", note="不属本单位")
    assert said(town, other) == ("dispute", "today")


def test_what_is_reported_can_wait_and_comes_today_after_two_working_days(town):
    task = town.begin("zhili")
    town.act("jia", task, "sign")
    town.act("jia", task, "report", note="已办")
    assert said(town, task) == ("verify", "later")
    town.later(days=2)
    assert said(town, task) == ("verify", "today")
    town.act("zhili2", task, "verify", note="回访属实")
    assert said(town, task) == ("close", "later")
    town.act("zhili", task, "close", outcome="true")
    assert said(town, task) == ("", "")
    act(
        town.results, SYSTEM, task.id, "propose_reopen",
        {"note": "又有5件", "proposal": "又有5件"}, now=town.now,
    )  # fmt: skip
    assert said(town, task) == ("reopen", "today")


@pytest.mark.parametrize(("days", "kind"), [(10, "overdue"), (20, "climb")])
def test_a_late_unit_comes_now_until_it_was_pressed(town, days, kind):
    task = town.begin("zhili")
    town.act("jia", task, "sign")
    town.later(days=days)
    assert said(town, task) == (kind, "now")
    found = asked(town, task)
    assert found is not None
    assert found.since == date(2026, 11, 11)
    assert said(town, task, pressed=True) == ("", "")


def test_who_does_not_sign_is_named_after_a_day(town):
    task = town.begin("zhili")
    town.later(hours=23)
    assert said(town, task) == ("", "")
    town.later(hours=2)
    assert said(town, task) == ("unsigned", "today")


def test_a_draft_waits_to_be_issued(town):
    task = town.begin("lingdao", "draft")
    assert said(town, task) == ("draft", "later")


def test_who_was_pressed_today_is_known(town):
    task, other = town.begin("zhili"), town.begin("zhili", title="另一件")
    moment = town.later(hours=30).now
    town.act("zhili", task, "remind")
    store = town.results.store

    def pressed(who: str) -> frozenset[int]:
        return store_reads.acted_since(store, town.scopes[who], CODE, PRESSED, moment)

    assert pressed("zhili") == {task.id}
    assert pressed("yi") == frozenset()
    assert other.id not in pressed("zhili")
