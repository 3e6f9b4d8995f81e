"""What runs beside the pages in the process that watches over them: the timer's thread."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from data_access.settings import Settings
from data_access.store.engine import Store
from weisu.scheduler import loop

_STOP_SECONDS = 5


@contextmanager
def timer_beside(settings: Settings, store: Store) -> Iterator[None]:
    """Keep the timer running in a thread, unless the settings say that it runs elsewhere."""
    if not settings.scheduler_embedded:
        yield
        return
    stop = threading.Event()
    thread = threading.Thread(
        target=loop, args=(store, settings, stop), name="scheduler", daemon=True
    )
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(timeout=_STOP_SECONDS)
