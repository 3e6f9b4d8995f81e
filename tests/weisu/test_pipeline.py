"""The pipeline goes on where it stopped, runs once at a time, and the timer knows when."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from data_access.extract.refresh import refresh
from data_access.importing.load import ingest
from data_access.metrics.additive import lasting_measures
from data_access.results.room_run import Report
from data_access.results.store import ResultStore
from data_access.settings import Settings
from data_access.settings import settings as process_settings
from data_access.store import lease, runs
from data_access.store.engine import Store
from data_access.types import Scope, WeisuError
from tests.data_access.test_import import PLACE, row, write
from weisu import pipeline, scheduler
from weisu.city_step import CityStep, Done, each_city
from weisu.cli import main
from weisu.pipeline import Step, StepsFailedError, run


def works(done: list[str], name: str) -> Callable[..., Done]:
    def work(*_: object) -> Done:
        done.append(name)
        return Done()

    return work


def breaks(*_: object) -> Done:
    raise RuntimeError("secret detail")


def test_a_run_that_was_cut_off_goes_on_where_it_stopped(store: Store, settings: Settings) -> None:
    done: list[str] = []

    def fails(*_: object) -> Done:
        raise KeyboardInterrupt

    first, second = Step("a", "甲", works(done, "a")), Step("b", "乙", works(done, "b"))
    with pytest.raises(KeyboardInterrupt):
        run(store, settings, before=[first, Step("b", "乙", fails)])
    cut_off = runs.latest(store, pipeline.ROOM)
    assert cut_off is not None
    assert cut_off.status == "running"
    again = run(store, settings, before=[first, second])
    assert again == cut_off.run_id
    assert done == ["a", "b"]
    last = runs.latest(store, pipeline.ROOM)
    assert last is not None
    assert (last.status, last.progress) == ("done", 1.0)


def test_a_step_that_fails_stops_those_that_need_it_alone(
    store: Store,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    done: list[str] = []
    steps = (
        Step("a", "甲", works(done, "a")),
        Step("b", "乙", breaks, needs=("a",)),
        Step("c", "丙", works(done, "c"), needs=("b",)),
        Step("d", "丁", works(done, "d"), needs=("c", "absent")),
        Step("e", "戊", works(done, "e"), needs=("a",)),
    )
    monkeypatch.setattr(pipeline, "STEPS", steps)
    said: list[str] = []
    with pytest.raises(StepsFailedError) as failed:
        run(store, settings, echo=said.append)
    assert done == ["a", "e"]
    found = runs.latest(store, pipeline.ROOM)
    assert found is not None
    assert (found.status, found.message) == ("failed", str(failed.value))
    for words in ("乙没有完成（原因见运行日志）", "丙没有做，因为“乙”没有完成", "丁没有做"):
        assert words in str(failed.value)
        assert any(words in line for line in said)
    assert "secret" not in str(failed.value)
    assert "secret detail" in caplog.text
    assert "Traceback" in caplog.text
    ended = {name: status for name, (status, _) in runs.steps(store, found.run_id).items()}
    assert ended == {"a": "done", "b": "failed", "c": "skipped", "d": "skipped", "e": "done"}
    # The next night does it all, as a run of its own.
    repaired = tuple(replace(s, work=works(done, s.name)) for s in steps)
    monkeypatch.setattr(pipeline, "STEPS", repaired)
    done.clear()
    assert run(store, settings) != found.run_id
    assert done == ["a", "b", "c", "d", "e"]


def test_what_comes_before_is_needed_by_all(store: Store, settings: Settings) -> None:
    with pytest.raises(StepsFailedError) as failed:
        run(store, settings, before=[Step("demo", "载入", breaks)])
    assert "更新分析文件没有做，因为“载入”没有完成" in str(failed.value)
    assert "预警分析没有做" in str(failed.value)


def test_the_command_tells_by_its_exit_code(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def called(*arguments: str) -> int:
        process_settings.cache_clear()
        monkeypatch.setattr(sys, "argv", ["weisu", *arguments])
        with pytest.raises(SystemExit) as left:
            main()
        return int(left.value.code or 0)

    monkeypatch.setattr(pipeline, "STEPS", (Step("a", "甲", lambda *_: Done()),))
    assert called("run") == 0
    assert called("run", "--only", "nothing") == 2
    monkeypatch.setattr(pipeline, "STEPS", (Step("a", "甲", breaks),))
    assert called("run") == 1
    assert "错误：流水线没有全部完成：甲没有完成" in capsys.readouterr().err
    monkeypatch.setattr(pipeline, "STEPS", (Step("a", "甲", lambda *_: Done(failed=("某县",))),))
    assert called("run") == 1
    assert "甲在某县没有完成" in capsys.readouterr().err
    process_settings.cache_clear()


def test_a_run_that_is_told_to_stop_gives_its_lease_back(
    home: Path, store: Store, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stops(*_: object) -> Done:
        os.kill(os.getpid(), signal.SIGTERM)
        return Done()

    before = signal.getsignal(signal.SIGTERM)
    process_settings.cache_clear()
    monkeypatch.setattr(sys, "argv", ["weisu", "run"])
    monkeypatch.setattr(pipeline, "STEPS", (Step("a", "甲", stops),))
    try:
        with pytest.raises(SystemExit) as left:
            main()
    finally:
        signal.signal(signal.SIGTERM, before)
        process_settings.cache_clear()
    assert left.value.code == 128 + signal.SIGTERM
    assert lease.current_holder(store, pipeline.LEASE) is None


def two_cities(store: Store, settings: Settings, folder: Path) -> ResultStore:
    other = PLACE.model_copy(update={"code": "990102", "name": "乙县"})
    for number, place in enumerate((PLACE, other)):
        path = write(folder / f"{number}.csv", [row("1")])
        ingest(store, settings, Scope.system("t"), path, "standard", actor="t", place=place)
    refresh(store, settings, lasting_measures())
    return ResultStore.open(store, settings)


def test_one_city_that_fails_stops_no_other(
    sqlite_store: Store, settings: Settings, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    results = two_cities(sqlite_store, settings, tmp_path)
    first, second = results.extract.manifest.jurisdictions
    broken = {first}

    def work(_results: ResultStore, _scope: Scope, code: str, report: Report) -> str:
        report("算", 0.5)
        if code in broken:
            raise ZeroDivisionError("secret detail")
        return f"run of {code}"

    def why_not(_results: ResultStore, _scope: Scope, code: str) -> str:
        return "" if broken else f"{code} 没有变化"

    step = CityStep("试算", why_not, work)
    said: list[str] = []
    done = each_city(sqlite_store, settings, step, lambda what, _share: said.append(what))
    name = results.extract.manifest.jurisdictions[first].name
    words = "试算没有完成，沿用原有结果；原因见运行日志，下一轮会再试。"
    assert done.detail["jurisdictions"] == {first: words, second: f"run of {second}"}
    assert done.failed == (name,)
    assert f"{name}：{words}" in said
    assert "secret detail" in caplog.text
    assert "Traceback" in caplog.text
    broken.clear()
    again = each_city(sqlite_store, settings, step, lambda *_: None)
    assert again.failed == ()

    def refuses(_results: ResultStore, _scope: Scope, code: str) -> str:
        raise WeisuError(f"{code} 的数据有误。")

    told = each_city(sqlite_store, settings, CityStep("试算", refuses, work), lambda *_: None)
    assert told.detail["jurisdictions"][first] == f"{first} 的数据有误。"
    assert len(told.failed) == 2


def test_a_city_that_failed_is_the_runs_failure_and_the_step_is_done_again(
    store: Store, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def partly(*_: object) -> Done:
        asked.append("a")
        return Done({"jurisdictions": {}}, failed=("某县",) if len(asked) == 1 else ())

    def cut_off(*_: object) -> Done:
        if len(asked) == 1:
            raise KeyboardInterrupt
        asked.append("b")
        return Done()

    steps = (Step("a", "甲", partly), Step("b", "乙", cut_off, needs=("a",)))
    monkeypatch.setattr(pipeline, "STEPS", steps)
    with pytest.raises(KeyboardInterrupt):
        run(store, settings)
    # Cut off after a city had failed: taken up again, that step is gone through once more.
    run(store, settings)
    assert asked == ["a", "a", "b"]
    asked.clear()
    asked.append("x")
    monkeypatch.setattr(
        pipeline, "STEPS", (Step("a", "甲", lambda *_: Done({}, failed=("某县",))), steps[1])
    )
    asked.append("y")
    with pytest.raises(StepsFailedError, match="甲在某县没有完成"):
        run(store, settings)
    assert asked[-1] == "b"  # who needs the step goes on with the other cities


def test_a_second_run_at_once_is_refused(store: Store, settings: Settings) -> None:
    with lease.held(store, pipeline.LEASE, "流水线"), pytest.raises(lease.LeaseTakenError):
        run(store, settings)


def test_the_night_is_today_or_tomorrow() -> None:
    at = datetime(2026, 3, 1, 2, 0, tzinfo=UTC)
    assert runs.next_nightly(at, "02:30") == datetime(2026, 3, 1, 2, 30, tzinfo=UTC)
    assert runs.next_nightly(at, "01:30") == datetime(2026, 3, 2, 1, 30, tzinfo=UTC)


def test_the_timer_starts_the_pipeline_when_an_import_changed_something(
    sqlite_store: Store, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(tmp_path / "t.csv", [row("1")])
    ingest(sqlite_store, settings, Scope.system("t"), path, "standard", actor="t", place=PLACE)
    assert scheduler.has_changes(sqlite_store)
    stop = threading.Event()
    started: list[str] = []

    class Child:
        returncode = 0

        def poll(self) -> int:
            return 0

        def wait(self) -> int:
            return 0

    def start(command: str) -> Child:
        assert command == "run"
        started.append(run(sqlite_store, settings))
        stop.set()
        return Child()

    monkeypatch.setattr(scheduler, "TICK_SECONDS", 0.01)
    monkeypatch.setattr(scheduler, "start_beside", start)
    scheduler.loop(sqlite_store, settings, stop)
    assert len(started) == 1
    assert not scheduler.has_changes(sqlite_store)
    assert lease.current_holder(sqlite_store, scheduler.LEASE) is None
