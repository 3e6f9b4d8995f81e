"""One area's figures as the page shows them, and how a measure is written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from geo.maps import Paint
from geo.statistics.measures import MEASURES
from style.texts import text
from style.wording import number, rate

HIGH, LOW = ("HH", "HL"), ("LL", "LH")
"""Kinds of areas that stand out: with those around them, or against them."""
_BAD_WHEN_LOW = ("on_time", "satisfied")


@dataclass(frozen=True, slots=True)
class AreaFigure:
    """One area in one month. ``value`` is what is shown: a count as it is, a rate drawn towards the
    whole as far as chance could explain it (``raw``: as counted), with ``low`` and ``high``; None
    where it rests on too few tickets. ``n``: the tickets it rests on; ``tickets``: those that a
    click opens, None where that is not to be told.
    """

    code: str
    name: str
    value: float | None
    raw: float | None
    low: float | None
    high: float | None
    n: int | None
    tickets: int | None
    kind: str
    like_median: float | None
    like_side: int
    pattern: str
    note: str

    @property
    def paint(self) -> Paint:
        """How the area is painted where only what stands out is."""
        return "high" if self.kind in HIGH else "low" if self.kind in LOW else "plain"


def written(measure: str, value: float | None) -> str:
    """Return a value of a measure for keys and tables, without its unit where that is said."""
    if measure in ("on_time", "satisfied", "repeat"):
        return rate(value, 1)
    return number(value, {"count": 0, "per_10k": 1}.get(measure, 2))


def spoken(measure: str, value: float | None) -> str:
    """Return a value of a measure with its unit, for sentences and hovers."""
    words = written(measure, value)
    return words if value is None else text(f"map.value_{_form(measure)}", value=words)


def _form(measure: str) -> str:
    return "share" if MEASURES[measure].form == "share" else measure


def is_bad(measure: str, kind: str) -> bool:
    """Tell whether an area that stands out so needs somebody to act."""
    return kind in (LOW if measure in _BAD_WHEN_LOW else HIGH)


def ranked(figures: Sequence[AreaFigure]) -> list[AreaFigure]:
    """Return areas by value, the highest first, those without one last."""
    return sorted(figures, key=lambda f: (f.value is None, -(f.value or 0.0), f.code))
