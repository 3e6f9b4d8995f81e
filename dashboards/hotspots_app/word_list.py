"""The words of topics, each topic under its name."""

from __future__ import annotations

import html
from collections.abc import Sequence

import streamlit as st


def show_words(name: str, title: str, topics: Sequence[tuple[str, Sequence[str]]]) -> None:
    """Draw the words of topics, the heaviest first, each topic under its name."""
    with st.container(border=True, key=f"part_{name}", height="stretch"):
        lines = [f'<p class="weisu-words-title">{html.escape(title)}</p>']
        for topic, words in topics:
            head = f'<span class="weisu-note">{html.escape(topic)}</span>' if topic else ""
            chips = "".join(f'<span class="weisu-word">{html.escape(w)}</span>' for w in words)
            lines.append(f'<div class="weisu-words">{head}{chips}</div>')
        st.html("".join(lines))
