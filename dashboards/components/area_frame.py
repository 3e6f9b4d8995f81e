"""Where outlines were imported, areas are painted: read once for all pages that draw a map.

``outlined`` says where the areas of a level lie; ``painted`` paints numbers of tickets by place, at
the finest level that has outlines. Where none has, the caller draws dots (``map_frame.py``).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from dashboards.charts.area_map import LOW, area_map
from dashboards.charts.picture import Caption, Picture
from dashboards.shell.context import BesideContext, Key, ResultContext
from dashboards.shell.kept import kept
from data_access.results.store import ResultStore
from data_access.types import Scope
from geo.boundaries.levels import LENGTHS, WORDS
from geo.maps import Area, Ground, Shown, even_bounds
from geo.page_outlines import Placed, address_of, ground_of, placed_of
from geo.store_reads import outline_versions, outlines
from style.palette import BAND
from style.texts import text
from style.wording import clauses, number

MOST = 0.9
"""The share of the tickets whose areas must have an outline for a map to be painted."""
_LEAST = 2
"""Areas that make a map; one alone shows nothing of where it lies."""
_COARSER = ("street", "county")
Context = ResultContext | BesideContext
Opens = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Outlined:
    """A level's outlines: where browsers get them, and by code where each area lies; empty where
    none were imported.
    """

    address: str
    placed: Mapping[str, Placed]

    def under(self, code: str) -> dict[str, Placed]:
        """Return the areas that lie in an area."""
        return {c: place for c, place in self.placed.items() if c.startswith(code)}

    def ground(self, codes: Iterable[str]) -> Ground:
        """Return the outlines and the box around some areas. Raises ``ValueError`` for none."""
        return ground_of(self.address, [self.placed[code] for code in codes])


@dataclass(frozen=True)
class _Reader:
    """Who reads the outlines of which jurisdiction: they depend on no run and no cut."""

    results: ResultStore
    scope: Scope
    code: str

    @property
    def key(self) -> Key:
        return self.scope.key(), self.code, self.results.extract.generation


def outlined(context: Context, level: str) -> Outlined:
    """Return a level's outlines as they are now: an import shows at the next run of the page."""
    code = context.summary.code
    versions = outline_versions(context.results.store, context.scope, code)
    if level not in versions:
        return Outlined("", {})
    return _outlined(_Reader(context.results, context.scope, code), level, versions[level])


@kept(24, shared=True)
def _outlined(reader: _Reader, level: str, version: str) -> Outlined:
    found = outlines(
        reader.results.store, reader.scope, reader.code, level=level, shapes="simplified"
    )
    return Outlined(address_of(reader.code, level, version), placed_of(found))


@dataclass(frozen=True, slots=True)
class Placing:
    """Things by area of a level that has outlines. ``level``: of ``geo.boundaries.levels``;
    ``within``: the code of the area whose parts are shown, empty for all; ``by_code``: what each
    area has; ``unplaced``: what lies in none of them.
    """

    level: str
    within: str
    outlined: Outlined
    by_code: Mapping[str, int]
    unplaced: int

    @property
    def word(self) -> str:
        """What the level is called."""
        return WORDS[self.level]

    def shown(self, context: Context) -> dict[str, Placed]:
        """Return the areas that are drawn: of the reader's part and cut, all where that is one."""
        every = self.outlined.under(self.within)
        mine = {c: p for c, p in every.items() if c in self.by_code or is_inside(context, c)}
        return mine if len(mine) >= _LEAST else every


def is_inside(context: Context, code: str) -> bool:
    """Tell whether an area lies in what the reader may see and has chosen."""
    scope, cut = context.scope.areas, context.filters.area
    return code.startswith(cut) and (scope is None or code.startswith(tuple(scope)))


def placing(context: Context, counts: Mapping[str, int], *, street: str = "") -> Placing | None:
    """Return numbers by place at the finest level whose outlines hold nearly all of them: the
    communities of ``street``, else streets, else counties. None where no level does.
    """
    whole = sum(counts.values())
    lengths: dict[str, int] = {level: length for length, level in LENGTHS.items()}
    wished = [("community", street)] if street else []
    for level, within in (*wished, *((level, "") for level in _COARSER)):
        found = outlined(context, level)
        if len(found.under(within)) < _LEAST:
            continue
        by_code: Counter[str] = Counter()
        for code, n in counts.items():
            area = code[: lengths[level]]
            if area in found.placed and area.startswith(within):
                by_code[area] += n
        placed = sum(by_code.values())
        if placed and placed >= MOST * whole:
            return Placing(level, within, found, dict(by_code), whole - placed)
    return None


def painted(
    context: Context, caption: Caption, counts: Mapping[str, int], opens: Opens, *, street: str = ""
) -> Picture | None:
    """Return the map of numbers of tickets by place, None without outlines. ``opens``: the address
    of an area's tickets; the caption says besides which areas these are and what lies in none.
    """
    found = placing(context, counts, street=street)
    if found is None:
        return None
    areas = [
        _area(context, found, code, place, opens) for code, place in found.shown(context).items()
    ]
    bounds = even_bounds(max(found.by_code.values()))
    shown = Shown(areas, bounds, number, whole=True, bare=text("map.hover_none"))
    more = text("map.unplaced", n=number(found.unplaced)) if found.unplaced else ""
    key = clauses((caption.key, text("map.by_level", level=found.word), more))
    ground = found.outlined.ground(area.code for area in areas)
    return area_map(replace(caption, key=key), ground, shown, LOW)


def _area(context: Context, found: Placing, code: str, place: Placed, opens: Opens) -> Area:
    n, name = found.by_code.get(code, 0), context.area_name(code)
    if n:
        words = text("map.value_count", value=number(n))
        return Area(code, name, n, words, *place.label, opens=opens(code), n=n)
    if is_inside(context, code):
        return Area(code, name, None, text("map.hover_none"), *place.label, n=0)
    return Area(code, name, None, text("map.hover_outside"), *place.label, n=0, colour=BAND)
