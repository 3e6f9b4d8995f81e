"""去哪里: to any page, saved view, area, unit, category, figure or ticket by a part of its name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import streamlit as st

from dashboards.server.viewer import Services, Viewer
from dashboards.shell import view_address
from dashboards.shell.context import Visit
from dashboards.shell.filters import visible_jurisdictions
from dashboards.shell.options import options_of
from dashboards.shell.page_spec import PageSpec
from dashboards.shell.pages import NOTICES, pages_for
from dashboards.shell.saved_views import fields_of
from data_access.extract.manifest import JurisdictionSummary
from data_access.metrics.registry import registry
from data_access.saved_views.views import SavedView, views_of
from style.texts import text
from style.wording import punctuate

KEYS = "Ctrl+K"
CUT_PAGES: Mapping[str, tuple[str, ...]] = {
    "area": ("today", "tickets"),
    "department": ("compare", "tickets"),
    "category": ("today", "tickets"),
}
"""Where one is led by a value of a cut: the first of these pages that is open to the reader."""


@dataclass(frozen=True, slots=True)
class Goal:
    """Somewhere to go: how it is called, on which page, with what in the page's address."""

    label: str
    page: str
    query: tuple[tuple[str, str], ...] = ()


def show_jump(pages: Mapping[str, st.Page], viewer: Viewer, services: Services) -> None:
    """Draw the button, which the keyboard presses as well; it asks where to go."""
    with st.sidebar:
        asked = st.button(
            text("jump.open"), icon=":material/search:", shortcut=KEYS, width="stretch", key="jump"
        )
    if asked:
        st.dialog(text("jump.title"))(_ask)(pages, viewer, services)


def _ask(pages: Mapping[str, st.Page], viewer: Viewer, services: Services) -> None:
    place = next(iter(visible_jurisdictions(Visit("", viewer, services)).values()), None)
    specs = tuple(s for s in (*pages_for(viewer.scope), NOTICES) if s.path in pages)
    found = {goal.label: goal for goal in goals(specs, viewer, services, place)}
    chosen = st.selectbox(
        text("jump.label"), list(found), index=None, placeholder=text("jump.placeholder"),
        key="jump_to",
    )  # fmt: skip
    goal = found[chosen] if chosen is not None else None
    if "tickets" in pages and place is not None:
        typed = st.text_input(
            text("jump.tickets"), placeholder=text("jump.tickets_placeholder"), key="jump_tickets"
        ).strip()
        if typed and goal is None:
            # With the place in the address no filter of the page before is kept.
            query = (("jurisdiction", place.code), ("q", typed), ("whole", "1"))
            goal = Goal(typed, "tickets", query)
    if goal is not None:
        view_address.go(pages[goal.page], dict(goal.query))


def goals(
    specs: tuple[PageSpec, ...],
    viewer: Viewer,
    services: Services,
    place: JurisdictionSummary | None,
) -> list[Goal]:
    """Return where a reader can go: the pages of ``specs``, then saved views and what stands in the
    filters of a place with data, then figures."""
    paths = {spec.path for spec in specs}
    found = [Goal(_named("page", spec.title), spec.path) for spec in specs]
    if place is not None:
        found += _views(specs, viewer, services, place)
        directory = services.extract.directory(viewer.scope, place.code)
        labels = options_of(viewer.scope, place, directory).labels
        for cut, wanted in CUT_PAGES.items():
            page = next((path for path in wanted if path in paths), None)
            if page is not None:
                found += [
                    Goal(_named(cut, label), page, ((cut, value),))
                    for value, label in labels[cut].items()
                ]
    if "compare" in paths:
        found += [
            Goal(_named("metric", punctuate(metric.label)), "compare", (("metric", name),))
            for name, metric in registry().items()
            if metric.kind != "share"
        ]
    return found


def _views(
    specs: tuple[PageSpec, ...], viewer: Viewer, services: Services, place: JurisdictionSummary
) -> list[Goal]:
    """Return the saved views of pages that are open to the reader."""
    keeping = {spec.key: spec for spec in specs if spec.keeps is not None}
    return [
        Goal(_view_name(keeping[view.page], view), keeping[view.page].path,
             tuple(fields_of(keeping[view.page], view).items()))
        for view in views_of(services.store, viewer.scope, place.code)
        if view.page in keeping
    ]  # fmt: skip


def _view_name(spec: PageSpec, view: SavedView) -> str:
    key = "jump.view" if view.mine else "jump.view_of"
    return text(key, name=view.name, page=spec.title, by=view.by)


def _named(kind: str, label: str) -> str:
    return text("jump.named", kind=text(f"jump.kind_{kind}"), label=label)
