"""How many people live where the tickets of a group come from."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from data_access.extract.query import Directory
from data_access.types import Filters, Scope

_AREAS = ("area_community", "area_street", "area_county")


def residents(
    directory: Directory, scope: Scope, filters: Filters, raw: pd.DataFrame, by: Sequence[str]
) -> list[int | None]:
    """Return the resident population of each row of ``raw`` (columns ``by_…``), None: unknown.

    Rows grouped by area take their own area's; others that of the area filtered by, of the scope's
    areas, or of the whole jurisdiction.
    """
    finest = next((a for a in _AREAS if a in by), None)
    if finest is not None:
        codes = raw[f"by_{finest}"].tolist()
        return [residents_of(directory, c) if isinstance(c, str) else None for c in codes]
    if filters.area:
        whole = residents_of(directory, filters.area)
    elif scope.areas is not None:
        whole = _sum(directory, sorted(scope.areas))
    else:
        whole = _whole(directory, filters.jurisdiction)
    return [whole] * len(raw)


def residents_of(directory: Directory, code: str) -> int | None:
    """Return an area's own figure, else the sum of its parts where all of them have one."""
    place = directory.areas.get(code)
    if place is None:
        return None
    if place.population:
        return place.population
    return _sum(directory, [p.code for p in directory.areas.values() if p.parent == code])


def _sum(directory: Directory, codes: Sequence[str]) -> int | None:
    found = [residents_of(directory, code) for code in codes]
    known = [n for n in found if n is not None]
    return sum(known) if known and len(known) == len(found) else None


def _whole(directory: Directory, jurisdiction: str) -> int | None:
    own = residents_of(directory, jurisdiction)
    if own is not None:
        return own
    tops = [p.code for p in directory.areas.values() if p.parent not in directory.areas]
    return _sum(directory, tops)
