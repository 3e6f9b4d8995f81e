"""A city's areas of every level that is looked at, from the store."""

from __future__ import annotations

from collections.abc import Sequence

from data_access.results.store import ResultStore
from data_access.types import Scope
from geo.level_areas import LevelAreas, level_areas_of
from geo.store_reads import area_rows, outlines


def places_of_city(
    results: ResultStore, scope: Scope, code: str, levels: Sequence[str]
) -> tuple[LevelAreas, ...]:
    """Return the places of ``levels``, the widest first, with their neighbours."""
    rows = area_rows(results.store, scope, code)
    directory = results.extract.directory(scope, code)
    found: list[LevelAreas] = []
    for level in levels:
        drawn = outlines(results.store, scope, code, level=level, shapes="full")
        found.append(level_areas_of(level, rows, drawn, directory, found[-1] if found else None))
    return tuple(found)
