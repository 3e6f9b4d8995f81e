"""Tasks as figures: what the room did is what the registry counts, of whom, and as of which day."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from data_access.extract.layout import Storage
from data_access.extract.manifest import read_manifest
from data_access.extract.refresh import refresh
from data_access.importing.load import ingest
from data_access.metrics.additive import lasting_measures
from data_access.metrics.evaluate import evaluate
from data_access.metrics.registry import registry
from data_access.results.store import ResultStore
from data_access.search.asked import Part
from data_access.search.task_figure import tasks_behind
from data_access.store.engine import Store
from data_access.types import Filters, Period, WeisuError
from supervision.store_histories import histories_for_figures
from supervision.task import Task
from supervision.task_rows import write_task_rows
from tests.data_access.test_import import PLACE, row, write
from tests.support.places import CODE
from tests.support.tasks import STREETS, SYSTEM, Town
from weisu import tasks_step
from weisu.pipeline import STEPS

LAST = date(2026, 8, 31)
NAMES = (
    "tasks_issued", "task_signed_in_time_rate", "task_closed_in_time_rate", "task_days_median",
    "task_returned_rate", "task_reopened_rate", "key_problem_speed",
)  # fmt: skip
"""The figures that a handful of tasks can show."""


@pytest.fixture
def fed(town: Town, tmp_path: Path) -> Town:
    """The town with tickets until the end of August, on the first Monday of March."""
    rows = [row("1"), row("2", day=2)]
    rows.append(tuple(v.replace("2026-03-03", f"{LAST}") for v in row("3", day=3)))
    path = write(tmp_path / "tickets.csv", rows)
    store, settings = town.results.store, town.results.settings
    ingest(store, settings, SYSTEM, path, "standard", actor="t", place=PLACE)
    refresh(store, settings, lasting_measures())
    town.now = datetime.fromisoformat("2026-03-02T02:00")
    return town


def issue(town: Town, **given: Any) -> Task:
    return town.begin("zhili", due="2026-03-11", **given)


def close(town: Town, task: Task, who: str = "jia") -> None:
    town.act(who, task, "report", note="已办")
    town.act("zhili", task, "verify", note="现场查看")
    town.act("zhili", task, "close", outcome="true")


def figures(
    town: Town, scope: Any = SYSTEM, as_of: date | None = None, **cut: str
) -> dict[str, Any]:
    filters = Filters(CODE, Period(date(2026, 3, 1), date(2026, 9, 1)), as_of=as_of, **cut)
    frame = evaluate(town.results.extract, scope, filters, NAMES)
    return {str(r["metric"]): r for r in frame.to_dict("records")}


def share(found: dict[str, Any], name: str) -> tuple[int, int]:
    return int(found[name]["numerator"]), int(found[name]["denominator"])


def night(town: Town) -> int:
    return write_task_rows(town.results, SYSTEM, CODE)


def manifest_of(town: Town) -> Any:
    return read_manifest(Storage.of(town.results.settings))


def test_what_was_done_is_what_is_counted(fed):
    start = fed.now
    quick, slow, open_ = (
        issue(fed),
        issue(fed, title="另一件"),
        issue(fed, title="第三件", lead="乙局"),
    )
    fed.later(hours=2).act("jia", quick, "sign")
    fed.later(hours=30).act("jia", slow, "sign")
    fed.later(days=2)
    close(fed, quick)
    took = (fed.now - start) / timedelta(days=1)
    fed.act("jia", slow, "report", note="已办")
    fed.act("zhili", slow, "return", note="没有照片")
    fed.now = start + timedelta(days=20)
    close(fed, slow)
    fed.act("yi", open_, "sign")
    assert night(fed) == 1
    found = figures(fed)
    assert found["tasks_issued"]["value"] == 3
    assert share(found, "task_signed_in_time_rate") == (1, 3)
    assert share(found, "task_closed_in_time_rate") == (1, 3)
    assert share(found, "task_returned_rate") == (1, 2)
    assert share(found, "task_reopened_rate") == (0, 2)
    assert found["task_days_median"]["value"] == pytest.approx((took + 20) / 2)
    assert found["key_problem_speed"]["status"] == "missing_column"


def test_a_day_knows_nothing_of_what_came_later(fed):
    task = issue(fed)
    fed.later(hours=40).act("jia", task, "sign")
    fed.later(days=1)
    close(fed, task)
    fed.later(days=30).begin("zhili", due="2026-05-11", title="四月的任务")
    night(fed)
    first = figures(fed, as_of=date(2026, 3, 2))
    assert first["tasks_issued"]["value"] == 1
    assert share(first, "task_signed_in_time_rate") == (0, 0)
    second = figures(fed, as_of=date(2026, 3, 3))
    assert share(second, "task_signed_in_time_rate") == (0, 1)
    assert share(second, "task_closed_in_time_rate") == (0, 0)
    assert share(figures(fed, as_of=date(2026, 3, 31)), "task_closed_in_time_rate") == (1, 1)


def test_a_new_due_day_after_the_first_closing_changes_nothing_of_it(fed):
    task = issue(fed)
    fed.act("jia", task, "sign")
    fed.act("jia", task, "ask_extension", until="2026-03-13", note="备件未到")
    fed.act("zhili", task, "grant", due="2026-03-13")
    fed.later(days=14)
    close(fed, task)
    fed.later(days=20).act("zhili", task, "reopen", note="再次不热", due="2026-04-20")
    night(fed)
    found = figures(fed)
    assert share(found, "task_closed_in_time_rate") == (0, 1)
    assert share(found, "task_reopened_rate") == (1, 1)
    assert share(figures(fed, as_of=date(2026, 5, 1)), "task_reopened_rate") == (0, 0)


def test_an_extension_that_was_granted_counts(fed):
    task = issue(fed)
    fed.act("jia", task, "sign")
    fed.act("jia", task, "ask_extension", until="2026-03-20", note="备件未到")
    fed.act("zhili", task, "grant", due="2026-03-20")
    fed.later(days=14)
    close(fed, task)
    night(fed)
    assert share(figures(fed), "task_closed_in_time_rate") == (1, 1)


def test_a_unit_is_judged_from_when_it_was_given_the_task(fed):
    refused, moved = issue(fed), issue(fed, title="另一件")
    fed.later(hours=1).act("jia", refused, "refuse", note="不属本单位")
    fed.later(days=3).act("zhili", moved, "reassign", lead="乙局", note="职责调整")
    fed.later(hours=3).act("yi", moved, "sign")
    night(fed)
    found = figures(fed)
    assert share(found, "task_signed_in_time_rate") == (1, 1)
    assert figures(fed, department="乙局")["tasks_issued"]["value"] == 1


PARTS: tuple[Part, ...] = ("numerator", "denominator", "n")


def listed(town: Town, scope: Any, cut: Filters, name: str, part: Part) -> int | None:
    """Return how many tasks a part of a figure lists; None where it is refused."""
    try:
        found = tasks_behind(town.results.extract, scope, cut, name, part)
    except WeisuError:
        return None
    assert len(set(found)) == len(found)
    return len(found)


def test_the_tasks_behind_a_figure_are_as_many_as_it_says(fed):
    tasks = [
        issue(fed, title=f"第{n}件", lead=("甲局", "乙局")[n % 2], area=STREETS[n % 2])
        for n in range(6)
    ]
    fed.act("zhili", issue(fed, title="撤销的"), "cancel", note="重复签发")
    for number, task in enumerate(tasks):
        who = ("jia", "yi")[number % 2]
        fed.later(hours=10 * number).act(who, task, "sign")
        if number % 3:
            fed.later(days=3)
            close(fed, task, who)
    night(fed)
    period = Period(date(2026, 3, 1), date(2026, 9, 1))
    scopes = (SYSTEM, replace(SYSTEM, departments=frozenset({"乙局"})),
              replace(SYSTEM, areas=frozenset({STREETS[0]})))  # fmt: skip
    cuts = [
        Filters(CODE, period, as_of=day, department=unit)
        for day in (None, date(2026, 3, 9), date(2026, 3, 31))
        for unit in ("", "甲局")
    ]
    names = [
        full for name, metric in registry().items() if metric.dataset == "tasks"
        for full in (name, *(f"{name}:{v}" for v in metric.variants))
    ]  # fmt: skip
    compared = 0
    for scope, cut in ((s, c) for s in scopes for c in cuts):
        frame = evaluate(fed.results.extract, scope, cut, names)
        for row_ in frame.to_dict("records"):
            for part in PARTS:
                n = listed(fed, scope, cut, row_["metric"], part)
                if n is not None and row_["status"] in ("ok", "small_n"):
                    assert n == int(row_[part]), (row_["metric"], part, cut)
                    compared += n > 0
    assert compared > 100


def test_a_figure_that_rests_on_no_tasks_lists_none(fed):
    cut = Filters(CODE, Period(date(2026, 3, 1), date(2026, 9, 1)))
    assert tasks_behind(fed.results.extract, SYSTEM, cut, "tasks_issued", "n") == ()
    issue(fed)
    night(fed)
    refused: tuple[tuple[str, Part, str], ...] = (
        ("volume", "n", "不由督办任务计算"),
        ("task_days_median", "numerator", "不是两个督办任务数"),
        ("tasks_issued", "denominator", "不以督办任务数为分母"),
    )
    for name, part, why in refused:
        with pytest.raises(WeisuError, match=why):
            tasks_behind(fed.results.extract, SYSTEM, cut, name, part)


def test_confidential_cancelled_and_drafted_tasks_are_in_no_figure(fed):
    issue(fed, confidential=True, readers=["jia"])
    later = issue(fed, title="后来保密")
    gone = issue(fed, title="撤销的")
    fed.begin("zhili", action="draft", title="草稿")
    assert night(fed) == 1
    assert figures(fed)["tasks_issued"]["value"] == 2
    fed.act("zhili", later, "amend", confidential=True, readers=["jia"], note="涉及个人")
    fed.act("zhili", gone, "cancel", note="重复签发")
    assert night(fed) == 1
    assert manifest_of(fed).months("tasks", CODE) == {}
    assert "还没有签发过" in figures(fed)["tasks_issued"]["missing"]


def test_limited_readers_count_their_own(fed):
    issue(fed)
    issue(fed, title="另一件", lead="乙局", area=STREETS[1])
    issue(fed, title="全县的", lead="乙局", area="")
    night(fed)
    assert figures(fed)["tasks_issued"]["value"] == 3
    assert (
        figures(fed, replace(SYSTEM, departments=frozenset({"乙局"})))["tasks_issued"]["value"] == 2
    )
    assert (
        figures(fed, replace(SYSTEM, areas=frozenset({STREETS[0]})))["tasks_issued"]["value"] == 1
    )
    assert figures(fed, area=STREETS[1])["tasks_issued"]["value"] == 1


def test_a_night_writes_only_what_changed_and_starts_no_analysis_anew(fed):
    before = manifest_of(fed)
    task = issue(fed)
    assert night(fed) == 1
    written = manifest_of(fed)
    assert written.generation == before.generation + 1
    assert written.fingerprint(CODE) == before.fingerprint(CODE)
    assert night(fed) == 0
    assert manifest_of(fed).generation == written.generation
    fed.now = datetime.fromisoformat("2026-04-06T02:00")
    issue_again = fed.begin("zhili", due="2026-04-13", title="四月的任务")
    assert night(fed) == 1
    assert set(manifest_of(fed).months("tasks", CODE)) == {"2026-03", "2026-04"}
    fed.act("zhili", issue_again, "cancel", note="重复")
    assert night(fed) == 1
    assert set(manifest_of(fed).months("tasks", CODE)) == {"2026-03"}
    fed.act("jia", task, "sign")
    refresh(fed.results.store, fed.results.settings, lasting_measures(), full=True)
    assert set(manifest_of(fed).months("tasks", CODE)) == {"2026-03"}


def test_the_days_before_give_the_gain(fed):
    task = issue(fed)
    fed.act("jia", task, "sign")
    fed.later(days=5)
    close(fed, task)
    settings = fed.results.settings.model_copy(update={"task_days_before": 20.0})
    results = ResultStore.open(fed.results.store, settings)
    assert write_task_rows(results, SYSTEM, CODE) == 1
    row = figures(fed)["key_problem_speed"]
    assert (row["value"], row["n"], row["status"]) == (pytest.approx(0.75), 1, "small_n")


def test_the_step_of_the_night_writes_them(fed):
    issue(fed)
    names = [step.name for step in STEPS]
    assert names[names.index("tasks") :] == ["tasks", "digests"]
    done = tasks_step.tasks(fed.results.store, fed.results.settings, lambda *_: None)
    assert done.detail["jurisdictions"][CODE]["months"] == 1
    assert not done.failed


def test_the_questions_are_as_many_however_many_tasks_there_are(fed):
    store: Store = fed.results.store
    asked: list[str] = []
    event.listen(store.engine, "before_cursor_execute", lambda *a: asked.append(str(a[2])))
    counts = []
    for number in range(2):
        for one in range(3):
            task = issue(fed, title=f"第{number}批第{one}件")
            fed.act("jia", task, "sign")
        asked.clear()
        found = histories_for_figures(store, SYSTEM, CODE)
        counts.append(len([s for s in asked if s.startswith("SELECT")]))
    assert (len(found), counts[0]) == (6, counts[1])


def test_the_command_tells_them_by_unit(fed, monkeypatch):
    from click.testing import CliRunner

    from weisu.cli import cli
    from weisu.commands import cut

    issue(fed)
    issue(fed, title="另一件", lead="乙局")
    night(fed)
    pair = (fed.results.settings, fed.results.store)
    monkeypatch.setattr(cut, "opened", lambda: pair)
    words = ["metric", "task_closed_in_time_rate", "--jurisdiction", CODE, "--by", "department"]
    answer = json.loads(CliRunner().invoke(cli, [*words, "--json"]).output)
    assert {r["department"]: r["denominator"] for r in answer["rows"]} == {"甲局": 1, "乙局": 1}
    assert "保密任务" in answer["definition"]
