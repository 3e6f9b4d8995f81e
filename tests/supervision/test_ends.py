"""How tasks end: what callers said, what becomes of the warning, what comes back afterwards."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pandas as pd
import pytest

from data_access.types import WeisuError
from early_warning.store_tables import judgements, latest_verdicts
from supervision import store_reads, watch_run
from supervision.actions import Source
from supervision.store_reads import Asked
from supervision.task import Task
from supervision.verification import check_of
from supervision.watch import recurrences
from tests.support.places import CODE
from tests.support.tasks import STREETS, SYSTEM, Town

FIGURES = {"detector": "local", "area_code": STREETS[0], "category_code": "13", "life": False}
CELL = {"detector": "local", "area": STREETS[0], "category": "13", "life": False}


def reported(town: Town, **given: Any) -> Task:
    task = town.begin("zhili", **given)
    town.act("jia", task, "sign")
    return town.act("jia", task, "report", note="已办")


def test_without_answers_a_person_says_how_he_verified(town):
    task = reported(town)
    with pytest.raises(WeisuError, match="核验的方式"):
        town.act("zhili", task, "verify")
    done = town.act("zhili", task, "verify", note="现场查看")
    checked = store_reads.events_of(town.results.store, SYSTEM, done.id)[-1].payload["checked"]
    assert checked["called"] == 0


def test_answers_that_contradict_are_explained_before_closing(town, monkeypatch):
    rows = answered([("a", True, "满意"), ("b", False, "基本满意"), ("c", False, "不满意")])
    monkeypatch.setattr("supervision.task_check.answers", lambda *_: rows)
    task = reported(town, source=Source("tickets", "", tickets=("a", "b", "c")))
    town.later(days=9)
    town.act("zhili", task, "verify")
    with pytest.raises(WeisuError, match="1件“满意但未解决”"):
        town.act("zhili", task, "close", outcome="true")
    town.act("zhili", task, "close", outcome="true", note="已再次上门解决")


def answered(said: list[tuple[str, bool | None, str]]) -> pd.DataFrame:
    numbers, solved, satisfied = zip(*said, strict=True)
    return pd.DataFrame(
        {
            "ticket_no": numbers,
            "solved": solved,
            "satisfied": satisfied,
            "t_callback": pd.Timestamp("2026-11-05T03:00"),
            "t_close": pd.Timestamp("2026-11-04T03:00"),
            "t_again": pd.NaT,
        }
    )


def test_answers_from_before_the_task_say_nothing_of_it():
    rows = answered([("a", True, "满意"), ("b", None, "满意")])
    rows.loc[1, "t_again"] = pd.Timestamp("2026-11-09T03:00")
    found = check_of(rows, 2, datetime.fromisoformat("2026-11-05T02:00"))
    assert (found.called, found.solved, found.unsolved, found.satisfied) == (2, 1, 0, 2)
    assert (found.again, found.named) == (1, ("b",))
    assert check_of(rows, 2, datetime.fromisoformat("2026-11-06T02:00")).called == 0


@pytest.mark.parametrize(("outcome", "before", "after"), [
    ("false", None, "false"), ("true", None, "true"), ("true", "known", "known"),
])  # fmt: skip
def test_what_came_of_the_task_judges_the_warning_unless_a_person_did(town, outcome, before, after):
    from data_access.store import added_rows
    from early_warning.store_tables import judgement

    if before:
        values = {"warning_id": "w1", "verdict": before, "unit": "", "note": "", **CELL}
        added_rows.add(town.results.store, SYSTEM, judgement, CODE, action="warning.judge",
                       about="w1", values=values)  # fmt: skip
    task = reported(town, source=Source("warning", "w1", body={"figures": FIGURES}))
    town.act("zhili", task, "verify", note="现场查看")
    town.act("zhili", task, "close", outcome=outcome)
    rows = judgements(town.results.store, SYSTEM, CODE)
    assert latest_verdicts(rows)["w1"]["verdict"] == after


def seen(*rows: tuple[str, str, str, str, str, int, int]) -> pd.DataFrame:
    names = ["event_id", "area_code", "category_code", "opened", "day", "n", "callers"]
    frame = pd.DataFrame(rows, columns=names).assign(name="青河小区供热不热")
    return frame.assign(opened=pd.to_datetime(frame["opened"]), day=pd.to_datetime(frame["day"]))


CLOSED = date(2026, 11, 10)


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        # its own event goes on, after the days of grace
        ([("E7", STREETS[0], "1301", "2026-10-20", "2026-11-20", 3, 3)], "E7"),
        ([("E7", STREETS[0], "1301", "2026-10-20", "2026-11-12", 9, 9)], None),
        ([("E7", STREETS[0], "1301", "2026-10-20", "2026-11-20", 2, 2)], None),
        ([("E7", STREETS[0], "1301", "2026-10-20", "2026-11-20", 8, 1)], None),
        # merged into another
        ([("E9", STREETS[1], "0202", "2026-10-20", "2026-11-20", 4, 4)], "E9"),
        # a new one of the same kind and place, or of another
        ([("E8", STREETS[0], "1301", "2026-11-18", "2026-11-20", 5, 4)], "E8"),
        ([("E8", STREETS[0], "1301", "2026-11-01", "2026-11-20", 5, 4)], None),
        ([("E8", STREETS[1], "1301", "2026-11-18", "2026-11-20", 5, 4)], None),
    ],
)
def test_a_matter_comes_back_with_several_callers_after_some_days(rows, found):
    merged = {"E7": "E9"} if rows[0][0] == "E9" else {}
    task = Task(id=1, jurisdiction=CODE, number="1", matter="E7", area=STREETS[0], category="13")
    back = recurrences([(task, CLOSED)], seen(*rows), merged)
    assert [one.event for one in back] == ([found] if found else [])


def test_a_recurrence_is_proposed_once_and_again_when_it_grows(town, monkeypatch):
    task = reported(town, source=Source("event", "E7", matter="E7"))
    town.act("zhili", task, "verify", note="现场查看")
    town.act("zhili", task, "close", outcome="true")
    rows = [("E7", STREETS[0], "1301", "2026-10-20", "2026-11-20", 4, 4)]
    monkeypatch.setattr(watch_run, "tickets_by_event", lambda *_: seen(*rows))
    monkeypatch.setattr(watch_run, "merged_into", lambda *_: {})
    monkeypatch.setattr(town.results, "current", lambda *_: object())

    def look() -> int:
        return watch_run.run_watch(town.results, SYSTEM, CODE, now=town.later(days=1).now)

    town.later(days=18)
    assert [look(), look()] == [1, 0]
    (shown,) = store_reads.listed(town.results.store, SYSTEM, Asked(code=CODE, proposed=True))
    assert "4件" in shown.proposal
    town.act("zhili", task, "dismiss_proposal", note="另一栋楼")
    assert look() == 0
    rows.append(("E7", STREETS[0], "1301", "2026-10-20", "2026-11-22", 3, 3))
    assert look() == 1
    town.act("zhili", task, "reopen", note="再次不热", due="2026-12-01")
    assert look() == 0
