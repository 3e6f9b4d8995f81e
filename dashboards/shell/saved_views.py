"""常用视图: a page with its filters under a name, opened, kept, shared, renamed and deleted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import streamlit as st

from dashboards.server.viewer import Services, Viewer
from dashboards.shell import view_address
from dashboards.shell.context import Visit
from dashboards.shell.filters import visible_jurisdictions
from dashboards.shell.page_spec import PageSpec
from dashboards.shell.plain import plain
from data_access.saved_views.subscriptions import RHYTHMS, Rhythm, rhythms_of, subscribe
from data_access.saved_views.views import (
    LONGEST_NAME,
    MOST,
    Draft,
    SavedView,
    Shared,
    change_view,
    may_share,
    remove_view,
    save_view,
    views_of,
)
from data_access.store.engine import Store
from data_access.types import Scope, WeisuError
from style.texts import text

_EDITED, _REFUSED, _NAME, _SHARED = "views_edited", "views_refused", "views_name", "views_shared"


@dataclass(frozen=True, slots=True)
class Desk:
    """Whose views of which page are dealt with. ``place``: the jurisdiction's name; ``query``: the
    filters that are shown now."""

    store: Store
    scope: Scope
    page: PageSpec
    code: str
    place: str
    query: Mapping[str, str]


def show_views(
    spec: PageSpec, pages: Mapping[str, st.Page], viewer: Viewer, services: Services
) -> None:
    """Draw the button in the menu that opens the views of a page with filters."""
    if spec.keeps is None:
        return
    with st.sidebar:
        asked = st.button(
            text("views.open"), icon=":material/bookmark:", type="tertiary", key="page_views"
        )
    desk = desk_of(spec, viewer, services) if asked else None
    if desk is not None:
        for key in (_EDITED, _REFUSED):
            st.session_state.pop(key, None)
        title = text("views.title", page=spec.title)
        st.dialog(title, width="medium")(show_desk)(desk, pages[spec.path])


def desk_of(spec: PageSpec, viewer: Viewer, services: Services) -> Desk | None:
    """Return what the dialog is about; None where there is no data yet."""
    places = visible_jurisdictions(Visit(spec.key, viewer, services))
    if not places:
        return None
    asked = st.query_params.get("jurisdiction", "")
    place = places[asked] if asked in places else next(iter(places.values()))
    query = kept_of(spec, st.query_params)
    return Desk(services.store, viewer.scope, spec, place.code, place.name, query)


def kept_of(spec: PageSpec, query: Mapping[str, str]) -> dict[str, str]:
    """Return what a view of a page keeps of an address: filters that the page knows."""
    return {name: query[name] for name in spec.kept if query.get(name)}


def fields_of(spec: PageSpec, view: SavedView) -> dict[str, str]:
    """Return what the address of a view says, without what its page does not know any more. The
    place is always named: so nothing of the page before is kept."""
    return {"jurisdiction": view.jurisdiction, **kept_of(spec, view.query)}


def show_desk(desk: Desk, page: st.Page) -> None:
    """Draw the views of a page, and keeping what is shown now."""
    views = views_of(desk.store, desk.scope, desk.code, desk.page.key)
    if not views:
        st.caption(text("views.none"))
    rhythms = rhythms_of(desk.store, desk.scope, views)
    for view in views:
        _row(desk, page, view, rhythms.get(view.id))
    if views:
        st.caption(text("views.told_what"))
    refused = st.session_state.pop(_REFUSED, "")
    if refused:
        st.error(plain(refused), icon=":material/error:")
    _keeping(desk)


def _row(desk: Desk, page: st.Page, view: SavedView, rhythm: Rhythm | None) -> None:
    with st.container(horizontal=True, vertical_alignment="center", key=f"view_row_{view.id}"):
        shown = view.name if view.mine else text("views.of", name=view.name, by=view.by)
        fields = fields_of(desk.page, view)
        now = fields == {"jurisdiction": desk.code, **desk.query}
        if st.button(
            plain(shown), key=f"view_{view.id}", width="stretch",
            icon=":material/check:" if now else None,
        ):  # fmt: skip
            view_address.go(page, fields)
        key = f"view_told_{view.id}"
        st.selectbox(
            text("views.told"), ("none", *RHYTHMS), key=key, width=130,
            index=("none", *RHYTHMS).index(rhythm or "none"), label_visibility="collapsed",
            format_func=lambda r: text(f"views.told_{r}"),
            on_change=_subscribe, args=(desk, view.id, key),
        )  # fmt: skip
        if view.mine:
            st.button(
                text("views.edit"), type="tertiary", key=f"view_edit_{view.id}",
                help=text("views.edit_what", name=plain(view.name)),
                on_click=_edit, args=(view.id,),
            )  # fmt: skip
    if view.mine and st.session_state.get(_EDITED) == view.id:
        _editing(desk, view)


def _editing(desk: Desk, view: SavedView) -> None:
    with st.container(border=True, key=f"view_edited_{view.id}"):
        st.text_input(
            text("views.name"), value=view.name, max_chars=LONGEST_NAME,
            key=f"{_NAME}_{view.id}",
        )  # fmt: skip
        _shared(desk, f"{_SHARED}_{view.id}", view.shared)
        with st.container(horizontal=True):
            st.button(
                text("views.change"), key=f"view_change_{view.id}", type="primary",
                on_click=_change, args=(desk, view.id),
            )  # fmt: skip
            st.button(
                text("views.delete"), key=f"view_delete_{view.id}", icon=":material/delete:",
                on_click=_delete, args=(desk, view.id),
            )  # fmt: skip


def _keeping(desk: Desk) -> None:
    with st.container(border=True, key="views_keep"):
        st.text_input(
            text("views.name"), key=_NAME, max_chars=LONGEST_NAME,
            placeholder=text("views.name_in"),
            help=text("views.help", most=MOST),
        )  # fmt: skip
        _shared(desk, _SHARED, "own")
        st.button(
            text("views.keep"), key="views_save", icon=":material/bookmark_add:",
            on_click=_save, args=(desk,),
        )  # fmt: skip
        st.caption(text("views.what"))


def _shared(desk: Desk, key: str, now: Shared) -> None:
    offered = may_share(desk.scope)
    st.segmented_control(
        text("views.shared"), offered, default=now if now in offered else "own", required=True,
        format_func=lambda s: text(f"views.shared_{s}", place=desk.place), key=key,
    )  # fmt: skip


def _edit(view_id: int) -> None:
    held = st.session_state
    held[_EDITED] = 0 if held.get(_EDITED) == view_id else view_id


def _save(desk: Desk) -> None:
    """Keep what is shown; a name that is refused stays as it was typed."""
    held = st.session_state
    draft = Draft(
        desk.code, desk.page.key, str(held.get(_NAME, "")), desk.query, held.get(_SHARED) or "own"
    )
    try:
        save_view(desk.store, desk.scope, draft)
    except WeisuError as error:
        held[_REFUSED] = str(error)
        return
    held[_NAME], held[_SHARED] = "", "own"


def _change(desk: Desk, view_id: int) -> None:
    held = st.session_state
    name = str(held.get(f"{_NAME}_{view_id}", ""))
    shared: Shared = held.get(f"{_SHARED}_{view_id}") or "own"
    try:
        change_view(desk.store, desk.scope, view_id, name=name, shared=shared)
    except WeisuError as error:
        held[_REFUSED] = str(error)
        return
    held[_EDITED] = 0


def _subscribe(desk: Desk, view_id: int, key: str) -> None:
    rhythm = st.session_state.get(key)
    try:
        wanted = rhythm if rhythm in RHYTHMS else None
        subscribe(desk.store, desk.scope, desk.code, view_id, wanted)
    except WeisuError as error:
        st.session_state[_REFUSED] = str(error)


def _delete(desk: Desk, view_id: int) -> None:
    remove_view(desk.store, desk.scope, view_id)
