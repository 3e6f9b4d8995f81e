"""What waits for the office as plain rows, and in which order they are dealt with: decided here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from data_access.types import Filters
from early_warning.urgency import in_cut
from supervision import waiting
from supervision.waiting import URGENCIES, Urgency

WARNING, MERGE = "warning", "merge"
KINDS = (WARNING, *waiting.KINDS, MERGE)
"""Kinds of rows, what presses most first."""


@dataclass(frozen=True, slots=True)
class Item:
    """One row. ``key``: what it is of and its number (``task:12``). ``asks``: what is asked of the
    reader, in words. ``ahead``: its place among equals, the smallest first.
    """

    key: str
    kind: str
    what: str
    asks: str
    urgency: Urgency
    since: date | None
    place: str = ""
    unit: str = ""
    area: str = ""
    category: str = ""
    ahead: int = 0

    @property
    def of(self) -> tuple[str, str]:
        """What it is of (``task``, ``warning``, ``merge``) and that one's number."""
        kind, _, number = self.key.partition(":")
        return kind, number


Order = tuple[int, int, date, int, str]


def order(item: Item) -> Order:
    """Return where a row stands: what is late before what is due today, that before what can wait
    its turn; then by kind, then who waits longest.
    """
    return (
        URGENCIES.index(item.urgency),
        KINDS.index(item.kind),
        item.since or date.max,
        item.ahead,
        item.key,
    )


def sorted_rows(items: Sequence[Item]) -> list[Item]:
    """Return rows in their order."""
    return sorted(items, key=order)


def inside(item: Item, cut: Filters) -> bool:
    """Tell whether a row touches what the reader chose, by the rule of the warnings' lists."""
    row = {
        "area_code": item.area, "category_code": item.category, "channel": "", "unit": "",
        "lead_unit": item.unit,
    }  # fmt: skip
    return in_cut(row, cut)
