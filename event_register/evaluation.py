"""The register against events that are known to have happened: whole, pure, in how many pieces."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

LEAST = 3
PIECE = 0.2


@dataclass(frozen=True, slots=True)
class Met:
    """One known event. ``held``: share of its tickets in the event that has most of them (0 where
    none is); ``pure``: their share of that event's own tickets (None without one); ``pieces``:
    events with at least a fifth of its tickets, parts of one another counted once.
    """

    event: str
    tickets: int
    register_id: str
    held: float
    pure: float | None
    pieces: int


def meet(
    known: Mapping[str, frozenset[str]],
    register: Mapping[str, frozenset[str]],
    part_of: Mapping[str, str],
) -> list[Met]:
    """Return how the register holds each known event of at least ``LEAST`` tickets.

    ``known``, ``register``: tickets by event; ``part_of``: the event that one is a part of.
    """
    by_ticket: dict[str, list[str]] = {}
    for event_id, tickets in register.items():
        for ticket in tickets:
            by_ticket.setdefault(ticket, []).append(event_id)
    found = []
    for key, tickets in sorted(known.items()):
        if len(tickets) < LEAST:
            continue
        shared = Counter(e for t in sorted(tickets) for e in by_ticket.get(t, ()))
        if not shared:
            found.append(Met(key, len(tickets), "", 0.0, None, 0))
            continue
        best = min(shared, key=lambda e: (-shared[e], len(register[e]), e))
        large = {e for e, n in shared.items() if n >= PIECE * len(tickets)}
        roots = {e for e in large if part_of.get(e) not in large}
        found.append(
            Met(
                key, len(tickets), best, shared[best] / len(tickets),
                shared[best] / len(register[best]), len(roots),
            )
        )  # fmt: skip
    return found
