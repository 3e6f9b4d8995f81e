"""Where topics happen: areas or dots with the places by name, bars where neither is known."""

from __future__ import annotations

import html
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import pandas as pd
import streamlit as st

from dashboards.charts.picture import Caption, Picture
from dashboards.charts.street_map import Spot, street_map
from dashboards.components.area_frame import MOST, painted
from dashboards.components.links import anchor
from dashboards.components.map_frame import LISTED, STREET, show_map, spots_of
from dashboards.components.picture_box import picture_box
from dashboards.hotspots_app import pictures, to_tickets
from dashboards.hotspots_app.context import HotContext
from dashboards.shell.rows import records
from data_access.store.reference import PlacePoint, place_points
from hotspots.topic_reads import run_period
from style.texts import text
from style.wording import enumerated, number

LEAST = 2
"""Dots that make a map."""


def show_places(
    context: HotContext, name: str, places: pd.DataFrame, topics: Sequence[str]
) -> None:
    """Draw where the tickets of topics come from; ``places`` as of ``topic_places``."""
    table, fine = pictures.place_table(context, places)
    column = pictures.counted(table)
    counts = place_counts(places, column)
    recent = column == "n_recent"

    def opens(code: str) -> str:
        return to_tickets.of_place(context, topics, code, recent=recent)

    picture = None
    if not table.empty and counts:
        title = pictures.place_title(context, table, len(topics))
        street = _one_street(counts)
        caption = _caption(context, title, column)
        picture = painted(context, caption, counts, opens, street=street)
        picture = picture or _dots(context, caption, counts, opens, column)
    if picture is None:
        picture_box(
            name,
            lambda: pictures.place_picture(context, table, topics, fine=fine),
            missing=text("hot.no_places") if table.empty else "",
        )
        return
    named = enumerated(_named(table, column, opens))
    words = html.escape(text("hot.places_list", places="\0")).replace("\0", named)
    with st.container(border=True, key=f"part_{name}", height="stretch"):
        show_map(f"picture_{name}", picture, words)


def _dots(
    context: HotContext,
    caption: Caption,
    counts: dict[str, int],
    opens: Callable[[str], str],
    column: str,
) -> Picture | None:
    """Return the places as dots; None where too few have a position."""
    points = place_points(context.results.store, context.scope, context.run.jurisdiction)
    spots = place_spots(points, counts, opens)
    placed = sum(s.value for s in spots)
    if len(spots) < LEAST or not placed or placed < MOST * sum(counts.values()):
        return None
    name = "hot.map_key" if column == "n_recent" else "hot.map_key_all"
    return street_map(replace(caption, key=_key(context, name)), spots)


def place_counts(places: pd.DataFrame, column: str) -> dict[str, int]:
    """Return tickets by street; by the finest known code where all lie in one street."""
    found: Counter[str] = Counter()
    fine: Counter[str] = Counter()
    for row in records(places):
        street, code = row["area_street"], row["area_code"]
        street = street if isinstance(street, str) else code
        if not isinstance(street, str) or not row[column]:
            continue
        found[street[:STREET]] += int(row[column])
        fine[code if isinstance(code, str) else street] += int(row[column])
    return dict(fine if len(found) == 1 and len(fine) > 1 else found)


def place_spots(
    points: tuple[PlacePoint, ...], counts: dict[str, int], opens: Callable[[str], str]
) -> list[Spot]:
    """Return the places of the map: the streets of the city, or the communities of one street."""
    if not counts:
        return []
    return spots_of(points, counts, street=_one_street(counts), opens=opens)


def _one_street(counts: dict[str, int]) -> str:
    """Return the street that all places lie in, as far as its communities are known; else empty."""
    one = len({c[:STREET] for c in counts}) == 1 and any(len(c) > STREET for c in counts)
    return next(iter(counts))[:STREET] if one else ""


def _caption(context: HotContext, title: str, column: str) -> Caption:
    name = "hot.areas_key" if column == "n_recent" else "hot.places_key_all"
    key = _key(context, name)
    return Caption(title, text("unit.tickets"), context.source, context.as_of, key)


def _key(context: HotContext, name: str) -> str:
    return text(name, span=context.span, days=number(run_period(context.run).days))


def _named(table: pd.DataFrame, column: str, opens: Callable[[str], str]) -> list[str]:
    """Return the places with most, in HTML, each with the way to its tickets."""
    rows: list[dict[str, Any]] = records(table[table[column] > 0].head(LISTED))
    return [
        anchor(
            opens(r["code"]) if r["codes"] == 1 else "",
            text("hot.place_count", name=r["name"], n=number(float(r[column]))),
            r[column],
        )
        for r in rows
    ]
