"""Which stored forecast answers what a reader asks for, within what he may see."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from data_access.types import ANY, Filters, Scope

Kind = Literal["whole", "area", "unit"]
FINEST = 4
"""Digits of the finest categories that are forecast."""


@dataclass(frozen=True, slots=True)
class View:
    """What is asked for. ``places``: the area codes or units (``*`` for the whole).

    ``missing``: why nothing is stored for it, a name in the texts ``fc.missing_…``; empty where
    something may be.
    """

    kind: Kind
    places: tuple[str, ...]
    category: str
    missing: str = ""


def view_of(scope: Scope, cut: Filters) -> View:
    """Return what the filters ask for inside the scope."""
    category = cut.category or ANY
    areas, units = _areas(scope, cut.area), _units(scope, cut.department)
    kind: Kind = "area" if areas is not None else "unit" if units is not None else "whole"
    places = areas if areas is not None else units if units is not None else (ANY,)
    missing = ""
    if cut.channel:
        missing = "channel"
    elif areas is not None and units is not None:
        limits = (scope.departments is not None) + (scope.areas is not None)
        missing = ("both", "both_own", "both_limited")[limits]
    elif not places:
        missing = "outside"
    elif len(cut.category) > FINEST:
        missing = "category"
    return View(kind, places, category, missing)


def _areas(scope: Scope, asked: str) -> tuple[str, ...] | None:
    """Return the areas that are looked at, none inside another; None for all of them."""
    if scope.areas is None:
        return (asked,) if asked else None
    mine = scope.areas
    if asked:
        wider = any(asked.startswith(a) for a in mine)
        mine = frozenset({asked} if wider else {a for a in mine if a.startswith(asked)})
    return tuple(sorted(a for a in mine if not any(a != b and a.startswith(b) for b in mine)))


def _units(scope: Scope, asked: str) -> tuple[str, ...] | None:
    if scope.departments is None:
        return (asked,) if asked else None
    return tuple(sorted(d for d in scope.departments if not asked or d == asked))
