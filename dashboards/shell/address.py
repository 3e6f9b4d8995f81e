"""Filters in the page's address: read and written, without Streamlit.

The address holds what the reader chose and nothing else, so a link shows what its sender saw.
``from`` and ``to`` are half-open like the command line's. A preset such as ``span=7d`` counts back
from the last day with data: a bookmark of it stays current.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal, cast, get_args

from data_access.types import Filters, Period
from style.texts import text
from style.wording import span_words

Span = Literal["7d", "30d", "month", "custom"]
SPANS: tuple[Span, ...] = get_args(Span)
DEFAULT_SPAN: Span = "7d"
COUNTS = ("matters",)
CUTS = ("area", "category", "department", "channel")


@dataclass(frozen=True, slots=True)
class Choice:
    """What the reader chose. ``first`` and ``last`` (both included) count for ``custom`` only.

    ``count``: empty, or one of ``COUNTS``: what is counted instead of tickets.
    """

    jurisdiction: str
    span: Span = DEFAULT_SPAN
    first: date | None = None
    last: date | None = None
    area: str = ""
    category: str = ""
    department: str = ""
    channel: str = ""
    count: str = ""

    def cut(self, name: str) -> str:
        """Return one of ``CUTS``; empty means all."""
        return cast("str", getattr(self, name))

    def with_cuts(self, cuts: Mapping[str, str]) -> Choice:
        """Return the choice with other values of some of ``CUTS``."""
        area, category, department, channel = (cuts.get(name, self.cut(name)) for name in CUTS)
        return replace(self, area=area, category=category, department=department, channel=channel)


@dataclass(frozen=True, slots=True)
class Known:
    """What may be chosen in one jurisdiction: its days with data and the values of each cut."""

    first_day: date
    last_day: date
    values: Mapping[str, Collection[str]]


@dataclass(frozen=True, slots=True)
class Reading:
    """A choice read from an address, with what had to be ignored, in words."""

    choice: Choice
    notes: tuple[str, ...] = ()


def read(parameters: Mapping[str, str], jurisdiction: str, known: Known) -> Reading:
    """Return the choice that an address holds; what it doesn't know is dropped and noted."""
    notes: list[str] = []
    choice = Choice(jurisdiction)
    span = parameters.get("span", "custom" if "from" in parameters else DEFAULT_SPAN)
    if span not in SPANS:
        notes.append(text("filter.unknown_span", value=span))
        span = DEFAULT_SPAN
    if span == "custom":
        dates = _dates(parameters)
        if dates is None:
            value = f"{parameters.get('from', '')}–{parameters.get('to', '')}"
            notes.append(text("filter.unknown_dates", value=value))
            span = DEFAULT_SPAN
        else:
            choice = replace(choice, first=dates[0], last=dates[1])
    choice = replace(choice, span=span)
    for name in CUTS:
        value = parameters.get(name, "")
        if value and value not in known.values.get(name, ()):
            label = text(f"filter.{name}")
            notes.append(text("filter.unknown_value", label=label, value=value))
        elif value:
            choice = choice.with_cuts({name: value})
    if parameters.get("count") in COUNTS:
        choice = replace(choice, count=parameters["count"])
    return Reading(choice, tuple(notes))


def write(choice: Choice, default_jurisdiction: str) -> dict[str, str]:
    """Return the parameters of a choice; what is at its default is left out."""
    parameters: dict[str, str] = {}
    if choice.jurisdiction != default_jurisdiction:
        parameters["jurisdiction"] = choice.jurisdiction
    if choice.span == "custom" and choice.first and choice.last:
        parameters["from"] = choice.first.isoformat()
        parameters["to"] = (choice.last + timedelta(days=1)).isoformat()
    elif choice.span not in (DEFAULT_SPAN, "custom"):
        parameters["span"] = choice.span
    if choice.count:
        parameters["count"] = choice.count
    parameters.update({name: choice.cut(name) for name in CUTS if choice.cut(name)})
    return parameters


def filters_of(choice: Choice, known: Known) -> tuple[Filters, str]:
    """Return the filters of a choice and, where its days had to be clipped, a note."""
    first, last = span_days(choice, known.last_day)
    note = ""
    if first < known.first_day or last > known.last_day:
        if choice.span == "custom":
            known_days = span_words(known.first_day, known.last_day, known.last_day)
            note = text("filter.dates_clipped", days=known_days)
        first = min(max(first, known.first_day), known.last_day)
        last = max(min(last, known.last_day), first)
    cuts = {name: choice.cut(name) for name in CUTS}
    period = Period(first, last + timedelta(days=1))
    return Filters(choice.jurisdiction, period, as_of=known.last_day, **cuts), note


def span_days(choice: Choice, last_day: date) -> tuple[date, date]:
    """Return the first and last day of a choice, both included."""
    if choice.span == "custom" and choice.first and choice.last:
        return choice.first, choice.last
    if choice.span == "month":
        return last_day.replace(day=1), last_day
    days = 30 if choice.span == "30d" else 7
    return last_day - timedelta(days=days - 1), last_day


def period_words(filters: Filters) -> str:
    """Return the period for sentences."""
    return span_words(filters.period.start, filters.period.last, filters.as_of)


def _dates(parameters: Mapping[str, str]) -> tuple[date, date] | None:
    try:
        first = date.fromisoformat(parameters.get("from", ""))
        end = date.fromisoformat(parameters.get("to", ""))
    except ValueError:
        return None
    return (first, end - timedelta(days=1)) if first < end else None
