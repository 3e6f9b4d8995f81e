"""Columns that the template does not know: mapped by hand, kept as an own template and used."""

from __future__ import annotations

import streamlit as st

from dashboards.components.empty import show_refused
from dashboards.server.viewer import Services
from dashboards.shell.plain import plain
from data_access.importing.own_profile import MOST_LABEL, free_fields, save_profile
from data_access.importing.preview import Preview
from data_access.importing.profile import Profile
from data_access.types import Scope, WeisuError
from style.texts import text
from style.wording import number

MOST = 30
"""Columns that are offered at a time."""
_SAVED = "weisu_profile_saved"


def show_choice(services: Services, scope: Scope, found: Preview, profile: Profile) -> None:
    """Draw a choice of a field for each column that no field takes, and the way to keep it."""
    if label := st.session_state.pop(_SAVED, ""):
        st.success(plain(text("import.own_saved", label=label)), icon=":material/check_circle:")
    columns = unused(found)
    fields = {field.name: field.label for field in free_fields(found.table, found.header)}
    if not columns or not fields:
        return
    title = text("import.own_title", count=number(len(columns)))
    with st.expander(title, icon=":material/conversion_path:"), st.form("import_own", border=False):
        st.caption(text("import.own_what"))
        chosen: dict[str, str] = {}
        for column in columns[:MOST]:
            field = st.selectbox(
                plain(column), ["", *fields], key=f"import_own_{column}",
                format_func=lambda name: fields.get(name, text("import.own_none")),
            )  # fmt: skip
            if field:
                chosen[column] = field
        label = st.text_input(
            text("import.own_label"), max_chars=MOST_LABEL, key="import_own_label",
            placeholder=text("import.own_label_like"),
        )  # fmt: skip
        if st.form_submit_button(text("import.own_save")):
            _save(services, scope, found, profile, chosen, label)


def unused(found: Preview) -> list[str]:
    """Return the columns of the file that no field of the template takes."""
    taken = {c.casefold() for rule in found.table.columns.values() for c in rule.columns}
    return [c for c in found.header if c.casefold() not in taken]


def _save(  # noqa: PLR0917 - what ``save_profile`` takes
    services: Services, scope: Scope, found: Preview, profile: Profile, chosen: dict[str, str],
    label: str,
) -> None:  # fmt: skip
    try:
        save_profile(
            services.store, services.settings, scope, profile, found.table, chosen, label=label
        )
    except WeisuError as error:
        show_refused(str(error))
        return
    st.session_state[_SAVED] = label
    st.rerun()
