"""A picture in its frame, or what the data lack for it."""

from __future__ import annotations

import html
from collections.abc import Callable, Sequence

import streamlit as st

from dashboards.charts.picture import Picture
from dashboards.charts.show import show


def part(name: str, missing: str, draw: Callable[[], Picture]) -> None:
    """Draw one picture of a page."""
    with st.container(border=True, key=f"part_{name}", height="stretch"):
        if missing:
            st.html(f'<div class="weisu-missing">{html.escape(missing)}</div>')
            return
        show(draw(), key=f"picture_{name}")


def word_list(name: str, title: str, topics: Sequence[tuple[str, Sequence[str]]]) -> None:
    """Draw the words of topics, the heaviest first, each topic under its name."""
    with st.container(border=True, key=f"part_{name}", height="stretch"):
        lines = [f'<p class="weisu-words-title">{html.escape(title)}</p>']
        for topic, words in topics:
            head = f'<span class="weisu-note">{html.escape(topic)}</span>' if topic else ""
            chips = "".join(f'<span class="weisu-word">{html.escape(w)}</span>' for w in words)
            lines.append(f'<div class="weisu-words">{head}{chips}</div>')
        st.html("".join(lines))
