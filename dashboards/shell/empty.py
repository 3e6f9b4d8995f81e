"""What a page says where there is nothing to draw yet: why, and how to fill it."""

from __future__ import annotations

import streamlit as st

from dashboards.server.viewer import get_services
from dashboards.shell.freshness import show_waiting
from dashboards.shell.plain import plain
from data_access.types import Scope
from style.texts import text


def no_data(page: str, scope: Scope) -> None:
    """Say why there are no tickets and what brings them."""
    st.title(text(f"page.{page}"))
    if scope.jurisdictions is not None and not scope.jurisdictions:
        st.info(text("shell.no_scope"), icon=":material/info:")
        return
    st.subheader(text("shell.no_data_title"))
    can_import = scope.has("import.run")
    st.write(text("shell.no_data_can_import" if can_import else "shell.no_data"))


def no_results(title: str, words: str) -> None:
    """Say that a room has not run over the data yet; the page opens by itself once it has."""
    st.title(title)
    st.write(plain(words))
    show_waiting(get_services())
