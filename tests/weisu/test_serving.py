"""Serving in one process or several, with the timer in the one that watches; nights give way."""

from __future__ import annotations

import json
import os
import sys
import threading
from pathlib import Path
from typing import Any

import pytest

import dashboards.server.run
import dashboards.server.several
from data_access.settings import Settings, load_settings
from data_access.store.engine import Store
from weisu import background
from weisu.beside import start_beside
from weisu.serving import serve_pages

PROGRAM = """#!{python}
import json, os, sys
names = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
told = {{"nice": os.nice(0), "arguments": sys.argv[1:], **{{n: os.environ.get(n) for n in names}}}}
open({out!r}, "w").write(json.dumps(told))
"""


def test_work_beside_the_pages_gives_way_to_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program, out = tmp_path / "python", tmp_path / "told.json"
    program.write_text(PROGRAM.format(python=sys.executable, out=str(out)), encoding="utf-8")
    program.chmod(0o700)
    monkeypatch.setattr(sys, "executable", str(program))
    environment = {**os.environ, "MKL_NUM_THREADS": "7"}
    environment.pop("OMP_NUM_THREADS", None)
    assert start_beside("run", "--only", "refresh", environment=environment).wait(60) == 0
    told = json.loads(out.read_text(encoding="utf-8"))
    assert told["nice"] >= min(19, os.nice(0) + 15)
    assert told["arguments"] == ["-m", "weisu", "run", "--only", "refresh"]
    half = str(max(1, (os.cpu_count() or 1) // 2))
    assert (told["OMP_NUM_THREADS"], told["MKL_NUM_THREADS"]) == (half, "7")


@pytest.mark.parametrize("processes", [1, 2])
@pytest.mark.parametrize("embedded", [True, False])
def test_the_timer_runs_once_where_the_pages_are_watched(
    home: Path,
    sqlite_store: Store,
    monkeypatch: pytest.MonkeyPatch,
    processes: int,
    embedded: bool,
) -> None:
    settings = load_settings(home=home, web_processes=processes, scheduler_embedded=embedded)
    timers: list[threading.Event] = []
    started = threading.Event()

    def loop(_store: Store, _settings: Settings, stop: threading.Event) -> None:
        timers.append(stop)
        started.set()
        stop.wait(60)

    served: list[Any] = []

    def serve(*asked: Any) -> None:
        if embedded:
            assert started.wait(60)
            assert not timers[0].is_set()
        served.append(asked[1:])

    monkeypatch.setattr(background, "loop", loop)
    monkeypatch.setattr(dashboards.server.run, "serve", serve)
    monkeypatch.setattr(dashboards.server.several, "serve_several", serve)
    serve_pages(settings, sqlite_store)
    command = [sys.executable, "-m", "weisu", "web-process"]
    assert served == [(2, command) if processes == 2 else (sqlite_store,)]
    assert len(timers) == int(embedded)
    assert all(stop.is_set() for stop in timers)
