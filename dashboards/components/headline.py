"""The top of a page: what it is about, the sentence, and what goes with it."""

from __future__ import annotations

import html

import streamlit as st

from dashboards.shell.context import PageContext, PlaceContext
from dashboards.shell.copying import copy_button
from dashboards.shell.filters import cut_words
from dashboards.shell.plain import plain
from style.texts import text
from style.wording import ended, listing, punctuate


def headline(
    context: PlaceContext,
    sentence: str,
    advice: str,
    *,
    acts: bool = False,
    counted: str = "",
) -> None:
    """Draw the top of a page; the sentence always ends.

    ``acts``: something needs action. ``counted``: what is counted instead of tickets.
    """
    about(context, counted=counted)
    finding(sentence, advice, acts=acts, beside=copy_button(context, sentence))


def finding(sentence: str, advice: str, *, acts: bool = False, beside: str = "") -> None:
    """Draw the sentence with what goes with it; ``beside`` is HTML that stands with them."""
    mark = " weisu-acts" if acts else ""
    st.html(
        f"{beside}"
        f'<h1 class="weisu-finding{mark}">{html.escape(ended(punctuate(sentence)))}</h1>'
        f'<p class="weisu-advice">{html.escape(punctuate(advice))}</p>'
    )


def about(context: PlaceContext, *, counted: str = "") -> None:
    """Draw the line that says what is seen: the page, the place, to what of it the reader is
    limited, the cuts in force. A sheet of paper has no other place that says it.
    """
    cuts = cut_words(context) if isinstance(context, PageContext) else ""
    parts = [text(f"page.{context.page}"), context.summary.name, *_own(context)]
    parts += [text("filter.active", cuts=cuts)] if cuts else []
    parts += [counted] if counted else []
    st.caption(plain(" · ".join(parts)))


def _own(context: PlaceContext) -> list[str]:
    """Return to what units and areas a reader is limited; nothing for the others."""
    scope = context.scope
    names = context.areas if isinstance(context, PageContext) else {}
    places = [names[code] for code in sorted(scope.areas or ()) if code in names]
    own = [*sorted(scope.departments or ()), *places]
    return [listing(own)] if own else []
