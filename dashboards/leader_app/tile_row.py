"""Draws the three numbers: each with target, days before and last year; the basis on demand."""

from __future__ import annotations

import html
from dataclasses import replace

import streamlit as st

from dashboards.components.links import anchor
from dashboards.components.ticket_link import RIGHT
from dashboards.leader_app import to_tickets
from dashboards.leader_app.content import Against, Tile, Tone
from dashboards.shell.context import PageContext
from dashboards.shell.plain import plain
from style.texts import text

_TONES: dict[Tone, str] = {"better": "blue", "worse": "red", "neutral": "gray"}


def show_tiles(context: PageContext, tiles: tuple[Tile, ...]) -> None:
    """Draw the tiles side by side."""
    with st.grid(columns=3, min_column_width=200, gap="small", key="tiles"):
        for tile in tiles:
            _tile(context, tile)


def _tile(context: PageContext, tile: Tile) -> None:
    with st.container(border=True, height="stretch", gap="xsmall"):
        first = tile.against[0] if tile.against else None
        st.metric(
            tile.label,
            tile.value,
            delta=first.words if first else None,
            delta_color=_TONES[first.tone] if first else "off",  # type: ignore[arg-type]
            delta_arrow=(first.move or "off") if first else "off",
            help=plain(tile.definition),
        )
        # What was said of the days before is not said a second time of last year.
        more = [replace(a, words="") if first and a.words == first.words else a
                for a in tile.against[1:]]  # fmt: skip
        lines = [_note(tile.target), *(_against(a) for a in more), _note(tile.instead)]
        st.html("".join(lines) + _basis(context, tile))


def _against(against: Against) -> str:
    if not against.words:
        return ""
    then = f' <span class="weisu-then">{html.escape(against.then)}</span>' if against.then else ""
    kinds = f"weisu-against weisu-move-{against.move or 'none'} weisu-{against.tone}"
    return f'<p class="{kinds}">{html.escape(against.words)}{then}</p>'


def _basis(context: PageContext, tile: Tile) -> str:
    """Return what the number rests on, folded, and the way to its tickets."""
    notes = [tile.basis, tile.assessed, *(a.note for a in tile.against)]
    folded = "".join(_note(words) for words in notes)
    head = html.escape(text("today.basis"))
    part = f'<details class="weisu-basis"><summary>{head}</summary>{folded}</details>'
    address = to_tickets.of_tile(context, tile)
    link = ""
    if address and context.scope.has(RIGHT):
        words = anchor(address, text("today.to_tickets"), tile.n)
        link = f'<p class="weisu-note weisu-screen">{words}</p>'
    return f'<div class="weisu-below">{part if folded else ""}{link}</div>'


def _note(words: str) -> str:
    return f'<p class="weisu-note">{html.escape(words)}</p>' if words else ""
