"""Tasks' timers beside the scheduler: a thread of its own, at most every few minutes."""

from __future__ import annotations

import logging
import threading
import time

from data_access.settings import Settings
from data_access.store.engine import Store

SECONDS = 900.0
log = logging.getLogger(__name__)


class TaskTimer:
    """Tells what has become true of tasks whenever ``tick`` is called and a turn is due."""

    def __init__(self, store: Store, settings: Settings) -> None:
        """Take where the tasks lie."""
        self._store, self._settings = store, settings
        self._thread: threading.Thread | None = None
        self._next = 0.0

    def tick(self) -> None:
        """Start a turn where one is due; returns at once."""
        if time.monotonic() < self._next or (self._thread and self._thread.is_alive()):
            return
        self._next = time.monotonic() + SECONDS
        self._thread = threading.Thread(target=self._turn, name="tasks", daemon=True)
        self._thread.start()

    def close(self, seconds: float = 5) -> None:
        """Wait for the turn that runs; what is cut off is told at the next."""
        if self._thread is not None:
            self._thread.join(seconds)

    def _turn(self) -> None:
        from data_access.results.store import ResultStore
        from data_access.store.clock import utc_now
        from supervision.store_tables import places_with_tasks
        from supervision.timer_run import run_timers
        from weisu.wiring import system_scope

        try:
            codes = places_with_tasks(self._store)
            if not codes:
                return
            scope = system_scope(self._store, "督办任务计时")
            results = ResultStore.open(self._store, self._settings)
            for code in codes:
                run_timers(results, scope, code, now=utc_now())
        except Exception as error:  # noqa: BLE001 - the timer lives on; the next turn tries again
            log.error("督办任务的提醒未能发出（%s），稍后再试", type(error).__name__)
