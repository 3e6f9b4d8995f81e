"""The standard template's empty forms, to be taken along and filled."""

from __future__ import annotations

from functools import partial

import streamlit as st

from data_access.importing.forms import file_name, form
from data_access.schemas import ENTITIES
from style.texts import text

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def show_empty_forms() -> None:
    """Draw a fold with one workbook for each kind of file."""
    with st.expander(text("import.forms"), icon=":material/table:"):
        st.caption(text("import.forms_what"))
        with st.container(horizontal=True, key="screen_forms"):
            for name, entity in ENTITIES.items():
                st.download_button(
                    entity.label,
                    data=partial(form, entity),
                    file_name=file_name(entity),
                    mime=_XLSX,
                    on_click="ignore",
                    key=f"form_{name}",
                )
