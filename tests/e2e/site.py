"""The real server in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.support.ports import free_port

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 60


@dataclass(frozen=True)
class Site:
    """A running server and the home it serves."""

    address: str
    home: Path


@contextmanager
def serving(home: Path, *, web_processes: int | None = None) -> Iterator[Site]:
    """Run ``weisu serve`` over ``home`` until the block ends; it must end cleanly. It has as many
    web processes as on this machine by itself, or ``web_processes`` where a few tests do with less.
    """
    port = free_port()
    inherited = {k: v for k, v in os.environ.items() if not k.startswith("WEISU_")}
    if web_processes:
        inherited["WEISU_WEB_PROCESSES"] = str(web_processes)
    log = home.with_name(f"{home.name}-{port}.log")
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "weisu", "serve", "--port", str(port)],
            cwd=home.parent,
            env={
                **inherited,
                "PYTHONPATH": str(ROOT),
                "WEISU_HOME": str(home),
                "WEISU_SCHEDULER_EMBEDDED": "false",
            },
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    address = f"http://127.0.0.1:{port}"
    try:
        _wait(process, address, log)
        yield Site(address, home)
    finally:
        process.terminate()
        assert process.wait(30) in {0, -15}, log.read_text(encoding="utf-8")
    words = log.read_text(encoding="utf-8")
    assert "Traceback" not in words, words


def _wait(process: subprocess.Popen[bytes], address: str, log: Path) -> None:
    """Return when the server answers; fail with its log where it ends or stays silent."""
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end:
        assert process.poll() is None, log.read_text(encoding="utf-8")
        try:
            with urllib.request.urlopen(f"{address}/healthz", timeout=2):
                return
        except OSError:
            time.sleep(0.1)
    raise AssertionError(f"no answer: {log.read_text(encoding='utf-8')}")
