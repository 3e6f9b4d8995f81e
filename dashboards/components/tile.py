"""Numbers in large type, side by side: each with what it is compared with and rests on."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass

import streamlit as st

from dashboards.components.notes import note
from dashboards.shell.plain import plain
from data_access.metrics.comparison import Tone
from style.wording import punctuate

_TONES: dict[Tone, str] = {"better": "blue", "worse": "red", "neutral": "gray"}


@dataclass(frozen=True, slots=True)
class Against:
    """What a number is compared with. ``move``: up or down, where an arrow says more."""

    words: str
    tone: Tone = "neutral"
    move: str = ""


def tile_row(columns: int = 3) -> AbstractContextManager[object]:
    """Open a row of tiles: as many side by side, fewer where the screen is narrow."""
    row: AbstractContextManager[object] = st.grid(
        columns=columns, min_column_width=200 if columns < 4 else 150, gap="small", key="tiles"
    )
    return row


def tile(
    label: str,
    value: str,
    notes: Iterable[str] = (),
    *,
    told: str = "",
    against: Against | None = None,
    below: str = "",
) -> None:
    """Draw a tile. ``notes``: lines below the number; ``below``: HTML after them; ``told``: what
    the number means, on demand.
    """
    drawn = "".join(note(punctuate(words)) for words in notes) + below
    shown = against if against is not None and against.words else None
    with st.container(border=True, height="stretch", gap="xsmall"):
        st.metric(
            label,
            value,
            delta=shown.words if shown else None,
            delta_color=_TONES[shown.tone] if shown else "off",  # type: ignore[arg-type]
            delta_arrow=((shown.move or "off") if shown else "off"),  # type: ignore[arg-type]
            help=plain(punctuate(told)) if told else None,
        )
        if drawn:
            st.html(drawn)
