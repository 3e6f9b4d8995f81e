"""Counts that add up: how they are named, and when a count made earlier still holds."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from data_access.extract.as_of import KNOWN_FROM, NODE_TIMES

AS_OF = "{as_of}"
# The one way in which a condition may name the as-of day: as a bound on a moment of the ticket.
_MOMENT = r"(?:t_\w+|deadline\w*)(?: \+ INTERVAL \d+ (?:HOUR|DAY))?"
_PAST = re.compile(rf"(?<![-+*/] )\b({_MOMENT}) < \{{as_of\}}(?! *[-+*/])")
_WORD = re.compile(r"[A-Za-z_]\w*")
_CHANGING = frozenset({*NODE_TIMES, *KNOWN_FROM, "status"})


def column_of(condition: str) -> str:
    """Return the column in which the tickets that meet ``condition`` are counted."""
    return f"m_{hashlib.blake2b(condition.encode(), digest_size=6).hexdigest()}"


def _words(sql: str) -> set[str]:
    return set(_WORD.findall(re.sub(r"'[^']*'", "", sql)))


@dataclass(frozen=True, slots=True)
class Measures:
    """Conditions to count tickets by, each by its column.

    A condition is SQL over a ticket's columns as known on the as-of day, over the names of
    ``states`` (conditions that several share) and over ``{as_of}``, the end of that day.
    ``steady``: states whose value is the same whatever day it is asked of. ``splits``: steady
    states by which the counts are kept apart, so that a sum may leave out those tickets.
    """

    conditions: Mapping[str, str] = field(default_factory=dict)
    states: Mapping[str, str] = field(default_factory=dict)
    steady: frozenset[str] = frozenset()
    splits: tuple[str, ...] = ()

    def lasting(self, condition: str) -> bool:
        """Tell whether a count depends on the as-of day only by which moments lie before it.

        That is what a stored count relies on: it holds until the next of the tickets' moments.
        """
        return AS_OF not in _PAST.sub("", condition)

    def moments(self) -> list[str]:
        """Return the moments (SQL) at which a stored count may change."""
        named = (m for c in self.conditions.values() for m in _PAST.findall(c))
        return sorted({*NODE_TIMES, *named})

    def reads(self) -> set[str]:
        """Return the names that the conditions and states mention, columns among them."""
        return set().union(*map(_words, [*self.conditions.values(), *self.states.values()]))

    def timeless(self, condition: str) -> bool:
        """Tell whether a count is the same as of any day from the tickets' acceptance on."""
        if AS_OF in condition:
            return False
        seen: set[str] = set()
        waiting = _words(condition)
        while waiting:
            name = waiting.pop()
            if name in _CHANGING:
                return False
            seen.add(name)
            if name in self.states and name not in self.steady:
                waiting |= _words(self.states[name]) - seen
        return True

    def items(self, moment: str) -> list[str]:
        """Return the SELECT items that say of one ticket whether it counts (TRUE or NULL)."""
        return [
            f"CASE WHEN {condition.replace(AS_OF, moment)} THEN TRUE END AS {name}"
            for name, condition in self.conditions.items()
        ]

    def ones(self, moment: str) -> list[str]:
        """Return the SELECT items that count one ticket: 1 where it meets the condition, else 0."""
        return [
            f"CASE WHEN {condition.replace(AS_OF, moment)} THEN 1 ELSE 0 END AS {name}"
            for name, condition in self.conditions.items()
        ]
