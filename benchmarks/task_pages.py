"""What a rerun of the pages of tasks costs, beside a page by hand over the workbook.

A rerun is what a click costs: the script runs again, everything is read anew within the reader's
scope and drawn. The peer keeps the workbook in memory, filters it and shows what is left.
"""

from __future__ import annotations

import statistics
from pathlib import Path
from typing import Any

from benchmarks.measure import cpu_seconds, figure

LIMIT_MS = 150.0
PATIENCE = 300
PASSWORD = "harbour 58 lantern"
PEER = "an ordinary Streamlit page over the workbook in memory"


def reruns(
    settings: Any, store: Any, scope: Any, tasks: list[Any], *, workbook: Path, times: int
) -> list[dict[str, Any]]:
    """Return a figure for each page; ``tasks``: what is stored."""
    from data_access.accounts.model import scope_of
    from data_access.accounts.store import create_account

    unit = next(t.lead for t in tasks if t.state == "in_work")
    opened = str(next(t.id for t in tasks if t.state == "in_work" and t.lead == unit))
    people = {}
    for role, limits in (("governance", {}), ("department", {"departments": [unit]}),
                         ("leader", {})):  # fmt: skip
        account = create_account(
            store, settings, scope, login=role, display_name=role, password=PASSWORD, role=role,
            **limits,
        )  # fmt: skip
        people[role] = account, scope_of(account, settings)
    pages = (
        ("board", "governance", "tasks", {}),
        ("board, a task open", "governance", "tasks", {"task": opened}),
        ("table", "governance", "tasks", {"view": "table"}),
        ("table, red with a word", "governance", "tasks",
         {"view": "table", "colour": "red", "q": "供热"}),
        ("my tasks", "department", "mytasks", {}),
        ("my tasks, one open", "department", "mytasks", {"task": opened}),
        ("progress", "leader", "progress", {}),
    )  # fmt: skip
    rows = []
    for name, role, page, query in pages:
        _sit(settings, store, *people[role])
        ours = _rerun({"page": page}, query, times)
        peer = _rerun({"page": page, "workbook": str(workbook), "unit": unit}, query, times)
        rows.append(
            figure(
                f"tasks page: {name}", 1000 * ours, "ms CPU", peer=PEER, peer_value=1000 * peer,
                size=len(tasks), limit=LIMIT_MS, note="median of reruns; the first is not counted",
            )
        )  # fmt: skip
    return rows


def _sit(settings: Any, store: Any, account: Any, scope: Any) -> None:
    from dashboards.server.viewer import Viewer, configure

    configure(settings, store, viewer=Viewer(account, scope))


def _rerun(arguments: dict[str, str], query: dict[str, str], times: int) -> float:
    """Return the median processor seconds of a rerun."""
    from streamlit.testing.v1 import AppTest

    given = {"workbook": "", "unit": "", **arguments}
    test = AppTest.from_function(_script, kwargs=given, default_timeout=PATIENCE)
    for name, value in query.items():
        test.query_params[name] = value
    for _ in range(2):
        test.run()
    if test.exception or test.error:
        raise RuntimeError("; ".join(e.value for e in (*test.exception, *test.error)))
    return statistics.median(cpu_seconds(test.run) for _ in range(times))


def _script(page: str, workbook: str, unit: str) -> None:
    """What Streamlit runs: one of our pages, or the peer's."""
    if workbook:
        from benchmarks.task_pages import by_hand

        by_hand(page, workbook, unit)
        return
    from dashboards.shell.page import open_page
    from dashboards.shell.pages import page_of

    open_page(page_of(page))


def by_hand(page: str, workbook: str, unit: str) -> None:
    """Draw the peer's page: counts by state and the first fifty that go on, of a unit or of all."""
    import pandas as pd
    import streamlit as st

    frame = st.cache_resource(pd.read_excel)(workbook)
    if page == "mytasks":
        frame = frame[frame["lead"] == unit]
    going = frame[~frame["state"].isin(["closed", "cancelled"])]
    st.subheader(f"{len(going)}")
    st.dataframe(frame["state"].value_counts())
    st.dataframe(going.sort_values("due").head(50), hide_index=True)
