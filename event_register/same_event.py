"""When two findings are one event, and when one is a part of the other.

The same tickets, or the same matter in the same place, make one event. A finding whose tickets
nearly all lie in a larger one is a part of it. In matters of life two places are never one event:
a missed second leak does more harm than a line too many.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from event_register.evidence import Evidence

Tie = Literal["same_tickets", "same_matter"]
SAME_TICKETS = 0.5
"""Share of both findings' tickets together that they have in common: one event."""
HELD, OF_LARGER = 0.8, 0.3
"""… or, in one place, so much of the smaller one, where it is so much of the larger one."""
SAME_MATTER = 0.5
"""Share of the smaller one's tickets in the larger one: one event where matter and place agree."""
PART = 0.6
STREET, COMMUNITY, MATTER = 9, 12, 4


@dataclass(frozen=True, slots=True)
class Cluster:
    """Findings of one event, the strongest first; ``ties``: why each belongs to the first."""

    found: tuple[Evidence, ...]
    ties: tuple[str, ...]
    tickets: frozenset[str]

    @property
    def life(self) -> bool:
        """Whether a finding of it may threaten life."""
        return any(one.life for one in self.found)

    @property
    def area(self) -> str:
        """The place of its strongest finding."""
        return self.found[0].area

    @property
    def category(self) -> str:
        """The category of its strongest finding."""
        return self.found[0].category


def clusters(found: Sequence[Evidence]) -> list[Cluster]:
    """Return the events among findings, in the findings' order.

    Pairs are tied the closest first, and what they are tied to is compared as a whole each time,
    so that no chain of likenesses joins what is unlike at its ends.
    """
    ordered = sorted(found, key=lambda e: e.order)
    groups: dict[int, Cluster] = {
        i: Cluster((one,), ("",), one.tickets) for i, one in enumerate(ordered)
    }
    home = list(range(len(ordered)))
    for _, a, b in _pairs(ordered):
        one, other = sorted((home[a], home[b]))
        if one == other:
            continue
        tie = tie_of(groups[one], groups[other])
        if tie is None:
            continue
        first, second = groups.pop(one), groups.pop(other)
        groups[one] = Cluster(
            (*first.found, *second.found),
            (*first.ties, tie, *second.ties[1:]),
            first.tickets | second.tickets,
        )
        home = [one if h == other else h for h in home]
    return [groups[i] for i in sorted(groups)]


def _pairs(ordered: Sequence[Evidence]) -> list[tuple[float, int, int]]:
    """Return the pairs that may be one event, the closest first: (1 − likeness, a, b)."""
    by_ticket: dict[str, list[int]] = defaultdict(list)
    by_cell: dict[tuple[str, str], list[int]] = defaultdict(list)
    for i, one in enumerate(ordered):
        for ticket in one.tickets:
            by_ticket[ticket].append(i)
        if one.kind == "warning" and len(one.area) >= STREET and one.category:
            wide = len(one.area) >= COMMUNITY
            by_cell[one.area, one.category[:MATTER] if wide else one.category].append(i)
    shared: dict[tuple[int, int], int] = defaultdict(int)
    for at in by_ticket.values():
        for k, a in enumerate(at):
            for b in at[k + 1 :]:
                shared[a, b] += 1
    for at in by_cell.values():
        for k, a in enumerate(at):
            for b in at[k + 1 :]:
                shared.setdefault((a, b), 0)
    pairs = []
    for (a, b), n in shared.items():
        union = len(ordered[a].tickets) + len(ordered[b].tickets) - n
        pairs.append((round(1.0 - n / union, 9), a, b))
    return sorted(pairs)


def tie_of(one: Cluster, other: Cluster) -> Tie | None:
    """Return what makes two one event, None where they are two."""
    if _two_places_of_danger(one, other):
        return None
    n = len(one.tickets & other.tickets)
    small, large = sorted((len(one.tickets), len(other.tickets)))
    if n >= SAME_TICKETS * (small + large - n):
        return "same_tickets"
    if one.life != other.life:
        return None  # what threatens life stands alone unless the tickets are the same
    if not _same_place(one, other):
        return None
    if n >= HELD * small and n >= OF_LARGER * large:
        return "same_tickets"
    if not _same_matter(one, other):
        return None
    if n >= SAME_MATTER * small:
        return "same_matter"
    return "same_matter" if _one_cell(one, other) and not one.life else None


def part_of(small: Cluster, large: Cluster) -> bool:
    """Tell whether one event is a part of a larger one: nearly all its tickets lie in it."""
    if len(small.tickets) >= len(large.tickets) or (small.life and not large.life):
        return False
    if _two_places_of_danger(small, large):
        return False
    return len(small.tickets & large.tickets) >= PART * len(small.tickets)


def wholes(events: Sequence[Cluster]) -> dict[int, int]:
    """Return for each event that is a part the smallest event that holds it, by position."""
    by_ticket: dict[str, list[int]] = defaultdict(list)
    for i, one in enumerate(events):
        for ticket in one.tickets:
            by_ticket[ticket].append(i)
    near: dict[int, set[int]] = defaultdict(set)
    for at in by_ticket.values():
        for a in at:
            near[a].update(b for b in at if b != a)
    held = {}
    for i, others in near.items():
        inside = [j for j in others if part_of(events[i], events[j])]
        if inside:
            held[i] = min(inside, key=lambda j: (len(events[j].tickets), j))
    return held


def _two_places_of_danger(one: Cluster, other: Cluster) -> bool:
    """Tell whether both may threaten life and lie in different places."""
    if not (one.life and other.life):
        return False
    a, b = one.area, other.area
    return bool(a and b) and not (a.startswith(b) or b.startswith(a))


def _same_matter(one: Cluster, other: Cluster) -> bool:
    a, b = one.category, other.category
    nested = a.startswith(b) or b.startswith(a)
    return min(len(a), len(b)) >= MATTER and (nested or a[:MATTER] == b[:MATTER])


def _same_place(one: Cluster, other: Cluster) -> bool:
    a, b = one.area, other.area
    if len(a) < STREET or len(b) < STREET:
        return a == b
    return a.startswith(b) or b.startswith(a)


def _one_cell(one: Cluster, other: Cluster) -> bool:
    """Tell whether two warnings are of one cell: one place and category, or in one community
    categories one of which holds the other.
    """
    first, second = one.found[0], other.found[0]
    if not first.kind == second.kind == "warning" or first.area != second.area:
        return False
    if len(first.area) >= COMMUNITY:
        nested = sorted((first.category, second.category), key=len)
        return len(nested[0]) >= MATTER and nested[1].startswith(nested[0])
    return len(first.area) >= STREET and bool(first.category) and first.category == second.category
