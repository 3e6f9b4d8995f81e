"""One planted event: what happened, where, when, and how many tickets it brings each day."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

SHAPES = (
    "burst", "slow_leak", "one_village", "viral", "seasonal_peak", "artefact", "silence",
)  # fmt: skip
TOLD = ("burst", "slow_leak", "one_village", "viral", "seasonal_peak")


@dataclass(frozen=True, slots=True)
class Planted:
    """A known event. ``id``: year × 1000 + its number in the year.

    ``category``: code of the subtree it shows in. ``areas``: positions of communities, empty for
    the whole city. ``counts``: new reports a day, from ``first`` on; repeats come on top.
    ``mode`` and ``target`` say what an artefact or a silence does, see ``planted.artefacts``.
    """

    id: int
    shape: str
    category: str
    areas: tuple[int, ...]
    first: date
    peak: date
    last: date
    what: str
    thing: str = ""
    counts: tuple[int, ...] = field(default=(), repr=False)
    online: float = 0.0
    anger: float = 0.0
    mode: str = ""
    target: int = -1
    category_to: str = ""

    @property
    def told(self) -> bool:
        """Tell whether citizens speak of it."""
        return self.shape in TOLD

    def on(self, day: date) -> int:
        """Return the number of new reports on a day."""
        at = (day - self.first).days
        return self.counts[at] if 0 <= at < len(self.counts) else 0

    def phase(self, day: date) -> float:
        """Return how far it has gone, 0 to 1."""
        length = max((self.last - self.first) / timedelta(days=1), 1.0)
        return min(max((day - self.first) / timedelta(days=1) / length, 0.0), 1.0)
