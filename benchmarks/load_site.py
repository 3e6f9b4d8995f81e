"""The server that is put under load, with data of its own, and a night that runs beside it."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from benchmarks.big_extract import put_tickets, small_city
from benchmarks.loading import city_files, opened
from benchmarks.measure import ROOT

LOGIN, PASSWORD = "leader", "harbour 58 lantern"
START_SECONDS = 300
STOP_SECONDS = 60


def build_pages(work: Path, tickets: int) -> tuple[Path, date, date]:
    """Write a home with about so many tickets and an account; return it with its days."""
    from data_access.accounts.store import create_account
    from data_access.extract.query import Extract
    from data_access.results.store import ResultStore
    from forecasting.nightly_run import Asked, run_forecasting

    settings, store, scope = small_city(work)
    put_tickets(settings, work / "big_files", tickets)
    create_account(
        store, settings, scope, login=LOGIN, display_name="领导", password=PASSWORD, role="leader"
    )
    summary = next(iter(Extract(settings).manifest.jurisdictions.values()))
    # What the page expects of its days is told by a night; the forecasts themselves may be coarse.
    night = Asked(summary.code, area_level="city", category_level=1, origins=1, busiest=0)
    run_forecasting(ResultStore.open(store, settings), scope, night)
    store.close()
    if summary.first_day is None or summary.last_day is None:
        message = "the city's files hold no ticket"
        raise ValueError(message)
    home: Path = settings.home
    return home, summary.first_day, summary.last_day


def build_night(work: Path, tickets: int) -> Path:
    """Write a home whose night has something to do: a city with its words, loaded as usual."""
    from data_access.extract.refresh import refresh
    from data_access.metrics.additive import lasting_measures
    from weisu.demo import load_files

    settings, store, scope = opened(work / "night_home")
    files = city_files(work / "night_files", tickets)
    load_files(store, settings, scope, files, lambda _what, _share: None)
    refresh(store, settings, lasting_measures())
    store.close()
    home: Path = settings.home
    return home


@contextmanager
def serving(home: Path, processes: int) -> Iterator[tuple[int, int]]:
    """Run ``weisu serve``; yield its port and process id. Its log is beside the home."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    log = home.with_name("serve.log")
    command = [sys.executable, "-m", "weisu", "serve", "--port", str(port)]
    with log.open("wb") as output:
        server = subprocess.Popen(
            [*command, "--processes", str(processes)],
            cwd=home.parent,
            env=_environment(home),
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        _wait(server, port, log)
        yield port, server.pid
    finally:
        server.send_signal(signal.SIGTERM)
        try:
            server.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def _environment(home: Path) -> dict[str, str]:
    inherited = {k: v for k, v in os.environ.items() if not k.startswith("WEISU_")}
    return {
        **inherited,
        "PYTHONPATH": str(ROOT),
        "WEISU_HOME": str(home),
        "WEISU_SCHEDULER_EMBEDDED": "false",
        "WEISU_HOTSPOTS_REFIT_DAYS": "1",
    }


def _wait(server: subprocess.Popen[bytes], port: int, log: Path) -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and server.poll() is None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
        try:
            connection.request("GET", "/healthz")
            if connection.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.2)
        finally:
            connection.close()
    raise RuntimeError(log.read_text(encoding="utf-8", errors="replace"))


@contextmanager
def nights(home: Path) -> Iterator[list[subprocess.Popen[bytes]]]:
    """Run one night after the other, as the timer starts them, until the block ends."""
    from weisu.beside import start_beside

    over = threading.Event()
    ran: list[subprocess.Popen[bytes]] = []
    environment = _environment(home)

    def go_on() -> None:
        while not over.is_set():
            ran.append(start_beside("run", environment=environment))
            while ran[-1].poll() is None and not over.wait(0.2):
                pass

    thread = threading.Thread(target=go_on)
    thread.start()
    try:
        yield ran
    finally:
        over.set()
        thread.join()
        if ran and ran[-1].poll() is None:
            ran[-1].terminate()
            ran[-1].wait()
    failed = [
        night.returncode
        for night in ran
        if night.returncode not in {0, -signal.SIGTERM, 128 + signal.SIGTERM}
    ]
    if failed:
        message = f"a night ended with {failed}"
        raise RuntimeError(message)


def cpu_of_tree(pid: int) -> float:
    """Return the processor seconds of a process and of all that it started and that still run."""
    parents: dict[int, list[int]] = {}
    used: dict[int, float] = {}
    tick = os.sysconf("SC_CLK_TCK")
    for folder in Path("/proc").iterdir():
        if not folder.name.isdigit():
            continue
        try:
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
        except OSError:  # it has ended meanwhile
            continue
        parents.setdefault(int(fields[1]), []).append(int(folder.name))
        used[int(folder.name)] = (int(fields[11]) + int(fields[12])) / tick
    waiting, total = [pid], 0.0
    while waiting:
        one = waiting.pop()
        total += used.get(one, 0.0)
        waiting += parents.get(one, [])
    return total


def cpu_of_machine() -> float:
    """Return the processor seconds that all programs of the machine have used."""
    fields = Path("/proc/stat").read_text().splitlines()[0].split()[1:]
    numbers = [int(field) for field in fields]
    idle = numbers[3] + numbers[4]
    return (sum(numbers[:8]) - idle) / os.sysconf("SC_CLK_TCK")
