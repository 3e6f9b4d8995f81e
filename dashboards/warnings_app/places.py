"""Where a warning's tickets come from: a map of the places, or only their names."""

from __future__ import annotations

import html
from collections.abc import Callable, Mapping
from dataclasses import replace

from dashboards.charts.picture import Caption, Picture
from dashboards.charts.street_map import street_map
from dashboards.components.area_frame import painted
from dashboards.components.links import anchor
from dashboards.components.map_frame import LISTED, STREET, by_street, show_map, spots_of
from dashboards.shell.rows import Row
from dashboards.warnings_app import to_tickets
from dashboards.warnings_app.context import WarnContext
from data_access.store.reference import place_points
from early_warning.warning_reads import warning_places
from style.texts import text
from style.ties import most as having_most
from style.wording import enumerated, number


def show_places(context: WarnContext, row: Row) -> None:
    """Draw the places of the tickets that the reader sees."""
    key = str(row["warning_id"])
    counts = warning_places(context.results, context.scope, context.run, key)
    if not counts:
        return
    # A warning of the whole city is read by streets, one of a street by its communities.
    whole = not isinstance(row["area_code"], str) or len(row["area_code"]) < STREET
    counts = by_street(counts) if whole else counts

    def opens(code: str) -> str:
        return to_tickets.of_place(context, key, code)

    # Only one place: where it lies in the city says more.
    street = "" if whole or len(counts) == 1 else str(row["area_code"])[:STREET]
    caption = _caption(context, counts)
    picture = painted(context, caption, counts, opens, street=street)
    if picture is None:
        dotted = replace(caption, key=text("warn.map_key"))
        picture = _dots(context, dotted, counts, opens, street)
    most = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    named = enumerated(
        anchor(opens(c), text("warn.place_count", place=context.areas.get(c, c), n=number(n)), n)
        for c, n in most[:LISTED]
    )
    words = html.escape(text("warn.places", places="\0")).replace("\0", named)
    show_map(f"map_{key}", picture, words)


def _caption(context: WarnContext, counts: Mapping[str, int]) -> Caption:
    """Return the words of the map: which place has most."""
    named = [(context.areas.get(c, c), float(n)) for c, n in sorted(counts.items())]
    first = having_most(named, text("warn.map_counter"))
    known = "warn.map_title_tied" if first.tied else "warn.map_title"
    known = "warn.map_spread" if first.value == 1 else known
    title = text(
        "warn.map_alone" if len(counts) == 1 else known,
        place=first.names, n=number(first.value),
        total=number(float(sum(counts.values()))), places=number(float(len(counts))),
    )  # fmt: skip
    as_of = context.run.as_of or context.filters.period.last
    return Caption(title, text("warn.unit_tickets"), context.source, as_of)


def _dots(
    context: WarnContext,
    caption: Caption,
    counts: Mapping[str, int],
    opens: Callable[[str], str],
    street: str,
) -> Picture | None:
    """Return the places as dots; None where too few have a position."""
    points = place_points(context.results.store, context.scope, context.run.jurisdiction)
    spots = spots_of(points, counts, street=street, opens=opens)
    if sum(s.value > 0 for s in spots) < len(counts) or len(counts) == 1:
        # Places without a point, or only one: where it lies in the city says more.
        spots = spots_of(points, by_street(counts), opens=opens)
    return street_map(caption, spots) if any(s.value for s in spots) and len(spots) > 1 else None
