"""What a wall screen may contain, as plain values. What has no field here is on no screen.

Words come from the catalogue, from the directory's names of areas (down to streets) and
categories, from names of units, and, where a screen is allowed to, from names of events that
``allowed.py`` lets pass. There is no field for a ticket, its text or number, a person, an address
or a link.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Line:
    """A comparison. ``tone``: better, worse or neutral; ``move``: up, down or empty; ``then``: the
    earlier value."""

    words: str
    tone: str = "neutral"
    move: str = ""
    then: str = ""


@dataclass(frozen=True, slots=True)
class Number:
    """One number with what it should reach and what it is set against."""

    label: str
    value: str
    target: str = ""
    lines: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True)
class Alert:
    """A warning that goes on: its colour's word, what it is about, and how much of it there is (a
    sentence; empty where it may not be said, or is of several places that are told as one)."""

    level: str
    name: str
    said: str = ""


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic of many tickets. ``share``: of the largest one's, 0 to 1; ``news``: new or
    growing."""

    name: str
    count: str
    usual: str
    state: str
    share: float
    news: bool


@dataclass(frozen=True, slots=True)
class Drawn:
    """A picture: traces and layout for plotly, and what it is called where it can't be seen."""

    figure: dict[str, Any]
    alt: str


@dataclass(frozen=True, slots=True)
class Fresh:
    """Until when data reach, when they came, when this screen read them; ``old``: said where they
    are older than they should be."""

    until: str
    refreshed: str
    read: str
    old: str = ""


@dataclass(frozen=True, slots=True)
class Screen:
    """All of a screen. ``missing``: said instead of everything else where the place has no data; a
    picture is None where too few tickets could be drawn."""

    hall: str
    place: str
    fresh: Fresh | None = None
    sentence: str = ""
    context: str = ""
    acts: bool = False
    numbers: tuple[Number, ...] = ()
    trend: Drawn | None = None
    areas: Drawn | None = None
    alerts: tuple[Alert, ...] = ()
    more_alerts: int = 0
    tasks: tuple[Number, ...] = ()
    topics: tuple[Topic, ...] = ()
    topics_note: str = ""
    missing: str = ""
