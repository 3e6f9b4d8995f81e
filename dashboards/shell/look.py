"""The look that Streamlit's theme can't express (narrow screens, print), once for all pages."""

from __future__ import annotations

import streamlit as st

from style.sheets import page_css


def apply_look() -> None:
    """Add the style sheet to the page."""
    st.html(f"<style>{page_css()}</style>")
