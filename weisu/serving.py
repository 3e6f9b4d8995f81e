"""Serving the pages: in this process, or in several that this one watches over."""

from __future__ import annotations

import sys

from data_access.settings import Settings
from data_access.store.engine import Store
from weisu.background import timer_beside


def serve_pages(settings: Settings, store: Store) -> None:
    """Serve until a signal ends it, with the timer in this process unless it runs elsewhere."""
    from dashboards.server.several import process_count, serve_several

    processes = process_count(settings.web_processes)
    with timer_beside(settings, store):
        if processes > 1:
            command = [sys.executable, "-m", "weisu", "web-process"]
            serve_several(settings, processes, command)
        else:
            from dashboards.server.run import serve

            serve(settings, store)
