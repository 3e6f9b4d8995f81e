"""What the search for repeats takes and gives.

A *matter* is one concrete problem at one place or with one company. Tickets of one matter are a
*group*; a ticket that repeats nothing is a matter of its own and in no group.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import pandas as pd

ONE_CALLER = "一人多诉"
MANY_CALLERS = "多人同诉"
COPIES = "转述/模板"
KINDS = (ONE_CALLER, MANY_CALLERS, COPIES)


class NamesLike(Protocol):
    """Names of codes: what ``data_access`` hands beside a ticket frame."""

    @property
    def categories(self) -> Mapping[str, str]:
        """Name of every category code."""

    @property
    def areas(self) -> Mapping[str, str]:
        """Name of every area code."""


@dataclass(frozen=True, slots=True)
class RepeatSettings:
    """How far the search looks and how sure it must be.

    Days are the longest distance of a candidate pair; ``*_next`` how many of the following
    tickets of its block each ticket is compared with, which keeps the number of candidates linear
    in the number of tickets whatever one block holds.
    """

    caller_days: int = 92
    place_days: int = 45
    area_days: int = 45
    gram_days: int = 45
    copy_days: int = 92
    vector_days: int = 45
    caller_next: int = 16
    place_next: int = 6
    area_next: int = 12
    gram_next: int = 2
    copy_next: int = 2
    vector_next: int = 8
    grams_per_ticket: int = 8
    surge_next: int = 5
    surges_per_ticket: int = 4
    text_limit: int = 600
    """Characters of a content that are compared; longer texts say the matter in the first ones."""
    link_from: float = 0.5
    """Two groups become one where the mean probability between them is at least this."""
    group_days: int = 183
    """A group spans at most so many days: after half a year a matter is told anew."""
    suggest_from: float = 0.5
    copy_similarity: float = 0.8
    """Share of common shingles from which two texts are copies of each other."""


@dataclass(frozen=True, slots=True)
class Decisions:
    """What people decided about suggestions: pairs that belong together, pairs that never do."""

    together: frozenset[tuple[str, str]] = frozenset()
    apart: frozenset[tuple[str, str]] = frozenset()

    @classmethod
    def from_rows(cls, rows: Iterable[Mapping[str, Any]]) -> Decisions:
        """Read stored decisions, the oldest first; a later one overrules an earlier one.

        A row holds ``decision`` (``accepted`` or ``refused``), ``tickets`` (list or its JSON) and
        optionally ``odd``: the tickets among them that do not belong. Without ``odd`` a refusal
        parts every pair; with it only the odd ones are parted, from the rest and each other.
        """
        said: dict[tuple[str, str], bool] = {}
        for row in rows:
            tickets = _listed(row["tickets"])
            odd = set(_listed(row.get("odd") or []))
            accepted = row["decision"] == "accepted"
            for a, b in itertools.combinations(sorted(set(tickets)), 2):
                if odd:
                    if a in odd or b in odd:
                        said[a, b] = False
                    elif accepted:
                        said[a, b] = True
                else:
                    said[a, b] = accepted
        return cls(
            frozenset(pair for pair, yes in said.items() if yes),
            frozenset(pair for pair, yes in said.items() if not yes),
        )


def _listed(value: str | Sequence[str]) -> list[str]:
    found = json.loads(value) if isinstance(value, str) else value
    return [str(item) for item in found]


@dataclass(frozen=True, slots=True)
class RepeatRun:
    """What one search found. JSON columns hold text.

    ``groups``: one row a group (``group_id`` is its earliest ticket; ``returns`` sums the
    members' returns between units). ``members``: its tickets by time, ``probability`` = mean
    probability to the other members. ``pairs``: evidence. ``suggestions``: groups offered for
    merging. ``counts``: tickets, matters, tickets in groups, candidates by block. ``notes``: what
    was missing or cut, in Chinese.
    """

    groups: pd.DataFrame
    members: pd.DataFrame
    pairs: pd.DataFrame
    suggestions: pd.DataFrame
    counts: Mapping[str, int] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    @property
    def matters(self) -> int:
        """Number of matters: every group once, every other ticket once."""
        return self.counts.get("matters", 0)

    def matter_of(self, ticket_no: pd.Series) -> pd.Series:
        """Return each ticket's matter: its group's id, its own number without a group."""
        groups = self.members.set_index("ticket_no")["group_id"]
        return ticket_no.map(groups).fillna(ticket_no).astype("str")
