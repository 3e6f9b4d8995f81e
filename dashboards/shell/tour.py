"""两分钟入门: a reader's own pages one by one, then what all pages share; it can be left anywhere.

The steps are made from what the reader may open, in the order of his day: his first page leads.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import streamlit as st

from dashboards.shell.page_spec import PageSpec
from dashboards.shell.pages import first_page, pages_for
from data_access.types import Scope
from style.texts import text

_STEP = "weisu_tour_step"
MOST_PAGES = 5
"""Pages that are shown: more would not be read in two minutes."""
SHARED = ("numbers", "jump", "views", "help")
"""What all pages share, shown after the pages; the second and third where there are several."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step: a title, what is said, and the page that it is of (empty: of all)."""

    title: str
    words: tuple[str, ...]
    page: str = ""


def steps(scope: Scope) -> list[Step]:
    """Return the tour of a reader: his first page, the others of the menu, what pages share."""
    first = first_page(scope)
    mine = sorted(pages_for(scope), key=lambda spec: spec is not first)[:MOST_PAGES]
    shared = [name for name in SHARED if name == "help" or len(mine) > 1]
    return [
        *(_of_page(spec, is_first=spec is first) for spec in mine),
        *(Step(text(f"tour.{name}_title"), (text(f"tour.{name}"),)) for name in shared),
    ]


def _of_page(spec: PageSpec, *, is_first: bool) -> Step:
    said = text(f"help.page_{spec.key}").split("\n")[:2]
    words = [text("tour.first")] if is_first else []
    return Step(spec.title, (*words, *said), spec.path)


def show_tour(pages: Mapping[str, st.Page], scope: Scope) -> None:
    """Draw the button in the menu that begins the tour."""
    with st.sidebar:
        asked = st.button(
            text("tour.open"), icon=":material/explore:", type="tertiary", key="tour_open"
        )
    if asked:
        st.session_state[_STEP] = 0
        st.dialog(text("tour.open"), width="medium")(_walk)(steps(scope), pages)


def _walk(every: list[Step], pages: Mapping[str, st.Page]) -> None:
    at = min(int(st.session_state.get(_STEP, 0)), len(every) - 1)
    step = every[at]
    st.caption(text("tour.at", at=at + 1, of=len(every)))
    st.markdown(f"**{step.title}**")
    st.markdown("\n".join(f"- {line}" for line in step.words))
    if step.page in pages:
        st.page_link(pages[step.page], label=text("tour.go", page=step.title))
    with st.container(horizontal=True):
        st.button(
            text("tour.before"), key="tour_before", disabled=at == 0, on_click=_turn, args=(at - 1,)
        )
        last = at + 1 == len(every)
        if last and st.button(text("tour.end"), key="tour_end", type="primary"):
            st.rerun()
        if not last:
            st.button(
                text("tour.after"), key="tour_after", type="primary", on_click=_turn, args=(at + 1,)
            )


def _turn(step: int) -> None:
    st.session_state[_STEP] = step
