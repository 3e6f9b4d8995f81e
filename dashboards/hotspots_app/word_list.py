"""The words of topics, each topic under its name, each word with the way to its tickets."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from dashboards.components.links import anchor
from dashboards.components.notes import small
from dashboards.components.notes import title as title_of
from dashboards.hotspots_app import to_tickets
from dashboards.hotspots_app.context import HotContext


def show_words(
    context: HotContext, name: str, title: str, topics: Sequence[tuple[str, str, Sequence[str]]]
) -> None:
    """Draw the words of topics (id, name, words), the heaviest first, each topic under its name."""
    with st.container(border=True, key=f"part_{name}", height="stretch"):
        lines = [title_of(title)]
        for topic_id, topic, words in topics:
            head = small(topic)
            chips = "".join(_word(to_tickets.of_word(context, topic_id, w), w) for w in words)
            lines.append(f'<div class="weisu-words">{head}{chips}</div>')
        st.html("".join(lines))


def _word(opens: str, word: str) -> str:
    return f'<span class="weisu-word">{anchor(opens, word)}</span>'
