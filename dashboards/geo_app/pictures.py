"""The map: areas in shades, or as dots where no outlines were imported."""

from __future__ import annotations

from collections.abc import Sequence

from dashboards.charts.area_map import area_map
from dashboards.charts.picture import Caption, Picture
from dashboards.charts.street_map import Spot, street_map
from dashboards.components.area_frame import Outlined
from dashboards.geo_app import sentences, to_tickets
from dashboards.geo_app.context import MapContext
from dashboards.geo_app.figures import AreaFigure, written
from dashboards.geo_app.sentences import Shown
from data_access.store.reference import PlacePoint
from geo.boundaries.levels import WORDS as LEVEL_WORDS
from geo.maps import Area, shade_bounds
from geo.maps import Shown as Painted
from style.texts import text
from style.wording import month_words

_LEAST_DOTS = 2


def bounds_of(shown: Sequence[Shown]) -> list[float]:
    """Return the numbers that part the shades: the same for all months that are compared."""
    return shade_bounds([f.value for one in shown for f in one.figures if f.value is not None])


def map_picture(
    context: MapContext, shown: Shown, outlined: Outlined, bounds: Sequence[float]
) -> Picture:
    """Return the map of outlines. Raises ``ValueError`` where no area has one."""
    drawn = [f for f in shown.figures if f.code in outlined.placed]
    areas = [_area(context, shown, f, outlined) for f in drawn]
    areas += _without(context, shown, outlined)
    ground = outlined.ground(area.code for area in areas)
    only = context.look.only
    painted = Painted(areas, () if only else bounds, lambda v: written(shown.measure, v))
    return area_map(caption(context, shown), ground, painted)


def _area(context: MapContext, shown: Shown, one: AreaFigure, outlined: Outlined) -> Area:
    lon, lat = outlined.placed[one.code].label
    only = context.look.only and one.value is not None
    return Area(
        one.code, one.name, one.value, sentences.hover(shown, one), lon, lat,
        paint=one.paint if only else "shade",
        opens=to_tickets.of_area(context, one, shown.month),
        n=one.tickets,
    )  # fmt: skip


def _without(context: MapContext, shown: Shown, outlined: Outlined) -> list[Area]:
    """Return the areas of the reader's cut that nothing is told of: without a ticket."""
    told = {f.code for f in shown.figures}
    mine = tuple(context.scope.areas) if context.scope.areas is not None else ("",)
    return [
        Area(code, context.area_name(code), None, text("map.hover_none"), *place.label, n=0)
        for code, place in outlined.placed.items()
        if code not in told and code.startswith(mine) and code.startswith(context.filters.area)
    ]


def caption(context: MapContext, shown: Shown) -> Caption:
    """Return the words of the map."""
    key = text("map.key", month=month_words(shown.month), level=LEVEL_WORDS[shown.level])
    unit = text(f"map.unit_{shown.measure}")
    return Caption(sentences.title(shown), unit, context.source, context.as_of, key)


def dots(context: MapContext, shown: Shown, points: Sequence[PlacePoint]) -> Picture | None:
    """Return the map of dots as large as the number of tickets; None without enough positions."""
    by_code = {p.code: p for p in points if p.level == shown.level}
    drawn = [f for f in shown.figures if f.code in by_code and f.tickets]
    if len(drawn) < _LEAST_DOTS:
        return None
    spots = [
        Spot(
            f.name, by_code[f.code].lon, by_code[f.code].lat, f.tickets or 0,
            acts=f.paint == "high", opens=to_tickets.of_area(context, f, shown.month),
        )
        for f in drawn
    ]  # fmt: skip
    return street_map(_dots_caption(context, shown), spots)


def _dots_caption(context: MapContext, shown: Shown) -> Caption:
    month = month_words(shown.month)
    title = text("map.dots_title", month=month)
    return Caption(title, text("unit.tickets"), context.source, context.as_of, text("map.dots_key"))
