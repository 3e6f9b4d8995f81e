"""Sending beside the timer: a thread of its own, so that a slow mail server delays no pipeline."""

from __future__ import annotations

import logging
import threading

from data_access.settings import Settings
from data_access.store.engine import Store

log = logging.getLogger(__name__)


class PostOffice:
    """Sends what is due whenever ``tick`` is called and the last round is over."""

    def __init__(self, store: Store, settings: Settings) -> None:
        """Take where the notices lie."""
        self._store, self._settings = store, settings
        self._thread: threading.Thread | None = None
        self._stop = threading.Event()

    def tick(self) -> None:
        """Start a round where something is due; returns at once."""
        if self._thread is not None and self._thread.is_alive():
            return
        self._thread = threading.Thread(target=self._round, name="notify", daemon=True)
        self._thread.start()

    def close(self, seconds: float = 5) -> None:
        """Wait for the round that runs; what is cut off, the next sender takes up again."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join(seconds)

    def _round(self) -> None:
        from notify.sender import send_due

        try:
            send_due(self._store, self._settings, stop=self._stop.is_set)
        except Exception as error:  # noqa: BLE001 - the timer lives on; the next tick tries again
            # No stack trace: an error of the database may repeat what was being written.
            log.error("通知未能发送（%s），稍后再试", type(error).__name__)
