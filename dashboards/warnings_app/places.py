"""Where a warning's tickets come from: a map of the places, or only their names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import streamlit as st

from dashboards.charts.picture import Caption
from dashboards.charts.show import show
from dashboards.charts.street_map import Spot, street_map
from dashboards.shell.plain import plain
from dashboards.shell.rows import Row
from dashboards.warnings_app import to_tickets
from dashboards.warnings_app.context import WarnContext
from data_access.store.reference import PlacePoint, place_points
from early_warning.warning_reads import warning_places
from style.texts import text
from style.wording import enumerated, number

LISTED = 5
STREET = 9


def show_places(context: WarnContext, row: Row) -> None:
    """Draw the places of the tickets that the reader sees."""
    key = str(row["warning_id"])
    counts = warning_places(context.results, context.scope, context.run, key)
    if not counts:
        return
    # A warning of the whole city is read by streets, one of a street by its communities.
    whole = not isinstance(row["area_code"], str) or len(row["area_code"]) < STREET
    counts = _by_street(counts) if whole else counts
    most = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    named = [
        text("warn.place_count", place=context.areas.get(c, c), n=number(float(n)))
        for c, n in most[:LISTED]
    ]
    points = place_points(context.results.store, context.scope, context.run.jurisdiction)

    def opens(code: str) -> str:
        return to_tickets.of_place(context, key, code)

    spots = _spots(points, counts, opens, whole=whole, area=str(row["area_code"]))
    if sum(s.value > 0 for s in spots) < len(counts) or len(counts) == 1:
        # Places without a point, or only one: where it lies in the city says more.
        spots = _spots(points, _by_street(counts), opens, whole=True, area="")
    if any(s.value for s in spots) and len(spots) > 1:
        first, n = most[0]
        known = "warn.map_spread" if n == 1 else "warn.map_title"
        title = text(
            "warn.map_alone" if len(counts) == 1 else known,
            place=context.areas.get(first, first), n=number(float(n)),
            total=number(float(sum(counts.values()))), places=number(float(len(counts))),
        )  # fmt: skip
        caption = Caption(
            title, text("warn.unit_tickets"), context.source,
            context.run.as_of or context.filters.period.last, text("warn.map_key"),
        )  # fmt: skip
        show(street_map(caption, spots), key=f"map_{key}")
    st.markdown(plain(text("warn.places", places=enumerated(named))))


def _by_street(counts: dict[str, int]) -> dict[str, int]:
    found: Counter[str] = Counter()
    for code, n in counts.items():
        found[code[:STREET]] += n
    return dict(found)


def _spots(
    points: tuple[PlacePoint, ...],
    counts: dict[str, int],
    opens: Callable[[str], str],
    *,
    whole: bool,
    area: str,
) -> list[Spot]:
    """Return the streets of the city, or the places of the warning's street."""
    ground = [
        p
        for p in points
        if (p.level == "street" if whole else p.code.startswith(area[:STREET])) or p.code in counts
    ]
    top = max(counts.values())
    return [
        Spot(
            p.name, p.lon, p.lat, counts.get(p.code, 0), acts=counts.get(p.code) == top,
            opens=opens(p.code),
        )
        for p in ground
    ]  # fmt: skip
