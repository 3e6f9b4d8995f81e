"""The pipeline goes on where it stopped, runs once at a time, and the timer knows when."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from data_access.importing.load import ingest
from data_access.settings import Settings
from data_access.store import lease, runs
from data_access.store.engine import Store
from data_access.types import Scope
from tests.data_access.test_import import PLACE, row, write
from weisu import pipeline, scheduler
from weisu.pipeline import Step, run


def test_a_run_that_was_cut_off_goes_on_where_it_stopped(store: Store, settings: Settings) -> None:
    done: list[str] = []

    def works(name: str) -> Callable[..., dict[str, Any]]:
        def work(*_: object) -> dict[str, Any]:
            done.append(name)
            return {}

        return work

    def fails(*_: object) -> dict[str, Any]:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(store, settings, before=[Step("a", "甲", works("a")), Step("b", "乙", fails)])
    first = runs.latest(store, pipeline.ROOM)
    assert first is not None
    assert first.status == "running"
    again = run(store, settings, before=[Step("a", "甲", works("a")), Step("b", "乙", works("b"))])
    assert again == first.run_id
    assert done == ["a", "b"]
    last = runs.latest(store, pipeline.ROOM)
    assert last is not None
    assert (last.status, last.progress) == ("done", 1.0)


def test_a_step_that_fails_says_so_and_the_next_run_starts_anew(
    store: Store, settings: Settings
) -> None:
    def breaks(*_: object) -> dict[str, Any]:
        raise RuntimeError("no")

    with pytest.raises(RuntimeError):
        run(store, settings, before=[Step("a", "甲", breaks)])
    found = runs.latest(store, pipeline.ROOM)
    assert found is not None
    assert (found.status, found.message) == ("failed", "no")
    assert run(store, settings) != found.run_id


def test_a_second_run_at_once_is_refused(store: Store, settings: Settings) -> None:
    with lease.held(store, pipeline.LEASE, "流水线"), pytest.raises(lease.LeaseTakenError):
        run(store, settings)


def test_the_night_is_today_or_tomorrow() -> None:
    at = datetime(2026, 3, 1, 2, 0, tzinfo=UTC)
    assert scheduler.next_nightly(at, "02:30") == datetime(2026, 3, 1, 2, 30, tzinfo=UTC)
    assert scheduler.next_nightly(at, "01:30") == datetime(2026, 3, 2, 1, 30, tzinfo=UTC)


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

    def start() -> Child:
        started.append(run(sqlite_store, settings))
        stop.set()
        return Child()

    monkeypatch.setattr(scheduler, "TICK_SECONDS", 0.01)
    monkeypatch.setattr(scheduler, "start_pipeline", start)
    scheduler.loop(sqlite_store, settings, stop)
    assert len(started) == 1
    assert not scheduler.has_changes(sqlite_store)
    assert lease.current_holder(sqlite_store, scheduler.LEASE) is None
