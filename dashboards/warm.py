"""What a web process does before it takes its first visitor."""

from __future__ import annotations

import gc
import logging
import time
from importlib import import_module

_LOGGER = logging.getLogger(__name__)
_COLLECT = (50_000, 20, 100)
"""How many new objects make Python look for dead circles of them. At its own 700 it spends a third
of a page's time looking through the modules and figures of all pages, which stay alive anyway."""


def warm_up() -> None:
    """Import what the pages need, which the first visitor would otherwise wait for, and leave it
    out of the search for dead objects."""
    from dashboards.shell.pages import NOTICES, PAGES, START

    began = time.perf_counter()
    import_module("dashboards.shell.main")
    for page in (*PAGES, NOTICES, START):
        page.load()
    gc.collect()
    gc.freeze()
    gc.set_threshold(*_COLLECT)
    _LOGGER.info("pages are ready to be shown, %.1f s", time.perf_counter() - began)
