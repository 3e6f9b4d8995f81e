"""Where topics happen: a map and the places by name, or bars where positions are not known."""

from __future__ import annotations

import html
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from dashboards.charts.picture import Caption
from dashboards.charts.street_map import Spot
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

MOST = 0.9
"""The share of the tickets whose places must have a point for a map to be drawn."""


def show_places(
    context: HotContext, name: str, places: pd.DataFrame, topics: Sequence[str]
) -> None:
    """Draw where the tickets of topics come from; ``places`` as of ``topic_places``."""
    table, fine = pictures.place_table(context, places)
    column = pictures.counted(table)
    counts = place_counts(places, column)
    points = place_points(context.results.store, context.scope, context.run.jurisdiction)
    recent = column == "n_recent"

    def opens(code: str) -> str:
        return to_tickets.of_place(context, topics, code, recent=recent)

    spots = place_spots(points, counts, opens)
    whole, placed = sum(counts.values()), sum(s.value for s in spots)
    if table.empty or len(spots) < 2 or not placed or placed < MOST * whole:
        picture_box(
            name,
            lambda: pictures.place_picture(context, table, topics, fine=fine),
            missing=text("hot.no_places") if table.empty else "",
        )
        return
    title = pictures.place_title(context, table, len(topics))
    named = enumerated(_named(table, column, opens))
    words = html.escape(text("hot.places_list", places="\0")).replace("\0", named)
    with st.container(border=True, key=f"part_{name}", height="stretch"):
        show_map(f"picture_{name}", _caption(context, title, column), spots, words)


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
    one = len({c[:STREET] for c in counts}) == 1 and any(len(c) > STREET for c in counts)
    street = next(iter(counts))[:STREET] if one else ""
    return spots_of(points, counts, street=street, opens=opens)


def _caption(context: HotContext, title: str, column: str) -> Caption:
    days = run_period(context.run).days
    name = "hot.map_key" if column == "n_recent" else "hot.map_key_all"
    key = text(name, span=context.span, days=number(days))
    return Caption(title, text("unit.tickets"), context.source, context.as_of, key)


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
