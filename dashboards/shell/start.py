"""Where someone lands whose rights open no other page: what the account is for, and how."""

from __future__ import annotations

import streamlit as st

from dashboards.shell.context import Visit
from dashboards.shell.plain import plain
from style.texts import text

DUTIES = ("account.manage", "audit.view")


def draw(visit: Visit) -> None:
    """Draw the page."""
    st.title(text("start.title", name=plain(visit.viewer.account.display_name)))
    duties = [right for right in DUTIES if visit.scope.has(right)]
    for right in duties:
        with st.container(border=True):
            st.subheader(text(f"start.{right}.title"))
            st.write(text(f"start.{right}.what"))
            st.code(text(f"start.{right}.commands"), language="shell")
    if not duties:
        st.info(text("start.nothing"), icon=":material/info:")
