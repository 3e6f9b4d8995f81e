"""An event keeps its number from night to night; what splits or merges is written down."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from event_register.same_event import Cluster

CONTINUES = 0.3
"""Share of the smaller side's tickets that old and new must have in common to be one event."""
SPLITS = 0.5


@dataclass(frozen=True, slots=True)
class Known:
    """An event of the night before: its tickets, the findings that went on (none where it has
    ended), when it was opened, when a finding last made it an event, its name and the basis of it.
    """

    event_id: str
    tickets: frozenset[str]
    keys: frozenset[tuple[str, str]]
    opened: date
    spoken: date
    name: tuple[str, str]


@dataclass(frozen=True, slots=True)
class Change:
    """What became of an event: merged into another, or the other was split off it."""

    event_id: str
    into: str
    kind: str


@dataclass(frozen=True)
class Numbered:
    """The number of each event, and what merged or split."""

    ids: tuple[str, ...]
    changes: tuple[Change, ...] = ()
    before: Mapping[str, Known] = field(default_factory=dict)


def number(
    events: Sequence[Cluster], known: Sequence[Known], as_of: date, taken: Sequence[str] = ()
) -> Numbered:
    """Return which event of the night before each event is.

    An old number goes to the event that has most of its tickets (its findings' own numbers decide
    between equals) and an event takes one old number. An event with most of its tickets from an old
    one that lives on elsewhere was split off; an old one whose tickets went into another event was
    merged. New numbers are ``E``, the day and a count; ``taken``: numbers given before.
    """
    shared = _shared(events, known)
    by_key: dict[tuple[str, str], list[int]] = defaultdict(list)
    for k, old in enumerate(known):
        for key in old.keys:
            by_key[key].append(k)
    ties = sorted(
        (-keys, -tickets, known[k].event_id, i, k)
        for i, event in enumerate(events)
        for k, (tickets, keys) in _ties(event, known, shared[i], by_key).items()
    )
    ids: dict[int, str] = {}
    given: dict[str, int] = {}
    for _, _, event_id, i, _ in ties:
        if i not in ids and event_id not in given:
            ids[i] = event_id
            given[event_id] = i
    fresh = _fresh(as_of, {*taken, *(old.event_id for old in known)})
    new = [i for i in range(len(events)) if i not in ids]
    ids.update((i, next(fresh)) for i in new)
    changes = [
        *_merged(events, known, ids, given, shared),
        *_split(events, known, ids, new, shared),
    ]
    return Numbered(
        tuple(ids[i] for i in range(len(events))), tuple(changes),
        {old.event_id: old for old in known},
    )  # fmt: skip


def _shared(events: Sequence[Cluster], known: Sequence[Known]) -> list[Counter[int]]:
    """Return for each event how many tickets it has in common with old ones, by position."""
    by_ticket: dict[str, list[int]] = defaultdict(list)
    for k, old in enumerate(known):
        for ticket in old.tickets:
            by_ticket[ticket].append(k)
    return [Counter(k for t in event.tickets for k in by_ticket.get(t, ())) for event in events]


def _ties(
    event: Cluster,
    known: Sequence[Known],
    shared: Counter[int],
    by_key: Mapping[tuple[str, str], list[int]],
) -> dict[int, tuple[int, int]]:
    """Return by old event: tickets in common, and findings in common."""
    keys = Counter(k for one in event.found for k in by_key.get((one.kind, one.key), ()))
    found = {}
    for k in {*shared, *keys}:
        small = min(len(event.tickets), len(known[k].tickets)) or 1
        if keys[k] or shared[k] >= CONTINUES * small:
            found[k] = (shared[k], keys[k])
    return found


def _fresh(as_of: date, taken: set[str]) -> Iterator[str]:
    n = 0
    while True:
        n += 1
        name = f"E{as_of:%Y%m%d}-{n:03d}"
        if name not in taken:
            yield name


def _merged(
    events: Sequence[Cluster],
    known: Sequence[Known],
    ids: Mapping[int, str],
    given: Mapping[str, int],
    shared: Sequence[Counter[int]],
) -> list[Change]:
    """Return the old events without a number of their own whose tickets went into another."""
    found = []
    for k, old in enumerate(known):
        if old.event_id in given:
            continue
        held = {i: own[k] for i, own in enumerate(shared) if own[k]}
        if not held:
            continue
        i, n = _most(held)
        if n >= SPLITS * min(len(old.tickets), len(events[i].tickets)):
            found.append(Change(old.event_id, ids[i], "merged"))
    return found


def _split(
    events: Sequence[Cluster],
    known: Sequence[Known],
    ids: Mapping[int, str],
    new: Sequence[int],
    shared: Sequence[Counter[int]],
) -> list[Change]:
    """Return the old events of which new ones took most of their tickets."""
    found = []
    for i in new:
        if not shared[i]:
            continue
        k, n = _most(shared[i])
        if n >= SPLITS * len(events[i].tickets):
            found.append(Change(known[k].event_id, ids[i], "split"))
    return found


def _most(tickets: Mapping[int, int]) -> tuple[int, int]:
    """Return the position with the most tickets, the first of equals, and how many."""
    return min(tickets.items(), key=lambda pair: (-pair[1], pair[0]))
