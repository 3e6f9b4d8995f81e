"""Whether a cookie still stands for somebody: asked for every request, remembered for seconds."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from data_access.accounts.sessions import Session, find_session
from data_access.accounts.token import read_token
from data_access.settings import Settings
from data_access.store.engine import Store

COOKIE = "weisu_session"
REMEMBER_SECONDS = 2.0
_MOST = 5000


class SessionGate:
    """Looks sessions up, at most every ``remember`` seconds for each cookie. Thread-safe.

    So a page of sixty files asks the database once, and a closed account is out within seconds.
    """

    def __init__(
        self,
        settings: Settings,
        store: Store,
        *,
        remember: float = REMEMBER_SECONDS,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Keep the store to ask; ``clock`` gives seconds and never goes back."""
        self._settings = settings
        self._store = store
        self._remember = remember
        self._clock = clock
        self._known: dict[str, tuple[float, Session | None]] = {}
        self._lock = threading.Lock()

    def remembered(self, cookie: str) -> tuple[bool, Session | None]:
        """Return whether the answer is fresh, and the answer; never asks the database."""
        with self._lock:
            found = self._known.get(cookie)
        if found is None or self._clock() - found[0] >= self._remember:
            return False, None
        return True, found[1]

    def look_up(self, cookie: str) -> Session | None:
        """Return the running session behind the cookie's value, or None. May ask the database."""
        fresh, session = self.remembered(cookie)
        if fresh:
            return session
        token = read_token(self._settings, cookie)
        if token is None:  # not ours: nothing to ask, nothing worth remembering
            return None
        asked = self._clock()
        session = find_session(self._store, token)
        with self._lock:
            if len(self._known) >= _MOST:
                self._known.clear()
            self._known[cookie] = (asked, session)
        return session

    def forget(self, cookie: str) -> None:
        """Ask the database the next time (after sign-out)."""
        with self._lock:
            self._known.pop(cookie, None)
