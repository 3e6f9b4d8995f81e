"""A template for a file, step by step: read it, its columns, its values, a trial, and its name.

One fragment: a choice draws these steps anew, nothing else of the page.
"""

from __future__ import annotations

import streamlit as st

from dashboards.admin_app.template_fields import show_fields
from dashboards.admin_app.template_file import show_file
from dashboards.admin_app.template_trial import show_trial
from dashboards.admin_app.template_values import show_values
from dashboards.admin_app.template_work import FILE, TRIAL, Work, finish, typed
from dashboards.server.viewer import Services
from dashboards.shell.plain import plain
from data_access.types import Scope
from style.texts import text

STEPS = ("file", "fields", "values", "trial")


@st.fragment
def show_editor(services: Services, scope: Scope, work: Work) -> None:
    """Draw the step that is reached, and the way to the others."""
    st.subheader(text("template.title"))
    st.caption(plain(_what(work)))
    _steps(work)
    if work.step == FILE or work.draft is None:
        show_file(work)
    elif STEPS[work.step] == "fields":
        show_fields(work)
    elif STEPS[work.step] == "values":
        show_values(work)
    else:
        show_trial(services, scope, work)
    _ways(work)


def _what(work: Work) -> str:
    if work.base is None:
        return text("template.what_new")
    key = "template.what_own" if work.opened else "template.what_shipped"
    return text(key, label=work.base.profile.label)


def _steps(work: Work) -> None:
    names = [text(f"template.step_{step}", number=i) for i, step in enumerate(STEPS, start=1)]
    key = f"template_step_{work.step}_{work.edited}"
    st.segmented_control(
        text("template.steps"), range(len(STEPS)), format_func=lambda i: names[i],
        default=work.step, key=key, required=True, on_change=_went, args=(work, key),
        disabled=work.draft is None, label_visibility="collapsed",
    )  # fmt: skip


def _went(work: Work, key: str) -> None:
    chosen = typed(key)
    if chosen is not None:
        _go(work, chosen)


def _go(work: Work, step: int) -> None:
    work.step = step


def _ways(work: Work) -> None:
    with st.container(horizontal=True, key="screen_template_ways"):
        if work.step > FILE:
            st.button(
                text("template.back"), key="template_back", on_click=_go,
                args=(work, work.step - 1), icon=":material/arrow_back:",
            )  # fmt: skip
        if work.step < TRIAL:
            st.button(
                text("template.next"), type="primary", key="template_next", on_click=_go,
                args=(work, work.step + 1), disabled=work.draft is None,
                icon=":material/arrow_forward:",
            )  # fmt: skip
        if st.button(text("template.cancel"), key="template_cancel", type="tertiary"):
            finish()
            st.rerun()
