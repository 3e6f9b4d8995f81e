"""Where things are: the places of a city as dots, and which have most in words.

Areas are painted where outlines were imported (``area_frame.py``); dots are drawn where enough
places have a position; else the caller draws bars or words alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence

import streamlit as st

from dashboards.charts.picture import Picture
from dashboards.charts.show import show
from dashboards.charts.street_map import Spot
from dashboards.components.notes import note_of
from data_access.store.reference import PlacePoint

STREET = 9
"""Characters of a street's code; communities' are longer and begin with it."""
LISTED = 5
"""Places that are said in words."""


def by_street(counts: Mapping[str, int]) -> dict[str, int]:
    """Return numbers by street of numbers by place."""
    found: Counter[str] = Counter()
    for code, n in counts.items():
        found[code[:STREET]] += n
    return dict(found)


def spots_of(
    points: Sequence[PlacePoint],
    counts: Mapping[str, int],
    *,
    street: str = "",
    opens: Callable[[str], str] = lambda _code: "",
) -> list[Spot]:
    """Return the places of a map: the streets of the city, or the communities of one ``street``,
    and whatever place has a number. ``opens``: the address that a click on a place opens.
    """
    top = max(counts.values(), default=0)
    return [
        Spot(
            p.name, p.lon, p.lat, counts.get(p.code, 0), acts=counts.get(p.code) == top,
            opens=opens(p.code),
        )
        for p in points
        if p.code in counts or (p.code.startswith(street) if street else p.level == "street")
    ]  # fmt: skip


def show_map(key: str, picture: Picture | None, words: str) -> None:
    """Draw a map, of areas or of dots, with its ``words``, HTML, below; the words alone where
    nothing can be drawn."""
    if picture is not None:
        show(picture, key=key)
    st.html(note_of(words))
