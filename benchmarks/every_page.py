"""What every page of an installation costs: reruns in processor time, first loads by the clock.

``python -m benchmarks.every_page --home PATH --login leader --login governance`` prints one JSON
document. A rerun is what a click costs that changes nothing: the script runs again in Streamlit's
own test harness, in this process; its peer is an empty Streamlit page. A first load is what a
reader waits: a new browser profile, signed in, goes to the page, until its pictures stand; a web
process of its own for each turn has served 通知, the peer, and the pages before it in the menu
(``--loads 0`` leaves them out; ``--up 120``: after two minutes, in which large places' pages are
made ready, see ``dashboards/rehearsal.py``). ``--address PAGE?QUERY`` measures addresses of one's
own as well.
"""

from __future__ import annotations

import argparse
import json
import logging
import os
import statistics
import sys
import time
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

from benchmarks.load_site import cpu_of_tree, serving
from benchmarks.measure import cpu_seconds, figure

PATIENCE = 300
LIMIT_MS, LIMIT_S = 150.0, 1.5


def main() -> int:
    """Measure what was asked for and print it."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.every_page", description=__doc__)
    parser.add_argument("--home", type=Path, required=True, help="WEISU_HOME of the installation")
    parser.add_argument("--login", action="append", required=True)
    parser.add_argument("--address", action="append", default=[], help="beside the pages")
    parser.add_argument("--only", default="", help="some pages, apart by commas")
    parser.add_argument("--times", type=int, default=5, help="reruns of each; the median counts")
    parser.add_argument("--loads", type=int, default=3, help="first loads of each")
    parser.add_argument("--up", type=float, default=0, help="seconds a process has been up before")
    given = parser.parse_args()
    logging.disable(logging.WARNING)
    warnings.simplefilter("ignore")
    rows: list[dict[str, Any]] = []
    with _opened(given.home) as place:
        asked = {
            login: [*_paths(place, login, given.only), *given.address] for login in given.login
        }
        for login, addresses in asked.items():
            rows += _reruns(place, login, addresses, given.times)
    if given.loads:
        rows += _loads(given.home, asked, place.size, given.loads, given.up)
    sys.stdout.write(json.dumps(rows, ensure_ascii=False, indent=2) + "\n")
    return 0


@dataclass(frozen=True)
class Installation:
    """What is measured. ``size``: its tickets."""

    settings: Any
    store: Any
    size: int


@contextmanager
def _opened(home: Path) -> Iterator[Installation]:
    from data_access.extract.query import Extract
    from data_access.settings import load_settings
    from data_access.store.engine import open_store

    settings = load_settings(home=home.resolve())
    store = open_store(settings)
    size = sum(one.tickets for one in Extract(settings).manifest.jurisdictions.values())
    try:
        yield Installation(settings, store, size)
    finally:
        store.close()


def _paths(place: Installation, login: str, only: str) -> list[str]:
    from dashboards.shell.pages import pages_for

    _, scope = _who(place, login)
    wanted = set(only.split(",")) if only else None
    return [p.path for p in pages_for(scope) if wanted is None or p.path in wanted]


def _who(place: Installation, login: str) -> tuple[Any, Any]:
    from data_access.accounts.model import scope_of
    from data_access.accounts.store import find_account

    account = find_account(place.store, login)
    if account is None:
        message = f"no account {login}"
        raise SystemExit(message)
    return account, scope_of(account, place.settings)


# ---------------------------------------------------------------- reruns


def _reruns(
    place: Installation, login: str, addresses: Sequence[str], times: int
) -> list[dict[str, Any]]:
    from dashboards.server.viewer import Viewer, configure

    configure(place.settings, place.store, viewer=Viewer(*_who(place, login)))
    _, empty = _rerun("", {}, times)
    rows = []
    for address in addresses:
        path, _, query = address.partition("?")
        first, again = _rerun(path, dict(parse_qsl(query)), times)
        note = f"the first run {1000 * first:.0f} ms CPU"
        rows.append(
            figure(
                f"rerun of {address} as {login}", 1000 * again, "ms CPU", size=place.size,
                note=note, limit=LIMIT_MS, peer="an empty Streamlit page", peer_value=1000 * empty,
            )
        )  # fmt: skip
        sys.stderr.write(f"{rows[-1]['figure']}: {1000 * again:.0f} ms ({note})\n")
    return rows


def _rerun(path: str, query: dict[str, str], times: int) -> tuple[float, float]:
    """Return processor seconds of the first run, and the median of reruns after a second one."""
    from streamlit.testing.v1 import AppTest

    test = AppTest.from_function(_script, kwargs={"path": path}, default_timeout=PATIENCE)
    for name, value in query.items():
        test.query_params[name] = value
    first = cpu_seconds(test.run)
    test.run()
    refused = [one.value for one in (*test.exception, *test.error)]
    if refused:  # a page that only says what is wrong costs nothing
        message = f"{path or 'an empty page'}: {'; '.join(refused)}"
        raise SystemExit(message)
    return first, statistics.median(cpu_seconds(test.run) for _ in range(times))


def _script(path: str) -> None:
    """What Streamlit runs: a page, or nothing."""
    from dashboards.shell.page import open_page
    from dashboards.shell.pages import PAGES

    if path:
        open_page(next(page for page in PAGES if page.path == path))


# ---------------------------------------------------------------- first loads


def _loads(
    home: Path, asked: dict[str, list[str]], size: int, times: int, up: float
) -> list[dict[str, Any]]:  # fmt: skip
    """Measure first loads in Chromium; a process of its own for each turn, warmed by one page."""
    from playwright.sync_api import sync_playwright

    from tests.e2e.browsing import launch

    seconds: dict[tuple[str, str], list[tuple[float, float]]] = {}
    empty: list[float] = []
    with sync_playwright() as player:
        browser = launch(player)
        for _ in range(times):
            with serving(home, processes=1) as (port, pid):
                address = f"http://127.0.0.1:{port}"
                time.sleep(up)
                for login, addresses in asked.items():
                    page, profile = _signed_in(browser, address, login)
                    empty.append(_seconds(page, f"{address}/notices"))
                    for path in addresses:
                        used = cpu_of_tree(pid)
                        took = _seconds(page, f"{address}/{path}")
                        found = (took, cpu_of_tree(pid) - used)
                        seconds.setdefault((login, path), []).append(found)
                    profile.close()
        browser.close()
    rows = []
    for (login, path), found in seconds.items():
        took = statistics.median(one for one, _ in found)
        worst = max(one for one, _ in found)
        server = statistics.median(cpu for _, cpu in found)
        note = f"worst {worst:.2f} s; the server's part {server:.2f} s CPU"
        rows.append(
            figure(
                f"first load of {path} as {login}", took, "s", size=size, note=note, limit=LIMIT_S,
                peer="the page 通知 in the same browser", peer_value=statistics.median(empty),
            )
        )  # fmt: skip
        sys.stderr.write(f"{rows[-1]['figure']}: {took:.2f} s ({note})\n")
    return rows


def _signed_in(browser: Any, address: str, login: str) -> tuple[Any, Any]:
    from tests.e2e.browsing import DESKTOP, Watch, fill_in, new_profile, settled

    profile = new_profile(browser, DESKTOP)
    page = Watch(address).over(profile.new_page())
    page.goto(f"{address}/notices")
    fill_in(page, login, os.environ["WEISU_LOOK_PASSWORD"])
    page.wait_for_url("**/notices")
    settled(page)
    return page, profile


_STANDS = """() => {
  const all = (what) => [...document.querySelectorAll(what)];
  const drawn = (chart) => !chart.checkVisibility() || chart.querySelector("svg.main-svg");
  return document.querySelector("[data-testid=stApp][data-test-script-state=notRunning]")
    && document.querySelector("[data-testid=stMain]")
    && !all("[data-testid=stSkeleton], [data-stale=true]").length
    && all("[data-testid=stPlotlyChart]").every(drawn);
}"""
"""Whether the script has run to its end and the pictures stand: asked in the page, once a frame, as
questions from outside describe the whole page at each try and take half a second from it."""


def _seconds(page: Any, address: str) -> float:
    began = time.perf_counter()
    page.goto(address, wait_until="commit")
    page.wait_for_function(_STANDS, timeout=PATIENCE * 1000)
    took = time.perf_counter() - began
    refused = page.locator("[data-testid=stAlertContentError]").all_inner_texts()
    if refused:
        message = f"{address}: {'; '.join(refused)}"
        raise SystemExit(message)
    return took


if __name__ == "__main__":
    sys.exit(main())
