"""The ways to a template of one's own: a new one for a file, a chosen one changed, those kept."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import streamlit as st

from dashboards.admin_app.template_work import begin_from, begin_new, just_saved
from dashboards.components.empty import show_refused
from dashboards.components.tables import show_table
from dashboards.shell.plain import plain
from data_access.days import local_time
from data_access.importing.own_profile import is_own
from data_access.importing.profile import Profile
from data_access.importing.profile_files import list_profiles
from style.texts import text
from style.wording import moment_table


def show_saved() -> str:
    """Say once that a template was kept, or why one could not be opened; return its name."""
    name, label = just_saved()
    if name:
        words = text("template.saved", label=label, name=name)
        st.success(plain(words), icon=":material/check_circle:")
    else:
        show_refused(label)
    return name


def show_ways(home: Path, path: Path, profile: Profile | None) -> None:
    """Draw the buttons that begin a template over a file; ``profile``: the chosen one."""
    with st.container(horizontal=True, key="screen_template_begin"):
        if profile is not None:
            key = "template.change" if is_own(profile.profile, home) else "template.change_shipped"
            st.button(
                text(key), key="template_change", icon=":material/edit:", on_click=begin_from,
                args=(path, profile, home), help=text("template.change_help"),
            )  # fmt: skip
        st.button(
            text("template.new"), key="template_new", icon=":material/add:", on_click=begin_new,
            args=(path,), help=text("template.new_help"),
        )  # fmt: skip


def show_templates(home: Path, zone: str) -> None:
    """Draw a fold with the templates that were kept here, where there are any."""
    own = [one for one in list_profiles(home) if not one.shipped]
    if not own:
        return
    heads = [text(f"template.col_{c}") for c in ("label", "name", "by", "at", "state")]
    rows = [
        (
            one.label,
            one.name,
            one.saved.by if one.saved else text("template.hand"),
            moment_table(local_time(one.saved.moment, zone)) if one.saved else "",
            text("template.faulty") if one.problem else text("template.sound"),
        )
        for one in own
    ]
    title = text("template.own_title", count=len(own))
    with st.expander(title, icon=":material/conversion_path:"):
        st.caption(text("template.own_what"))
        show_table(pd.DataFrame(rows, columns=heads))
        for one in own:
            if one.problem:
                show_refused(one.problem)
