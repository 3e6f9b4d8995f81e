"""Whose part of the city somebody sees: always in view, whatever the page and however far down."""

from __future__ import annotations

import html

import streamlit as st

from dashboards.server.viewer import Services, Viewer
from data_access.extract.manifest import JurisdictionSummary
from style.wording import listing

NAMED = 2


def show_reach(viewer: Viewer, services: Services) -> None:
    """Draw the unit or the place of whoever is signed in, with his name, in the page's corner."""
    words = reach_words(viewer, services)
    if words:
        name = html.escape(viewer.account.display_name)
        st.html(
            f'<div class="weisu-reach" title="{html.escape(words)}"><b>{html.escape(words)}</b>'
            f"<span>{name}</span></div>"
        )


def reach_words(viewer: Viewer, services: Services) -> str:
    """Return the units, else the areas, else the places with data that an account is limited to;
    empty where there is no data of his yet."""
    scope = viewer.scope
    if scope.departments:
        return listing(sorted(scope.departments), NAMED)
    places = [
        place
        for place in services.extract.manifest.jurisdictions.values()
        if place.tickets and scope.sees(place.code)
    ]
    places.sort(key=lambda place: (-place.tickets, place.code))
    names = _areas(viewer, services, places) or [place.name for place in places]
    return listing(names, NAMED)


def _areas(viewer: Viewer, services: Services, places: list[JurisdictionSummary]) -> list[str]:
    """Return what the areas are called to which an account is limited; none without a limit."""
    mine = viewer.scope.areas
    if mine is None:
        return []
    names: dict[str, str] = {}
    for place in places:
        names |= services.extract.directory(viewer.scope, place.code).area_names
    return [names[code] for code in sorted(mine) if code in names]
