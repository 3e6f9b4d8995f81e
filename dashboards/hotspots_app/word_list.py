"""The words of topics, each topic under its name."""

from __future__ import annotations

import html
from collections.abc import Sequence

import streamlit as st

from dashboards.components.notes import small
from dashboards.components.notes import title as title_of


def show_words(name: str, title: str, topics: Sequence[tuple[str, Sequence[str]]]) -> None:
    """Draw the words of topics, the heaviest first, each topic under its name."""
    with st.container(border=True, key=f"part_{name}", height="stretch"):
        lines = [title_of(title)]
        for topic, words in topics:
            head = small(topic)
            chips = "".join(f'<span class="weisu-word">{html.escape(w)}</span>' for w in words)
            lines.append(f'<div class="weisu-words">{head}{chips}</div>')
        st.html("".join(lines))
