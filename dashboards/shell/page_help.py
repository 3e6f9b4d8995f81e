"""本页说明: what a page answers, how it is read, and the terms that pages share."""

from __future__ import annotations

import streamlit as st

from dashboards.shell.page_spec import PageSpec
from style.texts import text

TERMS = ("expected", "range", "matter", "event", "lead", "assessed")
COLOURS = ("ours", "acts", "band", "opens")
_OF_FIGURES = {"period", "cut"}


def show_help(spec: PageSpec) -> None:
    """Draw the button in the menu that opens a page's help."""
    with st.sidebar:
        asked = st.button(
            text("help.open"), icon=":material/help:", type="tertiary", key="page_help"
        )
    if asked:
        st.dialog(spec.title, width="medium")(_explain)(spec)


def _explain(spec: PageSpec) -> None:
    st.markdown(_lines(text(f"help.page_{spec.key}").split("\n")))
    if spec.shows in _OF_FIGURES:
        st.markdown(f"**{text('help.colours')}**")
        st.markdown(_lines([text(f"help.colour_{name}") for name in COLOURS]))
    st.markdown(f"**{text('help.terms')}**")
    st.markdown(_lines([text(f"help.term_{name}") for name in TERMS]))


def _lines(lines: list[str]) -> str:
    return "\n".join(f"- {line}" for line in lines)
