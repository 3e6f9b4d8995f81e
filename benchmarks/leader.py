"""What the leader page costs: first run, the same again, another filter; as tickets grow."""

from __future__ import annotations

import statistics
from datetime import timedelta
from pathlib import Path
from typing import Any

from benchmarks.big_extract import put_tickets, small_city
from benchmarks.loading import LAST_DAY
from benchmarks.measure import cpu_seconds, figure

LIMIT_MS = 150.0
PATIENCE = 120
BY_HAND = (
    "the same numbers by pandas over all tickets in memory, pictures by plotly.express, "
    "as an ordinary Streamlit page"
)


def pages(work: Path, sizes: list[int], times: int) -> list[dict[str, Any]]:
    """Measure the page over extracts of the given sizes."""
    from dashboards.server.viewer import Viewer, configure
    from data_access.accounts.model import scope_of
    from data_access.accounts.store import create_account

    settings, store, scope = small_city(work)
    account = create_account(
        store,
        settings,
        scope,
        login="leader",
        display_name="领导",
        password="harbour 58 lantern",
        role="leader",
    )
    rows = []
    for size in sizes:
        written = put_tickets(settings, work / "big_files", size)
        configure(settings, store, viewer=Viewer(account, scope_of(account, settings)))
        rows += _size(settings, written, times)
    store.close()
    return rows


def _size(settings: Any, size: int, times: int) -> list[dict[str, Any]]:
    ours = _Page(times)
    theirs = _Page(times, peer=settings.extract_path)
    what = {
        "first": (
            "leader page, first run",
            "empty caches, modules already imported; the peer reads its tickets into memory",
            None,
        ),
        "same": (
            "leader page rerun, CPU ms",
            "rerun with the same filters; the peer caches its tickets, not its numbers",
            LIMIT_MS,
        ),
        "other": (
            "leader page, another filter",
            "rerun with a period not asked for before, so nothing is cached",
            None,
        ),
    }
    return [
        figure(
            name,
            1000 * ours.cpu[key],
            "ms CPU",
            peer=BY_HAND,
            peer_value=1000 * theirs.cpu[key],
            size=size,
            limit=limit,
            note=note,
        )
        for key, (name, note, limit) in what.items()
    ]


def _script(peer: str) -> None:
    """What Streamlit runs: the leader page, or the peer over an extract."""
    if peer:
        from benchmarks.peer_page import render

        render(peer)
        return
    from dashboards.shell.page import open_page
    from dashboards.shell.pages import page_of

    open_page(page_of("today"))


class _Page:
    """One page driven by Streamlit's own test harness; ``cpu``: seconds by kind of run."""

    def __init__(self, times: int, peer: str = "") -> None:
        import streamlit as st
        from streamlit.testing.v1 import AppTest

        st.cache_data.clear()
        st.cache_resource.clear()
        arguments = {"peer": peer}
        self._test = AppTest.from_function(_script, kwargs=arguments, default_timeout=PATIENCE)
        self.cpu = {"first": self._run()}
        self._run()
        self.cpu["same"] = statistics.median(self._run() for _ in range(times))
        self.cpu["other"] = statistics.median(self._other(turn) for turn in range(times))

    def _run(self) -> float:
        seconds = cpu_seconds(self._test.run)
        if self._test.exception or self._test.error:
            said = [*self._test.exception, *self._test.error]
            message = "; ".join(e.value for e in said)
            raise RuntimeError(message)
        return seconds

    def _other(self, turn: int) -> float:
        end = LAST_DAY - timedelta(days=turn)
        self._test.query_params["from"] = (end - timedelta(days=7)).isoformat()
        self._test.query_params["to"] = end.isoformat()
        return self._run()
