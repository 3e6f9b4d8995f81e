"""Where the matters are, and which areas stand out: the map of the period; none where no
outlines were imported."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dashboards.charts.area_map import LOW, area_map
from dashboards.charts.picture import Caption, Picture
from dashboards.components.area_frame import MOST, Outlined, is_inside, outlined
from dashboards.components.links import anchor
from dashboards.components.map_frame import LISTED
from dashboards.leader_app.areas import LEAST
from dashboards.leader_app.content import Area, AreaPart, Matter
from dashboards.leader_app.pictures import area_title
from dashboards.shell.context import BesideContext
from geo.boundaries.levels import WORDS
from geo.maps import Area as Painted
from geo.maps import Shown
from geo.page_outlines import Placed
from style.palette import MAP_LEVELS, MAP_SHADES
from style.texts import text
from style.wording import clauses, enumerated, number

_FIRST = 1e9
"""More than any figure."""
_UNTOLD = MAP_SHADES[-1]
"""A matter that no warning tells."""
_KEY = [
    *((colour, text("today.map_level", level=level)) for level, colour in MAP_LEVELS.items()),
    (_UNTOLD, text("today.map_matter")),
]


@dataclass(frozen=True, slots=True)
class Marked:
    """The matters of an area by their number on the page, the first of the highest level."""

    numbers: tuple[int, ...]
    matters: tuple[Matter, ...]

    @property
    def colour(self) -> str:
        """The colour of the highest level among them."""
        levels = {matter.level for matter in self.matters}
        return next((colour for level, colour in MAP_LEVELS.items() if level in levels), _UNTOLD)

    @property
    def sign(self) -> str:
        """Their numbers, before the area's name."""
        return f"{enumerated(map(str, self.numbers))} "

    @property
    def words(self) -> str:
        """What they are, for the hover."""
        return clauses(
            text("today.map_hover", number=n, what=matter.what)
            for n, matter in zip(self.numbers, self.matters, strict=True)
        )


@dataclass(frozen=True, slots=True)
class AreaMap:
    """The map and, as HTML, the areas that have most."""

    picture: Picture
    beneath: str


@dataclass(frozen=True, slots=True)
class Told:
    """What the map tells: the areas of the period, the page's matters, and by area the address of
    its tickets; ``whole``: what all areas together are called."""

    part: AreaPart
    matters: Sequence[Matter]
    opens: Sequence[str]
    whole: str

    @property
    def level(self) -> str:
        """The level of the areas, as outlines have it."""
        return self.part.level.removeprefix("area_")


def map_of(context: BesideContext, told: Told) -> AreaMap | None:
    """Return the map; None without outlines of areas with nearly all tickets."""
    ground = outlined(context, told.level)
    tickets = {a.code: a.tickets for a in told.part.areas}
    placed = sum(n for code, n in tickets.items() if code in ground.placed)
    if not placed or placed < MOST * sum(tickets.values()):
        return None
    marked = _marked(told.matters, ground)
    areas = _areas(context, told, ground, marked)
    shown = Shown(areas, colours=_KEY, bare=text("today.map_bare"))
    caption = _caption(context, told, marked)
    picture = area_map(caption, ground.ground(a.code for a in areas), shown, LOW)
    return AreaMap(picture, _beneath(told.part, told.opens))


def _areas(
    context: BesideContext, told: Told, ground: Outlined, marked: Mapping[str, Marked]
) -> list[Painted]:
    """Return the areas with tickets, and those of the reader's part and cut without any."""
    found = {a.code: (a, to) for a, to in zip(told.part.areas, told.opens, strict=True)}
    return [
        _painted(_bare(context, code), marked.get(code), place, "")
        if code not in found
        else _painted(found[code][0], marked.get(code), place, found[code][1])
        for code, place in ground.placed.items()
        if code in found or is_inside(context, code)
    ]


def _bare(context: BesideContext, code: str) -> Area:
    return Area(code, context.area_name(code), 0, None, None)


def _marked(matters: Sequence[Matter], ground: Outlined) -> dict[str, Marked]:
    """Return by area the matters that are in it or in a part of it."""
    found: dict[str, list[tuple[int, Matter]]] = {}
    for n, matter in enumerate(matters, start=1):
        code = next((c for c in ground.placed if matter.area.startswith(c)), "")
        if code:
            found.setdefault(code, []).append((n, matter))
    return {
        code: Marked(tuple(n for n, _ in held), tuple(m for _, m in held))
        for code, held in found.items()
    }


def _painted(area: Area, marked: Marked | None, place: Placed, opens: str) -> Painted:
    words = _said(area) if area.tickets else text("map.hover_none")
    figure = area.tickets if area.rate is None else area.rate
    # Names of the matters' areas come first, then those with most; none without a ticket.
    value = _FIRST + figure if marked else figure or None
    return Painted(
        area.code, area.name, value, clauses((words, marked.words)) if marked else words,
        *place.label, "high" if area.stands_out else "plain", opens=opens, n=area.tickets,
        colour=marked.colour if marked else "", sign=marked.sign if marked else "",
    )  # fmt: skip


def _said(area: Area) -> str:
    """Return an area's figure: per resident with its number of tickets, or these alone."""
    if area.rate is None:
        return text("today.area_count", count=number(area.tickets))
    key = "today.area_rate_few" if area.tickets < LEAST else "today.area_rate"
    return text(key, rate=number(area.rate, 2), count=number(area.tickets))


def _caption(context: BesideContext, told: Told, marked: Mapping[str, Marked]) -> Caption:
    part = told.part
    placed = {n for one in marked.values() for n in one.numbers}
    rest = [str(n) for n in range(1, len(told.matters) + 1) if n not in placed]
    key = clauses((
        text("map.by_level", level=WORDS[told.level]),
        text("today.map_key") if placed else "",
        text("today.map_elsewhere", numbers=enumerated(rest)) if placed and rest else "",
        text("today.area_key_unplaced", count=number(part.unplaced)) if part.unplaced else "",
    ))  # fmt: skip
    unit = text("unit.per_10k") if part.per_resident else text("unit.tickets")
    as_of = context.filters.as_of or context.filters.period.last
    return Caption(area_title(part, told.whole), unit, context.source, as_of, key)


def _beneath(part: AreaPart, opens: Sequence[str]) -> str:
    """Return the areas that have most in words, each with the way to its tickets: per resident as
    far as that rests on enough tickets, else by their number."""
    every = list(zip(part.areas, opens, strict=True))
    told = [(a, to, _said(a)) for a, to in every if a.rate is not None and a.tickets >= LEAST]
    key = "today.map_most_rate" if told else "today.map_most"
    if not told:
        every.sort(key=lambda pair: (-pair[0].tickets, pair[0].code))
        told = [(a, to, text("today.area_count", count=number(a.tickets))) for a, to in every]
    links = enumerated(
        anchor(to, text("today.map_area", name=a.name, said=said), a.tickets)
        for a, to, said in told[:LISTED]
    )
    return html.escape(text(key, areas="\0")).replace("\0", links)
