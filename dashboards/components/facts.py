"""Facts of one thing: labels with their words, one below the other."""

from __future__ import annotations

import html
from collections.abc import Iterable

import streamlit as st

from dashboards.components.notes import lines


def facts(pairs: Iterable[tuple[str, str]]) -> str:
    """Return labels with their words as HTML; pairs without words are left out."""
    body = "".join(
        f"<dt>{html.escape(label)}</dt><dd>{lines(words)}</dd>" for label, words in pairs if words
    )
    return f'<dl class="weisu-facts">{body}</dl>'


def show_facts(pairs: Iterable[tuple[str, str]]) -> None:
    """Draw labels with their words."""
    st.html(facts(pairs))
