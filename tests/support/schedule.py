"""In which order test processes take the test files, and which files stay together.

A process takes a file at a time. Where the long ones come last, the others wait for whoever has got
the longest; where the browser's come one by one, each of them starts a server and a browser anew.
"""

from __future__ import annotations

import pytest
from xdist.scheduler import LoadFileScheduling

BROWSER = "tests/e2e"
"""One process has all of these: one server, one browser, one sign-in for an account."""
LONG: tuple[str, ...] = (
    "tests/dashboards/test_agreement.py",
    "tests/supervision/test_machine.py",
    "tests/supervision/test_killed.py",
    "tests/hotspots/test_nights.py",
    "tests/agreement/test_crawl.py",
    "tests/hotspots/test_same_bytes.py",
    "tests/hotspots/test_topic_truth.py",
    "tests/supervision/test_matrix.py",
    "tests/benchmarks/test_benchmarks.py",
    "tests/data_access/test_keeping.py",
    "tests/forecasting/test_same_bytes.py",
    "tests/weisu/test_forecasting_step.py",
    "tests/weisu/test_late_records.py",
    "tests/weisu/test_warnings.py",
    "tests/weisu/test_hotspots.py",
    "tests/weisu/test_pipeline.py",
    "tests/weisu/test_commands.py",
    "tests/dashboards/test_warnings_page.py",
    "tests/dashboards/test_warnings_listed.py",
    "tests/demo_city/test_patterns.py",
    "tests/dashboards/server/test_server_browser.py",
)
"""What takes more than about half a minute, the longest first. A file that is not named here comes
after these: it costs nothing but the wait for it where it runs last."""


class LongFilesFirst(LoadFileScheduling):  # type: ignore[misc]  # it has no types
    """Gives out file by file, the browser's together, in the order in which they were collected."""

    def _split_scope(self, nodeid: str) -> str:
        scope: str = super()._split_scope(nodeid)
        return BROWSER if scope.startswith(f"{BROWSER}/") else scope


def in_order(items: list[pytest.Item]) -> list[pytest.Item]:
    """Return the tests, the browser's and the long files' first."""
    first = {name: place for place, name in enumerate(LONG, 1)}

    def place(item: pytest.Item) -> int:
        name = item.nodeid.partition("::")[0]
        return 0 if name.startswith(f"{BROWSER}/") else first.get(name, len(first) + 1)

    return sorted(items, key=place)
