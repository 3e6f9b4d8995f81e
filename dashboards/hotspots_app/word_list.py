"""The words of topics, each topic under its name, each word with the way to its tickets."""

from __future__ import annotations

import html
from collections.abc import Sequence

import streamlit as st

from dashboards.components.links import anchor
from dashboards.hotspots_app import to_tickets
from dashboards.hotspots_app.context import HotContext


def show_words(
    context: HotContext, name: str, title: str, topics: Sequence[tuple[str, str, Sequence[str]]]
) -> None:
    """Draw the words of topics (id, name, words), the heaviest first, each topic under its name."""
    with st.container(border=True, key=f"part_{name}", height="stretch"):
        lines = [f'<p class="weisu-words-title">{html.escape(title)}</p>']
        for topic_id, topic, words in topics:
            head = f'<span class="weisu-note">{html.escape(topic)}</span>' if topic else ""
            chips = "".join(_word(to_tickets.of_word(context, topic_id, w), w) for w in words)
            lines.append(f'<div class="weisu-words">{head}{chips}</div>')
        st.html("".join(lines))


def _word(opens: str, word: str) -> str:
    return f'<span class="weisu-word">{anchor(opens, word)}</span>'
