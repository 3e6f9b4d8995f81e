"""How n-grams are used among many tickets: in how many, how they gather in days and in streets.

A whole search counts them in its tickets. A night takes them from counts by day (``day_words.py``),
of which all but the last days' are kept from the nights before: the numbers are the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from hotspots.repeats.bursts import (
    LEAST_SPAN,
    NARROW,
    SLOW,
    WIDE,
    Gathering,
    concentrated,
    gatherings,
)
from hotspots.repeats.grams import Floats, Ints
from hotspots.repeats.prepare import Tickets

WIDTHS = (NARROW, WIDE, SLOW)
TEXTS = ("titles", "contents", "long")


@dataclass(frozen=True, slots=True)
class Usage:
    """What the tickets of a period say of every n-gram (arrays by hash).

    ``counts``: by name of the sets (``titles``, ``contents``, ``long``) in how many tickets;
    ``gathered``: how four-grams gather, by width of window (``NARROW``, ``WIDE``, ``SLOW``), None
    where the period is too short to say; ``local``: the share of the street with most of them.
    """

    tickets: int
    counts: Mapping[str, Ints]
    gathered: tuple[Gathering, ...] | None
    local: Floats

    @classmethod
    def of(cls, tickets: Tickets) -> Usage:
        """Count in the tickets themselves."""
        enough = len(tickets) and int(np.ptp(tickets.day)) + 1 >= LEAST_SPAN
        return cls(
            len(tickets),
            {name: getattr(tickets, name).counts() for name in TEXTS},
            tuple(gatherings(tickets.long, tickets.day, WIDTHS)) if enough else None,
            concentrated(tickets.long, tickets.street),
        )

    @property
    def surge(self) -> Floats:
        """How far each four-gram surged within a wide window: 0 for too short a period."""
        if self.gathered is None:
            return np.zeros(len(self.local), dtype=np.float32)
        return self.gathered[WIDTHS.index(WIDE)].surge
