"""At which level of area tickets can be told, by what the source sent and by what its text says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from data_access.metrics.source import Source
from data_access.types import Filters, Scope

LEVELS: Final = ("community", "street", "county")
"""Levels that are told apart, the finest first; what is wider counts as without a place."""


@dataclass(frozen=True, slots=True)
class PlaceShares:
    """How many tickets are known to lie where.

    ``filed`` and ``found``: by level, tickets placed to an area of it and no finer, by the source
    and by their text. ``known``: the levels of which the city has areas, the finest first.
    """

    tickets: int
    filed: Mapping[str, int]
    found: Mapping[str, int]
    known: tuple[str, ...]

    @property
    def without(self) -> int:
        """Tickets of which no area is known."""
        return self.tickets - sum(self.filed.values()) - sum(self.found.values())

    def of(self, level: str) -> int:
        """Return the tickets placed to an area of a level and no finer."""
        return self.filed.get(level, 0) + self.found.get(level, 0)

    @property
    def finest(self) -> float | None:
        """Return the share placed to the finest level the city knows; None without any."""
        if not self.known or not self.tickets:
            return None
        return self.of(self.known[0]) / self.tickets


def place_shares(
    extract: Source, scope: Scope, filters: Filters, levels: Mapping[str, str]
) -> PlaceShares:
    """Count the tickets of a period by the level of their area and by who told it.

    ``levels``: the level of every area by its code.
    """
    sql = "SELECT area_code, area_source, count(*) AS n FROM t GROUP BY 1, 2"
    filed: dict[str, int] = {}
    found: dict[str, int] = {}
    tickets = 0
    for code, source, n in extract.query(scope, filters, sql).itertuples(index=False):
        tickets += int(n)
        level = levels.get(code, "") if isinstance(code, str) else ""
        if level in LEVELS:
            told = found if source == "resolved" else filed
            told[level] = told.get(level, 0) + int(n)
    there = set(levels.values())
    return PlaceShares(tickets, filed, found, tuple(v for v in LEVELS if v in there))
