"""Where the warnings that are to be handled are: areas in the colour of the highest one there."""

from __future__ import annotations

import html
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import streamlit as st

from dashboards.charts.area_map import LOW, area_map
from dashboards.charts.picture import Caption, Picture
from dashboards.charts.show import show
from dashboards.components.area_frame import Placing, placing
from dashboards.components.links import anchor, page_address
from dashboards.components.map_frame import STREET
from dashboards.components.notes import note_of
from dashboards.shell.context import RunContext
from dashboards.shell.kept import kept
from dashboards.shell.rows import Row, words_of
from dashboards.warnings_app import to_tickets
from dashboards.warnings_app.context import WarnContext
from early_warning.warning_reads import tickets_by_warning
from geo.maps import Area, Shown
from style.palette import MAP_LEVELS
from style.texts import text
from style.ties import most as having_most
from style.wording import clauses, enumerated, number

_LEVELS = tuple(MAP_LEVELS)
_KEY = [(colour, text("warn.where_level", level=level)) for level, colour in MAP_LEVELS.items()]
_LINKED = 5


@dataclass(frozen=True, slots=True)
class Warned:
    """An area with the warnings there, the most urgent first; ``n``: their tickets."""

    code: str
    rows: tuple[Row, ...]
    n: int

    @property
    def level(self) -> str:
        """The colour of the most urgent; the last one for an unknown."""
        return _LEVELS[min(_urgency(self.rows[0]), len(_LEVELS) - 1)]

    @property
    def words(self) -> str:
        """How many warnings of each colour there are."""
        found = Counter(str(row["severity"]) for row in self.rows)
        told = [text("warn.where_count", level=v, n=found[v]) for v in _LEVELS if found[v]]
        return enumerated(told)


def show_areas(context: WarnContext, due: Sequence[Row]) -> None:
    """Draw the map of the warnings to be handled; nothing where none has an area with an outline:
    those of the whole city are in no area, and are said to be."""
    places = {str(row["warning_id"]): words_of(row["area_code"]) for row in due}
    found = _placing(context, places)
    if found is None:
        return
    warned = _warned(context, due, places, found)
    with st.container(border=True, key="part_warning_areas"):
        show(_picture(context, found, warned, len(due)), key="picture_warning_areas")
        links = enumerated(
            anchor(page_address("warnings", context, area=w.code), context.area_name(w.code))
            for w in warned[:_LINKED]
        )
        words = html.escape(text("warn.where_only", links="\0")).replace("\0", links)
        st.html(note_of(words, screen=True))


def _placing(context: WarnContext, places: Mapping[str, str]) -> Placing | None:
    """Return the warnings with an area of their own by that area; None without such or outlines."""
    known = [code for code in places.values() if code]
    fine = [code for code in known if len(code) >= STREET]
    return placing(context, Counter(fine or known))


def _warned(
    context: WarnContext, due: Sequence[Row], places: Mapping[str, str], found: Placing
) -> list[Warned]:
    """Return the areas, those with the most urgent warnings first, then those with most."""
    held: dict[str, list[Row]] = {code: [] for code in found.by_code}
    for row in due:
        code = next((c for c in held if places[str(row["warning_id"])].startswith(c)), "")
        if code:
            held[code].append(row)
    keys = tuple((code, tuple(_keys(rows))) for code, rows in sorted(held.items()))
    reader = RunContext(context.results, context.scope, context.run)
    tickets = dict(zip((code for code, _ in keys), _tickets(reader, keys), strict=True))
    warned = [
        Warned(code, tuple(sorted(rows, key=_urgency)), tickets[code])
        for code, rows in held.items()
    ]
    return sorted(warned, key=lambda w: (_urgency(w.rows[0]), -len(w.rows), w.code))


def _keys(rows: Sequence[Row]) -> list[str]:
    return [str(row["warning_id"]) for row in rows]


def _urgency(row: Row) -> int:
    level = str(row["severity"])
    return _LEVELS.index(level) if level in _LEVELS else len(_LEVELS)


@kept(60)
def _tickets(reader: RunContext, areas: tuple[tuple[str, tuple[str, ...]], ...]) -> list[int]:
    """Return how many tickets the warnings of each area hold, each ticket once."""
    every = [key for _, keys in areas for key in keys]
    held = tickets_by_warning(reader.results, reader.scope, reader.run, every)
    return [len(frozenset().union(*(held[key] for key in keys))) for _, keys in areas]


def _picture(context: WarnContext, found: Placing, warned: Sequence[Warned], every: int) -> Picture:
    by_code = {w.code: w for w in warned}
    areas = [
        _area(context, by_code.get(code), code, place.label)
        for code, place in found.shown(context).items()
    ]
    ground = found.outlined.ground(area.code for area in areas)
    shown = Shown(areas, colours=_KEY, bare=text("warn.where_bare"))
    return area_map(_caption(context, found, warned, every), ground, shown, LOW)


def _area(context: WarnContext, warned: Warned | None, code: str, at: tuple[float, float]) -> Area:
    name = context.area_name(code)
    if warned is None:
        return Area(code, name, None, text("warn.where_bare"), *at, n=0)
    level = warned.level
    return Area(
        code, name, float(len(_LEVELS) - _urgency(warned.rows[0])), warned.words, *at,
        opens=to_tickets.of_warnings(context, _keys(warned.rows)), n=warned.n,
        colour=MAP_LEVELS[level], sign=f"{level} ",
    )  # fmt: skip


def _caption(context: WarnContext, found: Placing, warned: Sequence[Warned], every: int) -> Caption:
    placed = sum(len(w.rows) for w in warned)
    named = [(context.area_name(w.code), float(len(w.rows))) for w in warned]
    first = having_most(named, text("warn.map_counter"))
    key = "warn.where_title_tied" if first.tied else "warn.where_title"
    key = "warn.where_spread" if first.value == 1 else key
    key = "warn.where_alone" if len(warned) == 1 else key
    title = text(
        key, n=number(placed), places=number(len(warned)), level=found.word,
        name=first.names, most=number(first.value),
    )  # fmt: skip
    elsewhere = text("warn.where_whole", n=number(every - placed)) if every > placed else ""
    said = clauses((text("warn.where_key"), text("map.by_level", level=found.word), elsewhere))
    as_of = context.run.as_of or context.filters.period.last
    return Caption(title, text("warn.where_unit"), context.source, as_of, said)
