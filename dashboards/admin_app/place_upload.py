"""The list of places: an empty form to take along, and a filled one in."""

from __future__ import annotations

from functools import partial

import streamlit as st

from dashboards.components.empty import show_refused
from dashboards.server.viewer import Services
from dashboards.shell.plain import plain
from data_access.importing.uploads import remove_upload, upload_path
from data_access.types import Scope, WeisuError
from geo.place_actions import import_places
from geo.place_form import FORM_NAME, place_form
from geo.place_list import area_codes, read_places
from geo.store_places import known_areas
from style.texts import text
from style.wording import bracketed, number

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def show_place_upload(services: Services, scope: Scope) -> None:
    """Draw a fold with the form and the way of a list into the store."""
    known = services.extract.manifest.jurisdictions.values()
    names = {one.code: one.name for one in known if scope.sees(one.code)}
    if not names:
        return
    with st.expander(text("import.places"), icon=":material/location_on:"):
        st.caption(text("import.places_what"))
        code = next(iter(names))
        if len(names) > 1:
            code = st.selectbox(
                text("import.place"),
                list(names),
                format_func=lambda c: names[c] + bracketed(c),
                key="places_of",
            )
        areas = known_areas(services.store, scope, code)
        if areas.empty:
            st.info(text("import.places_no_areas"))
            return
        st.download_button(
            text("import.places_form"),
            data=partial(place_form, areas),
            file_name=FORM_NAME,
            mime=_XLSX,
            on_click="ignore",
            key="form_places",
        )
        _given(services, scope, code)


def _given(services: Services, scope: Scope, code: str) -> None:
    given = st.file_uploader(text("import.places_file"), type=["csv", "xlsx"], key="places_file")
    if given is None or not st.button(text("import.places_start"), key="places_start"):
        return
    path = upload_path(services.settings, given.name)
    try:
        path.write_bytes(given.getbuffer())
        rows = read_places(path, area_codes(services.store, scope, code))
        done = import_places(services.store, scope, code, rows, path.name)
    except WeisuError as error:
        show_refused(str(error))
    else:
        words = text(
            "import.places_done", new=number(done.new), changed=number(done.changed),
            unchanged=number(done.unchanged),
        )  # fmt: skip
        st.success(plain(words), icon=":material/check_circle:")
    finally:
        remove_upload(path)
