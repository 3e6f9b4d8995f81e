"""Where the tickets come from: per 10,000 residents where the population is known."""

from __future__ import annotations

import math
from dataclasses import dataclass

import pandas as pd

from dashboards.leader_app.content import Area, AreaPart
from dashboards.leader_app.tiles import Asker
from data_access.extract.query import Directory
from data_access.metrics.evaluate import evaluate
from data_access.metrics.intervals import rate_ratio
from data_access.types import Filters
from style.texts import text

PER = 10_000
LEAST = 10
_Z = 1.96


def level_of(filters: Filters, directory: Directory) -> str:
    """Return by which level areas are compared: counties where there are several, else streets.

    Empty where the cut is one street already.
    """
    chosen = directory.areas.get(filters.area)
    if chosen is not None and chosen.level in ("street", "community"):
        return ""
    counties = sum(p.level == "county" for p in directory.areas.values())
    return "area_county" if counties > 1 and chosen is None else "area_street"


@dataclass(frozen=True, slots=True)
class Share:
    """Tickets of one value of a dimension, and their share of all tickets."""

    name: str
    cases: int
    share: float


@dataclass(frozen=True, slots=True)
class ByArea:
    """The period's tickets by area, asked for once; ``level``: empty where there is one area."""

    level: str
    frame: pd.DataFrame

    @property
    def shares(self) -> tuple[Share, ...]:
        """The areas with their tickets and shares, the largest first."""
        return _shares(self.frame, self.level)


def by_area(asker: Asker, directory: Directory) -> ByArea:
    """Return the period's tickets by area."""
    level = level_of(asker.filters, directory)
    if not level:
        return ByArea("", pd.DataFrame())
    names = (asker.volume,)
    return ByArea(level, evaluate(asker.extract, asker.scope, asker.filters, names, (level,)))


def area_part(found: ByArea, directory: Directory) -> AreaPart:
    """Return the areas of the period, or why they can't be compared."""
    level, frame = found.level, found.frame
    if not level:
        return AreaPart(
            (),
            per_resident=False,
            overall=None,
            unplaced=0,
            level="",
            missing=text("today.one_area"),
        )
    counts = frame[frame[level].notna()]
    unplaced = int(frame.loc[frame[level].isna(), "numerator"].fillna(0).sum())
    if counts.empty:
        missing = text("today.no_areas")
        return AreaPart(
            (), per_resident=False, overall=None, unplaced=unplaced, level=level, missing=missing
        )
    tickets = {str(c): int(n) for c, n in zip(counts[level], counts["numerator"], strict=True)}
    people = {c: p.population for c in tickets if (p := directory.areas.get(c)) and p.population}
    few = len(people) == len(tickets) and max(tickets.values()) < LEAST
    per_resident = len(people) == len(tickets) and not few
    names = {c: directory.area_names.get(c, c) for c in tickets}
    areas = [
        _area(c, names[c], n, tickets, people if per_resident else {}) for c, n in tickets.items()
    ]
    areas.sort(key=_order)
    overall = PER * sum(tickets.values()) / sum(people.values()) if per_resident else None
    return AreaPart(tuple(areas), per_resident, overall, unplaced, level, few=few)


def _order(area: Area) -> tuple[bool, float, str]:
    """Highest rate first; rates that rest on a handful of cases come after all others."""
    if area.rate is None:
        return False, -area.tickets, area.code
    return area.tickets < LEAST, -area.rate, area.code


def _area(
    code: str, name: str, count: int, tickets: dict[str, int], people: dict[str, int]
) -> Area:
    """Return an area; it stands out where its rate is clearly above that of all the others."""
    if not people:
        return Area(code, name, count, None, None)
    mine, total, everyone = people[code], sum(tickets.values()), sum(people.values())
    # Exact enough a Poisson interval from 10 cases up (square-root scale).
    root = math.sqrt(count)
    low, high = max(root - _Z / 2, 0.0) ** 2, (root + _Z / 2) ** 2
    above = False
    if count >= LEAST and everyone > mine:
        above = rate_ratio(count, total - count, exposure_a=mine, exposure_b=everyone - mine)[0] > 1
    return Area(
        code, name, count, mine, PER * count / mine, PER * low / mine, PER * high / mine, above
    )


def shares_by(asker: Asker, filters: Filters, by: str) -> tuple[Share, ...]:
    """Return tickets and share by a dimension, the largest first; rows without it are left out."""
    return _shares(evaluate(asker.extract, asker.scope, filters, (asker.volume,), (by,)), by)


def _shares(frame: pd.DataFrame, by: str) -> tuple[Share, ...]:
    counts = frame["numerator"].to_numpy(dtype=float, na_value=0.0)
    total = float(counts.sum()) or 1.0
    rows = zip(frame[by].tolist(), counts.tolist(), strict=True)
    known = [Share(name, int(n), n / total) for name, n in rows if isinstance(name, str)]
    return tuple(sorted(known, key=lambda share: (-share.cases, share.name)))
