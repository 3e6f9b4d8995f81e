"""Puts a picture on a page."""

from __future__ import annotations

import streamlit as st

from dashboards.charts.picture import Picture, config


def show(picture: Picture, key: str) -> None:
    """Draw a picture at the width of its place, in its own style."""
    st.plotly_chart(
        picture.figure,
        width="stretch",
        theme=None,
        key=key,
        config=config(picture),
        alt=picture.alt,
    )
