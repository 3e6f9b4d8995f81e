"""Where a ticket speaks of: the area, how sure that is and why, or what it may be."""

from __future__ import annotations

import html

from dashboards.components.entries import entry, show_entries
from dashboards.shell.context import BesideContext
from data_access.search.ticket import SpokenPlace, Ticket
from geo.boundaries.levels import WORDS as LEVEL_WORDS
from style.texts import text
from style.wording import clauses, enumerated, rate

_MOST = 3


def show_place(context: BesideContext, found: Ticket) -> None:
    """Draw the place of a ticket; nothing where none was looked for or nothing is named."""
    place = found.place
    if place is None or place.state == "none":
        return
    items = [_where(context, place), clauses([*_reasons(place), *_filed(context, found, place)])]
    show_entries([entry(html.escape(words)) for words in items if words], text("tickets.place"))


def _where(context: BesideContext, place: SpokenPlace) -> str:
    if place.state == "placed":
        return text(
            "tickets.place_at", area=_full(context, place.code),
            level=LEVEL_WORDS[place.level], share=rate(place.confidence, 0),
        )  # fmt: skip
    if place.candidates:
        options = [
            text("tickets.place_option", area=_full(context, code), share=rate(share, 0))
            for code, share in place.candidates[:_MOST]
        ]
        return text("tickets.place_open", areas=enumerated(options))
    return text("tickets.place_unknown")


def _full(context: BesideContext, code: str) -> str:
    """Return an area's name, a community's behind that of its street."""
    areas, name = context.directory.areas, context.area_name(code)
    above = areas.get(areas[code].parent or "") if code in areas else None
    if above is None or above.level != "street" or name.startswith(above.name):
        return name
    return f"{above.name}{name}"


def _reasons(place: SpokenPlace) -> list[str]:
    return [text(f"tickets.place_why_{word}", name=place.name) for word in place.reasons]


def _filed(context: BesideContext, found: Ticket, place: SpokenPlace) -> list[str]:
    """Return what there is to say of the area that the source told."""
    if place.state != "placed":
        return []
    if found.facts.get("area_source") == "resolved":
        return [text("tickets.place_taken")]
    filed = found.facts.get("area_code")
    if not isinstance(filed, str):
        return [text("tickets.place_not_taken")]
    one, other = _line(context, filed), _line(context, place.code)
    return [] if filed in other or place.code in one else [text("tickets.place_against")]


def _line(context: BesideContext, code: str) -> list[str]:
    """Return an area and all above it."""
    areas, line = context.directory.areas, []
    at: str | None = code
    while at is not None and at not in line:
        line.append(at)
        at = areas[at].parent if at in areas else None
    return line
