"""What it costs to start: the pages' modules and the command line."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from benchmarks.measure import figure, fresh_process_cpu, python

PAGE_LIMIT, HELP_LIMIT = 2.0, 0.3
PAGES = "import dashboards.app, dashboards.shell.main, dashboards.leader_app.today"
BY_HAND = "import streamlit, pandas, plotly.express"


def imports(times: int) -> list[dict[str, Any]]:
    """Measure importing the application and its first page."""
    by_hand = fresh_process_cpu(python(BY_HAND), times)
    return [
        figure(
            "import of the pages",
            fresh_process_cpu(python(PAGES), times),
            "s CPU",
            peer=BY_HAND,
            peer_value=by_hand,
            size=1,
            limit=PAGE_LIMIT,
            note="fresh process; dashboards.app with the shell and the leader page",
        ),
        figure(
            "import of dashboards.app",
            fresh_process_cpu(python("import dashboards.app"), times),
            "s CPU",
            peer=BY_HAND,
            peer_value=by_hand,
            size=1,
            limit=PAGE_LIMIT,
            note="fresh process; what runs before the server listens is imported later",
        ),
    ]


def command_line(times: int) -> list[dict[str, Any]]:
    """Measure ``weisu --help``."""
    streamlit = str(Path(sys.executable).with_name("streamlit"))
    return [
        figure(
            "weisu --help",
            fresh_process_cpu([sys.executable, "-m", "weisu", "--help"], times),
            "s CPU",
            peer="streamlit --help",
            peer_value=fresh_process_cpu([streamlit, "--help"], times),
            size=1,
            limit=HELP_LIMIT,
            note="fresh process",
        )
    ]
