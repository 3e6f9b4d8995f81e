"""What of the pages' findings may stand in a hall: decided here, knowing no reader and no data.

A place is named down to its street. A number of tickets or callers from one to four is not said. A
matter needs five tickets of five callers. It is called by place and category; by a name made of its
tickets' own words only where the screen is allowed to, and where nothing in the name points at
a person, a home or a number.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from dashboards.components.few import LEAST_HOT
from dashboards.leader_app.content import Area, AreaPart, Day
from dashboards.shell.rows import Row, figure, words_of
from data_access.extract.query import Directory
from data_access.store.vault.scrub import find as personal_numbers
from style.pointing import points_at_somebody, says_fewer, stem_of_community
from style.texts import text
from style.wording import number

LEAST = LEAST_HOT
"""The smallest number of tickets, callers or tasks that is said."""
LEVELS = frozenset({"province", "city", "county", "street"})
"""Levels of places that are named."""


def says_few(words: str) -> bool:
    """Tell whether words say a number of tickets, callers or tasks that is too small to be said."""
    return says_fewer(words, LEAST)


def is_few(n: float | None) -> bool:
    """Tell whether a number is too small to be said; 0 says nothing of anybody."""
    return n is None or 0 < n < LEAST


def task_words(n: int) -> str:
    """Return a number of tasks; of a few only that they are few."""
    return text("wall.tasks_few", least=LEAST) if is_few(n) else text("wall.tasks", n=number(n))


def hall_area(code: str, directory: Directory) -> str:
    """Return the code of a place or of the street around it; empty for what is not known."""
    place = directory.areas.get(code)
    while place is not None and place.level not in LEVELS:
        place = directory.areas.get(place.parent or "")
    return place.code if place is not None else ""


def hall_name(name: str, directory: Directory) -> str:
    """Return a name made of tickets' words where nothing in it is finer than a street, a person or
    a number; else nothing."""
    fine = (stem_of_community(p.name) for p in directory.areas.values() if p.level not in LEVELS)
    pointing = points_at_somebody(name) or any(part and part in name for part in fine)
    return "" if pointing or says_few(name) or personal_numbers(name) else name


def has_voices(row: Mapping[str, Any], counted: str = "n") -> bool:
    """Tell whether a matter is of enough tickets and callers; not where either is unknown."""
    return all((figure(row.get(name)) or 0) >= LEAST for name in (counted, "callers"))


def hall_warning(row: Row, directory: Directory, *, event_names: bool) -> Row | None:
    """Return a warning as a hall may know it, None for one that it may not."""
    if not has_voices(row):
        return None
    name = hall_name(words_of(row.get("event_name")), directory) if event_names else ""
    unit, channel = words_of(row["unit"]), words_of(row["channel"])
    return {
        **row,
        "area_code": hall_area(words_of(row["area_code"]), directory),
        "unit": unit if unit in directory.departments else "",
        "channel": channel if channel in directory.channels else "",
        "category_code": _category(words_of(row["category_code"]), directory),
        "event_name": name,
        "note": "",
    }


def hall_topic(row: Row, directory: Directory, *, event_names: bool) -> str:
    """Return what a topic is called in a hall; empty for one that is not shown."""
    if not has_voices(row, "n_recent"):
        return ""
    name = hall_name(words_of(row["name"]), directory) if event_names else ""
    return name or directory.categories.get(
        _category(words_of(row["category_code"]), directory), ""
    )


def _category(code: str, directory: Directory) -> str:
    return code if code in directory.categories else ""


def hall_areas(part: AreaPart, most: int) -> tuple[AreaPart, int]:
    """Return the areas with those of a few tickets at the end, and how many may be shown."""
    shown = [area for area in part.areas if not is_few(area.tickets)]
    rest: list[Area] = [area for area in part.areas if is_few(area.tickets)]
    unplaced = 0 if is_few(part.unplaced) else part.unplaced
    return replace(part, areas=(*shown, *rest), unplaced=unplaced), min(most, len(shown))


def hall_days(days: tuple[Day, ...], first: Any) -> tuple[Day, ...]:
    """Return the days of a trend without those of a few tickets; none at all where one from
    ``first`` on is such a day: the picture's title would say less than is so."""
    if any(day.day >= first and day.observed is not None and is_few(day.observed) for day in days):
        return ()
    return tuple(
        replace(day, observed=None) if day.observed is not None and is_few(day.observed) else day
        for day in days
    )
