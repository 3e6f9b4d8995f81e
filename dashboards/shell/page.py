"""How every page opens: who looks, which places, the filter bar, the run, and what is empty.

A page's own module only says what it draws; what it is given and when it is called stands in its
``PageSpec``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import streamlit as st

from dashboards.server.viewer import current_viewer, get_services
from dashboards.shell.context import PageContext, Visit, with_runs
from dashboards.shell.empty import no_data
from dashboards.shell.filters import choose_place, filter_bar, visible_jurisdictions
from dashboards.shell.freshness import show_waiting
from dashboards.shell.page_spec import PageSpec
from style.texts import text


def open_page(spec: PageSpec) -> None:
    """Draw a page for whoever looks at it, as far as its rights and the data go.

    Raises ``NotAllowedError`` for a reader without the right, or where the address names a
    jurisdiction outside the reader's scope.
    """
    viewer = current_viewer()
    if viewer is None:
        return
    spec.require(viewer.scope)
    visit = Visit(spec.key, viewer, get_services())
    if spec.shows == "visit":
        spec.load()(visit)
        return
    places = visible_jurisdictions(visit)
    if not places:
        no_data(spec.key, visit.scope)
        show_waiting(visit.services)
    elif spec.shows == "place":
        spec.load()(choose_place(visit, places))
    elif spec.below:
        message = st.container(key="message")
        timed = spec.shows == "period"
        fold = text("filter.fold" if timed else "filter.only")
        with st.expander(fold, icon=":material/tune:", key="filter_fold"):
            context = filter_bar(visit, places, timed=timed, notes=message)
        with message:
            _draw(spec, context, spec.load())
        _draw(spec, context, spec.load_below())
    else:
        head = st.container(key="message")
        context = filter_bar(visit, places, timed=spec.shows == "period")
        _draw(spec, replace(context, head=head), spec.load())


def _draw(spec: PageSpec, context: PageContext, draw: Callable[[Any], None]) -> None:
    """Draw a page of a cut, with the current run of its room, and of those beside it."""
    found = with_runs(context, get_services().results, spec.room, spec.beside)
    if found is None:
        spec.load_absent()(context)
    else:
        draw(found)
