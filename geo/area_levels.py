"""At which levels tickets can be told, by the table of areas and the lengths of codes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from geo.area_counts import DIMENSIONS

if TYPE_CHECKING:
    from geo.store_reads import AreaRow

COMMUNITY_DIGITS = 12
"""A ticket's community is told by its code's first digits, which no other codes have."""


def levels_of(rows: Sequence[AreaRow]) -> tuple[str, ...]:
    """Return the levels that tickets can be told at: two areas at least, the widest first."""
    found = []
    for level in DIMENSIONS:
        codes = [row.code for row in rows if row.level == level]
        told = level != "community" or all(len(code) == COMMUNITY_DIGITS for code in codes)
        if len(codes) > 1 and told:
            found.append(level)
    return tuple(found)
