"""Small words of a page: notes, the title of a part, as HTML or drawn at once."""

from __future__ import annotations

import html

import streamlit as st


def note(words: str, *, screen: bool = False) -> str:
    """Return a note as HTML, nothing for no words. ``screen``: of no use on paper."""
    return note_of(html.escape(words), screen=screen)


def note_of(inner: str, *, screen: bool = False) -> str:
    """Return what ``note`` does for words that are HTML already, such as a link."""
    kind = "weisu-note weisu-screen" if screen else "weisu-note"
    return f'<p class="{kind}">{inner}</p>' if inner else ""


def small(words: str) -> str:
    """Return a note that stands inside an entry or a cell, as HTML; nothing for no words."""
    return small_of(html.escape(words))


def small_of(inner: str) -> str:
    """Return what ``small`` does for words that are HTML already."""
    return f'<span class="weisu-note">{inner}</span>' if inner else ""


def title(words: str) -> str:
    """Return the title of a part as HTML."""
    return f'<p class="weisu-words-title">{html.escape(words)}</p>'


def lines(words: str) -> str:
    """Return words as HTML that keeps their lines."""
    return "<br>".join(html.escape(line) for line in words.splitlines())


def show_note(words: str) -> None:
    """Draw a note; nothing for no words."""
    if words:
        st.html(note(words))


def show_on_paper(words: str) -> None:
    """Write a note for print, where what a screen unfolds is not seen."""
    st.html(f'<div class="weisu-paper">{note(words)}</div>')


def show_title(words: str) -> None:
    """Draw the title of a part."""
    st.html(title(words))
