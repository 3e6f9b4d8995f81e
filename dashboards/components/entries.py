"""Lists of what was found, said or done: entries with a small line below each."""

from __future__ import annotations

from collections.abc import Iterable

import streamlit as st

from dashboards.components.notes import small_of, title


def entry(words: str, beneath: str = "") -> str:
    """Return an entry; both are HTML, ``beneath`` stands small below the words."""
    return f"<li>{words}{small_of(beneath)}</li>"


def entries(items: Iterable[str], kind: str = "") -> str:
    """Return a list of entries as HTML; ``kind``: further classes of the list."""
    classes = f"weisu-evidence {kind}".strip()
    return f'<ul class="{classes}">{"".join(items)}</ul>'


def show_entries(items: Iterable[str], head: str = "", kind: str = "") -> None:
    """Draw a list of entries under its title."""
    st.html((title(head) if head else "") + entries(items, kind))
