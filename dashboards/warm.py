"""What a web process does before it takes its first visitor."""

from __future__ import annotations

import gc
import logging
import time
from importlib import import_module

_LOGGER = logging.getLogger(__name__)


def warm_up() -> None:
    """Import what the pages need, which the first visitor would otherwise wait for.

    What is there then stays for good: no later collection of garbage looks through it again.
    """
    from dashboards.shell.pages import NOTICES, PAGES, START

    began = time.perf_counter()
    import_module("dashboards.shell.main")
    for page in (*PAGES, NOTICES, START):
        page.load()
    gc.collect()
    gc.freeze()
    _LOGGER.info("pages are ready to be shown, %.1f s", time.perf_counter() - began)
