"""What stands where there is nothing to show, and what is said of a wish that was refused."""

from __future__ import annotations

import html

import streamlit as st

from dashboards.shell.plain import plain
from style.wording import punctuate


def show_missing(words: str, title: str = "") -> None:
    """Say in a picture's place, under its title, what the data lack for it."""
    head = f"<b>{html.escape(title)}</b>" if title else ""
    st.html(f'<div class="weisu-missing">{head}{html.escape(words)}</div>')


def show_empty(words: str) -> None:
    """Say in a list's or a thing's place why there is none, and what brings one."""
    st.info(plain(punctuate(words)), icon=":material/info:")


def show_refused(words: str) -> None:
    """Say why what was asked for was not done; nothing for no words."""
    if words:
        st.error(plain(punctuate(words)), icon=":material/error:")
