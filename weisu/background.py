"""What runs beside the pages in the same process: the timer's thread."""

from __future__ import annotations

import threading
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

from data_access.settings import Settings
from data_access.store.engine import Store
from weisu.scheduler import loop

Lifespan = Callable[[Any], AbstractAsyncContextManager[Any]]


def with_scheduler(settings: Settings, store: Store) -> Lifespan | None:
    """Return a lifespan that keeps the timer running, or None where it runs elsewhere."""
    if not settings.scheduler_embedded:
        return None

    @asynccontextmanager
    async def lifespan(_app: Any) -> AsyncIterator[None]:
        stop = threading.Event()
        thread = threading.Thread(
            target=loop, args=(store, settings, stop), name="scheduler", daemon=True
        )
        thread.start()
        try:
            yield
        finally:
            stop.set()
            thread.join(timeout=5)

    return lifespan
