"""A section that is closed at first, and is drawn once it is opened.

What most readers never open costs them nothing: neither at the first load nor at each click.
Opening it draws it alone, not the page.
"""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st


@st.fragment
def fold(label: str, key: str, draw: Callable[[], None]) -> None:
    """Draw a closed section; ``draw`` is called while it is open. ``key``: its name on the page."""
    box = st.expander(label, key=key, on_change="rerun")
    if box.open:
        with box:
            draw()
