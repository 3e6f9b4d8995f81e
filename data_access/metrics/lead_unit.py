"""Which unit should lead a matter: decided here for warnings, topics, events and 今日要情 alike.

Who handles at least half of the tickets whose unit is known leads; where nobody does, nobody is
named, because the first among many says nothing of who is in charge (谁主管谁牵头).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

LEAST_SHARE = 0.5


@dataclass(frozen=True, slots=True)
class Lead:
    """A unit with its tickets; ``known``: how many of the matter's tickets name a unit."""

    unit: str
    n: int
    known: int

    @property
    def share(self) -> float:
        """Its part of the tickets whose unit is known, 0–1."""
        return self.n / self.known


def lead_of(tickets: Mapping[str, int]) -> Lead | None:
    """Return who should lead by how many tickets each unit has; None where nobody has half.

    Two units with exactly half each leave it open.
    """
    known = sum(tickets.values())
    ordered = sorted(tickets.items(), key=lambda pair: (-pair[1], pair[0]))
    if not ordered or ordered[0][1] < LEAST_SHARE * known or known == 0:
        return None
    unit, n = ordered[0]
    if len(ordered) > 1 and ordered[1][1] == n:
        return None
    return Lead(unit, n, known)
