"""What all readers of pages share: where one looks, names and their codes, the facts found."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from tests.agreement.drawn import Drawn
from tests.agreement.facts import Cell, Days, Fact, Meaning, Witness, cell_of, days_name
from tests.agreement.numbers import Span, counted, exactly, known, written

_SPAN = re.compile(r"(?:(\d{4})年)?(\d+)月(\d+)日(?:至(?:(?:(\d{4})年)?(\d+)月)?(\d+)日)?")
_MONTH = re.compile(r"(?:(\d{4})年)?(\d+)月")


@dataclass(frozen=True)
class Names:
    """Names of places and categories to their codes; what several share is known by none."""

    areas: Mapping[str, str]
    categories: Mapping[str, str]

    def category(self, name: str) -> str:
        """Return a category's code, or its name in quotes where that doesn't tell it."""
        return self.categories.get(name) or f"“{name}”"

    def area(self, name: str) -> str:
        """Return an area's code, or its name in quotes where that doesn't tell it."""
        return self.areas.get(name) or f"“{name}”"


def only_one(pairs: Mapping[str, str]) -> dict[str, str]:
    """Return names to codes, without names that several codes have; ``pairs``: names by code."""
    codes: dict[str, list[str]] = {}
    for code, name in pairs.items():
        codes.setdefault(name, []).append(code)
    return {name: found[0] for name, found in codes.items() if len(found) == 1}


@dataclass(frozen=True)
class Look:
    """One look at one page: who, which address, and what the address means."""

    page: str
    role: str
    query: Mapping[str, str]
    code: str
    limits: Mapping[str, str]
    period: Days
    last_day: date
    by_matter: bool
    names: Names
    warnings: Mapping[str, Mapping[str, Any]]

    @property
    def cut(self) -> dict[str, str]:
        """What is counted: the filters, and what the reader is limited to."""
        chosen = ("area", "category", "department", "channel")
        return {**self.limits, **{k: v for k, v in self.query.items() if k in chosen and v}}

    @property
    def due_warnings(self) -> str:
        """Return what a number of warnings is of: who sees only some tickets is told the warnings
        that have one of them, who chooses these tickets those of every cell that holds them.
        """
        return "due warnings of his own" if self.limits else "due warnings"

    def counting(self, name: str) -> str:
        """Return a metric's full name in the way of counting that is chosen."""
        return with_variant(name, "matters") if self.by_matter else name


def with_variant(name: str, more: str) -> str:
    """Return a metric's full name in one more way of counting, in an order of our own."""
    head, _, variants = name.partition(":")
    return f"{head}:{','.join(sorted({*filter(None, variants.split(',')), more}))}"


def without_variant(name: str, less: str) -> str:
    """Return a metric's full name without one way of counting."""
    head, _, variants = name.partition(":")
    kept = sorted({*filter(None, variants.split(","))} - {less})
    return f"{head}:{','.join(kept)}" if kept else head


@dataclass
class Reading:
    """One page being read."""

    page: Drawn
    look: Look
    facts: list[Fact] = field(default_factory=list)

    def say(
        self,
        figure: str,
        said: Span | str | None,
        words: object,
        place: str,
        *,
        window: Days | str | None = None,
        basis: str = "",
        **cell: str,
    ) -> None:
        """Keep a fact; nothing where nothing is said."""
        if said is None or (isinstance(said, str) and said in {"", "—"}):
            return
        look = self.look
        days = look.period if window is None else window
        name = days if isinstance(days, str) else days_name(days)
        meaning = Meaning(figure, self._cell(cell), name, basis)
        address = "&".join(f"{k}={v}" for k, v in look.query.items())
        witness = Witness(look.page, look.role, address, place, str(words))
        self.facts.append(Fact(meaning, said, witness))

    def _cell(self, more: Mapping[str, str]) -> Cell:
        own = self.look.limits if more.get("alone") else self.look.cut
        given = {k: v for k, v in more.items() if k != "alone"}
        # Of a wider place a reader sees what lies in his own.
        limit = self.look.limits.get("area", "")
        if limit and limit.startswith(given.get("area", "-")):
            given["area"] = limit
        return cell_of(**{"city": self.look.code, **own, **given})

    def count(self, figure: str, words: str, place: str, **more: Any) -> None:
        """Keep a number of things, as it is written."""
        self.say(figure, counted(words), words, place, **more)

    def about(self, figure: str, words: str, place: str, **more: Any) -> None:
        """Keep a rounded figure, as it is written."""
        self.say(figure, written(words), words, place, **more)

    def cell(self, figure: str, value: Any, place: str, **more: Any) -> None:
        """Keep a figure of a table or a picture, at full precision."""
        self.say(figure, known(value), value, place, **more)

    def total(self, figure: str, values: list[Any], place: str, **more: Any) -> None:
        """Keep the sum of what a table or picture lists; nothing where a part is missing."""
        spans = [known(v) for v in values]
        if spans and all(s is not None for s in spans):
            low = sum(s.low for s in spans if s)
            self.say(figure, exactly(low), f"合计 {low:g}", place, **more)

    def days(self, words: str) -> Days | None:
        """Return the days that words name, seen from the last day with data."""
        return days_in(words, self.look.last_day)


def volume_of(reading: Reading) -> str:
    """Return the metric that counts, in the way that is chosen."""
    return reading.look.counting("volume")


def expected_of(reading: Reading) -> str:
    """Return what the expected number is called, in the way that is chosen."""
    return reading.look.counting("expected")


PERIOD = r"(?:近\d+天（[^）]*）|(?:\d+年)?\d+月[\d年月日至]*)"
"""How a sentence calls the days that it is about."""


def days_in(words: str, seen_from: date) -> Days | None:
    """Return the first span of days in ``words``; a year that is not said is that of ``seen_from``,
    or the one before where the day would lie ahead of it.
    """
    found = _SPAN.search(words)
    if found is None:
        month = _MONTH.search(words)
        return None if month is None else _whole_month(month, seen_from)
    year, m1, d1, year2, m2, d2 = found.groups()
    first = _day(year, int(m1), int(d1), seen_from)
    if d2 is None:
        return first, first
    last_month = int(m2 or m1)
    last_year = int(year2) if year2 else first.year + (last_month < first.month)
    return first, date(last_year, last_month, int(d2))


def _day(year: str | None, month: int, day: int, seen_from: date) -> date:
    if year:
        return date(int(year), month, day)
    return date(seen_from.year, month, day)


def _whole_month(found: re.Match[str], seen_from: date) -> Days:
    first = _day(found.group(1), int(found.group(2)), 1, seen_from)
    following = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    return first, date.fromordinal(following.toordinal() - 1)
