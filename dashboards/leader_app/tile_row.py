"""Draws the three numbers: each with target, days before and last year; the basis on demand."""

from __future__ import annotations

import html
from dataclasses import replace

from dashboards.components import tile as component
from dashboards.components.notes import note
from dashboards.components.ticket_link import tickets_note
from dashboards.leader_app import to_tickets
from dashboards.leader_app.content import Against, Tile
from dashboards.shell.context import PageContext
from style.texts import text


def show_tiles(context: PageContext, tiles: tuple[Tile, ...]) -> None:
    """Draw the tiles side by side."""
    with component.tile_row():
        for tile in tiles:
            _tile(context, tile)


def _tile(context: PageContext, tile: Tile) -> None:
    first = tile.against[0] if tile.against else None
    # What was said of the days before is not said a second time of last year.
    more = [replace(a, words="") if first and a.words == first.words else a
            for a in tile.against[1:]]  # fmt: skip
    lines = [note(tile.target), *(_against(a) for a in more), note(tile.instead)]
    component.tile(
        tile.label,
        tile.value,
        told=tile.definition,
        against=component.Against(first.words, first.tone, first.move) if first else None,
        below="".join(lines) + _basis(context, tile),
    )


def _against(against: Against) -> str:
    if not against.words:
        return ""
    then = f' <span class="weisu-then">{html.escape(against.then)}</span>' if against.then else ""
    kinds = f"weisu-against weisu-move-{against.move or 'none'} weisu-{against.tone}"
    return f'<p class="{kinds}">{html.escape(against.words)}{then}</p>'


def _basis(context: PageContext, tile: Tile) -> str:
    """Return what the number rests on, folded, and the way to its tickets."""
    notes = [tile.basis, tile.assessed, *(a.note for a in tile.against)]
    folded = "".join(map(note, notes))
    head = html.escape(text("today.basis"))
    part = f'<details class="weisu-basis"><summary>{head}</summary>{folded}</details>'
    address = to_tickets.of_tile(context, tile)
    link = tickets_note(context, address, text("today.to_tickets"), tile.n)
    return f'<div class="weisu-below">{part if folded else ""}{link}</div>'
