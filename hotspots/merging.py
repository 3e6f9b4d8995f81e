"""Which tickets might be made one: a run's suggestions by matter, those that save most first."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from data_access.results.values import as_list, as_text, missing

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Tickets that look like one matter. ``probability``: 0-1, None where it is not known."""

    key: str
    tickets: tuple[str, ...]
    probability: float | None
    reason: str

    @property
    def gain(self) -> int:
        """How many tickets fewer there are once they are one."""
        return len(self.tickets) - 1


@dataclass(frozen=True, slots=True)
class Merge:
    """A matter or event with the open suggestions of its tickets, the largest first."""

    key: str
    name: str
    suggestions: tuple[Suggestion, ...]
    area: str
    category: str
    units: tuple[str, ...]

    @property
    def gain(self) -> int:
        """How many tickets fewer there are once all of its suggestions are one each."""
        return sum(s.gain for s in self.suggestions)

    @property
    def tickets(self) -> int:
        """How many tickets its suggestions hold."""
        return sum(len(s.tickets) for s in self.suggestions)

    @property
    def sure(self) -> float:
        """How sure its least sure suggestion is, 0-1."""
        return min(s.probability or 0.0 for s in self.suggestions)


def open_merges(
    suggestions: Sequence[Row],
    groups: Mapping[str, Row],
    done: Collection[str],
    of: Callable[[str], tuple[str, str]],
) -> list[Merge]:
    """Return what is left to decide, what saves most tickets first, of equal ones the surest.

    ``groups``: the run's matters by number; ``done``: suggestions that were decided; ``of``: number
    and name of the event that a matter belongs to, both empty where it is in none.
    """
    held: dict[str, list[Row]] = {}
    named: dict[str, str] = {}
    for row in suggestions:
        group = str(row["group_id"])
        if str(row["suggestion_id"]) not in done:
            event, name = of(group)
            key = event or group
            held.setdefault(key, []).append(row)
            named[key] = name or as_text(groups.get(group, {}).get("name")) or group
    found = [_merge(key, named[key], rows, groups) for key, rows in held.items()]
    return sorted(found, key=lambda m: (-m.gain, -m.sure, m.key))


def _merge(key: str, name: str, rows: Sequence[Row], groups: Mapping[str, Row]) -> Merge:
    about = [groups.get(str(row["group_id"]), {}) for row in rows]
    units = dict.fromkeys(str(u) for g in about for u in as_list(g.get("units")))
    areas = {as_text(g.get("area_code")) for g in about}
    categories = {as_text(g.get("category_code")) for g in about}
    said = [_suggestion(row) for row in rows]
    return Merge(
        key,
        name,
        tuple(sorted(said, key=lambda s: (-s.gain, -(s.probability or 0.0), s.key))),
        areas.pop() if len(areas) == 1 else "",
        categories.pop() if len(categories) == 1 else "",
        tuple(units),
    )


def _suggestion(row: Row) -> Suggestion:
    chance = row["probability"]
    return Suggestion(
        str(row["suggestion_id"]),
        tuple(str(t) for t in json.loads(row["tickets"])),
        None if missing(chance) else float(chance),
        as_text(row["reason"]),
    )
