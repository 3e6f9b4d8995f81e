"""Where someone lands whose rights open no page: what to do about it."""

from __future__ import annotations

import streamlit as st

from dashboards.shell.context import Visit
from dashboards.shell.plain import plain
from style.texts import text


def draw(visit: Visit) -> None:
    """Draw the page."""
    st.title(text("start.title", name=plain(visit.viewer.account.display_name)))
    st.info(text("start.nothing"), icon=":material/info:")
