"""What is said: figures with their meaning, and where two say different things of one meaning."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from tests.agreement.numbers import Span

Cell = tuple[tuple[str, str], ...]
Days = tuple[date, date]


def cell_of(**dimensions: str) -> Cell:
    """Return a cell: what is counted, by dimension (area, category, department, topic …)."""
    return tuple(sorted((k, v) for k, v in dimensions.items() if v))


@dataclass(frozen=True, slots=True, order=True)
class Meaning:
    """What a figure is a figure of.

    ``figure``: a metric's full name in the registry, or what else is told (``forecast``, ``unit``).
    ``window``: first and last day, both included, or a name where the days are a run's.
    ``basis``: what else tells two figures apart: a run, an earlier period's label.
    """

    figure: str
    cell: Cell
    window: str
    basis: str = ""

    def __str__(self) -> str:
        """Return it for a report."""
        cell = ", ".join(f"{k}={v}" for k, v in self.cell) or "全部"
        return " | ".join(part for part in (self.figure, cell, self.window, self.basis) if part)


def days_name(days: Days) -> str:
    """Return the name of a window."""
    first, last = days
    return f"{first}" if first == last else f"{first}..{last}"


@dataclass(frozen=True, slots=True)
class Witness:
    """Where something is said: on which page (or by which command), to whom, under which address,
    in which place on it, in which words.
    """

    page: str
    role: str
    address: str
    place: str
    words: str

    def __str__(self) -> str:
        """Return it for a report."""
        return f"{self.page}?{self.address} [{self.role}] {self.place}: {self.words}"


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing said. ``said``: the true values it may stand for, or a name."""

    meaning: Meaning
    said: Span | str
    witness: Witness


@dataclass(frozen=True, slots=True)
class Disagreement:
    """One meaning of which two witnesses say different things."""

    meaning: Meaning
    one: Fact
    other: Fact

    def __str__(self) -> str:
        """Return it for a report."""
        return f"{self.meaning}\n    {self.one.witness}\n    {self.other.witness}"


def agree(one: Span | str, other: Span | str) -> bool:
    """Tell whether both can be so."""
    if isinstance(one, Span) and isinstance(other, Span):
        return one.meets(other)
    return one == other


def by_meaning(facts: Iterable[Fact]) -> dict[Meaning, list[Fact]]:
    """Return the facts grouped by what they are about."""
    found: dict[Meaning, list[Fact]] = defaultdict(list)
    for fact in facts:
        found[fact.meaning].append(fact)
    return dict(found)


def disagreements(groups: Mapping[Meaning, list[Fact]]) -> list[Disagreement]:
    """Return, for each meaning of which different things are said, two witnesses that disagree."""
    found = []
    for meaning, facts in groups.items():
        pair = _apart(facts)
        if pair is not None:
            found.append(Disagreement(meaning, *pair))
    return sorted(found, key=lambda d: d.meaning)


def _apart(facts: list[Fact]) -> tuple[Fact, Fact] | None:
    """Return two facts that cannot both be so, if there are any.

    Spans on a line have a value in common where each two have: the two outermost tell.
    """
    spans = [f for f in facts if isinstance(f.said, Span)]
    if len(spans) == len(facts):
        one = max(spans, key=lambda f: f.said.low if isinstance(f.said, Span) else 0.0)
        other = min(spans, key=lambda f: f.said.high if isinstance(f.said, Span) else 0.0)
        return None if agree(one.said, other.said) else (one, other)
    first = facts[0]
    return next(((first, f) for f in facts[1:] if not agree(first.said, f.said)), None)
