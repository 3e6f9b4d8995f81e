"""An event keeps its number from night to night; what splits or merges is written down."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from event_register.evidence import Evidence
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
    """The number of each event, which of them are new, and what merged or split."""

    ids: tuple[str, ...]
    new: frozenset[str] = frozenset()
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
    by_ticket: dict[str, list[int]] = defaultdict(list)
    by_key: dict[tuple[str, str], list[int]] = defaultdict(list)
    for k, old in enumerate(known):
        for ticket in old.tickets:
            by_ticket[ticket].append(k)
        for key in old.keys:
            by_key[key].append(k)
    ties = sorted(
        (-keys, -shared, known[k].event_id, i, k)
        for i, event in enumerate(events)
        for k, (shared, keys) in _ties(event, known, by_ticket, by_key).items()
    )
    ids: dict[int, str] = {}
    given: dict[str, int] = {}
    for _, _, event_id, i, _ in ties:
        if i not in ids and event_id not in given:
            ids[i] = event_id
            given[event_id] = i
    fresh = _fresh(as_of, {*taken, *(old.event_id for old in known)})
    new = {}
    for i in range(len(events)):
        if i not in ids:
            ids[i] = new[i] = next(fresh)
    changes = [
        *_merged(events, known, ids, given, by_ticket),
        *_split(events, known, ids, set(new), by_ticket),
    ]
    return Numbered(
        tuple(ids[i] for i in range(len(events))), frozenset(new.values()), tuple(changes),
        {old.event_id: old for old in known},
    )  # fmt: skip


def _ties(
    event: Cluster,
    known: Sequence[Known],
    by_ticket: Mapping[str, list[int]],
    by_key: Mapping[tuple[str, str], list[int]],
) -> dict[int, tuple[int, int]]:
    """Return by old event: tickets in common, and findings in common."""
    shared: dict[int, int] = defaultdict(int)
    for ticket in event.tickets:
        for k in by_ticket.get(ticket, ()):
            shared[k] += 1
    keys: dict[int, int] = defaultdict(int)
    for one in event.found:
        for k in by_key.get(_key(one), ()):
            keys[k] += 1
    found = {}
    for k in {*shared, *keys}:
        small = min(len(event.tickets), len(known[k].tickets)) or 1
        if keys[k] or shared[k] >= CONTINUES * small:
            found[k] = (shared[k], keys[k])
    return found


def _key(one: Evidence) -> tuple[str, str]:
    return one.kind, one.key


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
    by_ticket: Mapping[str, list[int]],
) -> list[Change]:
    """Return the old events without a number of their own whose tickets went into another."""
    held: dict[int, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    for i, event in enumerate(events):
        for ticket in event.tickets:
            for k in by_ticket.get(ticket, ()):
                held[k][i] += 1
    found = []
    for k, old in enumerate(known):
        if old.event_id in given or not held[k]:
            continue
        i, n = min(held[k].items(), key=lambda pair: (-pair[1], pair[0]))
        if n >= SPLITS * min(len(old.tickets), len(events[i].tickets)):
            found.append(Change(old.event_id, ids[i], "merged"))
    return found


def _split(
    events: Sequence[Cluster],
    known: Sequence[Known],
    ids: Mapping[int, str],
    new: set[int],
    by_ticket: Mapping[str, list[int]],
) -> list[Change]:
    """Return the old events of which new ones took most of their tickets."""
    found = []
    for i in sorted(new):
        shared: dict[int, int] = defaultdict(int)
        for ticket in events[i].tickets:
            for k in by_ticket.get(ticket, ()):
                shared[k] += 1
        if not shared:
            continue
        k, n = min(shared.items(), key=lambda pair: (-pair[1], pair[0]))
        if n >= SPLITS * len(events[i].tickets):
            found.append(Change(known[k].event_id, ids[i], "split"))
    return found
