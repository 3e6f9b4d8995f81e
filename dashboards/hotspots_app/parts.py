"""A picture in its frame, or what the data lack for it."""

from __future__ import annotations

import html
from collections.abc import Callable

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
