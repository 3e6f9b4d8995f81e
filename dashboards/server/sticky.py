"""Which web process serves whom: a browser stays where it is, a new one goes to the least busy."""

from __future__ import annotations

from collections import OrderedDict, deque
from collections.abc import Iterable
from dataclasses import dataclass, field

# A sign-in counts for its process until the page it opens is sure to be among the open ones.
FRESH_SECONDS = 30.0
MOST_REMEMBERED = 20_000


@dataclass
class Load:
    """How busy one process is: what it reports, and who was sent there just now."""

    open: int = 0
    sent: deque[float] = field(default_factory=deque)

    def of(self, now: float) -> int:
        """Return the number to compare processes by."""
        while self.sent and now - self.sent[0] > FRESH_SECONDS:
            self.sent.popleft()
        return self.open + len(self.sent)


class Sticky:
    """Remembers the process of every signed-in browser. Times are seconds of any steady clock."""

    def __init__(self, processes: int) -> None:
        """Know of processes 0 … n-1."""
        self.loads = [Load() for _ in range(processes)]
        self._known: OrderedDict[str, int] = OrderedDict()

    def home(self, key: str) -> int | None:
        """Return the process that the browser belongs to, or None for a stranger."""
        return self._known.get(key) if key else None

    def choose(self, key: str, ready: Iterable[int], now: float) -> int | None:
        """Return the process to serve ``key`` (empty: nobody in particular), None without any.

        A known browser stays with its process where that is ready, else it gets another home.
        """
        able = list(ready)
        if not able:
            return None
        place = self.home(key)
        if place not in able:
            place = min(able, key=lambda number: (self.loads[number].of(now), number))
            self.loads[place].sent.append(now)
        if key:
            self._known[key] = place
            self._known.move_to_end(key)
            if len(self._known) > MOST_REMEMBERED:
                self._known.popitem(last=False)
        return place

    def restarted(self, place: int) -> None:
        """Note that nothing is open there any more; its browsers still belong to it."""
        self.loads[place] = Load()
