"""Counts that add up: how they are named, and when a count made earlier still holds."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field

from data_access.extract.as_of import KNOWN_FROM, NODE_TIMES
from data_access.extract.expressions import Expression

_CHANGING = frozenset({*NODE_TIMES, *KNOWN_FROM, "status"})


def column_of(condition: Expression) -> str:
    """Return the column in which the tickets that meet ``condition`` are counted."""
    digest = hashlib.blake2b(condition.sql.encode(), digest_size=6).hexdigest()
    return f"m_{digest}"


@dataclass(frozen=True, slots=True)
class Measures:
    """Conditions to count tickets by, each by its column.

    A condition reads a ticket's columns as known on the as-of day, and the names of ``states``
    (conditions that several share). ``steady``: states whose value is the same whatever day it is
    asked of. ``splits``: steady states by which the counts are kept apart, so that a sum may leave
    out those tickets. ``apart``: those of them that the question at hand looks at.
    """

    conditions: Mapping[str, Expression] = field(default_factory=dict)
    states: Mapping[str, Expression] = field(default_factory=dict)
    steady: frozenset[str] = frozenset()
    splits: tuple[str, ...] = ()
    apart: tuple[str, ...] = ()

    def moments(self) -> list[str]:
        """Return the moments (SQL) at which a stored count may change."""
        named = (m.sql for c in self.conditions.values() for m in c.moments)
        return sorted({*NODE_TIMES, *named})

    @property
    def used(self) -> dict[str, Expression]:
        """The states that the conditions and ``apart`` read.

        A planner leaves out what nobody reads, but not a list of values that it has made a join of.
        """
        read = set(self.apart).union(*(c.names for c in self.conditions.values()))
        return {name: state for name, state in self.states.items() if name in read}

    def reads(self, states: Mapping[str, Expression]) -> set[str]:
        """Return the names that the conditions and some states read, columns among them."""
        whole = (*self.conditions.values(), *states.values())
        return set().union(*(c.names for c in whole))

    def timeless(self, condition: Expression) -> bool:
        """Tell whether a count is the same as of any day from the tickets' acceptance on."""
        if condition.moments or not condition.is_lasting:
            return False
        seen: set[str] = set()
        waiting = set(condition.names)
        while waiting:
            name = waiting.pop()
            if name in _CHANGING:
                return False
            seen.add(name)
            if name in self.states and name not in self.steady:
                waiting |= self.states[name].names - seen
        return True

    def items(self, moment: str) -> list[str]:
        """Return the SELECT items that say of one ticket whether it counts (TRUE or NULL)."""
        return [
            f"CASE WHEN {condition.at(moment)} THEN TRUE END AS {name}"
            for name, condition in self.conditions.items()
        ]

    def ones(self, moment: str) -> list[str]:
        """Return the SELECT items that count one ticket: 1 where it meets the condition, else 0."""
        return [
            f"CASE WHEN {condition.at(moment)} THEN 1 ELSE 0 END AS {name}"
            for name, condition in self.conditions.items()
        ]
