"""Last step of a template: ten rows as they would be stored, what would be refused, its name."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from dashboards.admin_app.preview_tables import sample_frame
from dashboards.admin_app.template_work import Work, finish
from dashboards.components.empty import show_refused
from dashboards.components.tables import show_table
from dashboards.server.viewer import Services
from dashboards.shell.plain import plain
from data_access.days import local_time
from data_access.importing.draft_document import profile_of
from data_access.importing.own_profile import MOST_LABEL, save_profile
from data_access.importing.preview import Preview, preview
from data_access.importing.profile import Jurisdiction
from data_access.importing.profile_files import ProfileError
from data_access.store.clock import utc_now
from data_access.types import Scope, WeisuError
from style.texts import text
from style.wording import clauses, enumerated, moment_table, number, punctuate

ROWS = 10
LOOKED = 1000
REFUSED = 50
"""Rows with their reasons that are listed."""
_NUMBER = 90
"""px of the column of rows' numbers."""


def show_trial(services: Services, scope: Scope, work: Work) -> None:
    """Draw what an import would make of the file, then the way to keep the template."""
    draft = work.drafted
    if draft.missing:
        show_refused(text("template.missing", names=enumerated(f.label for f in draft.missing)))
        return
    place = _place(services, work)
    try:
        found = _tried(work, place)
    except ProfileError as error:
        show_refused(text("template.faults", faults=clauses(m for _, m in error.faults)))
        return
    except WeisuError as error:
        show_refused(str(error))
        return
    _show(found, place)
    _save(services, scope, work)


def _place(services: Services, work: Work) -> Jurisdiction:
    """Return where the file is taken to be from: clocks and coordinates are read so."""
    if work.base is not None and work.base.profile.jurisdiction is not None:
        return work.base.profile.jurisdiction
    known = list(services.extract.manifest.jurisdictions.values())
    zone = known[0].timezone if len(known) == 1 else "Asia/Shanghai"
    return Jurisdiction(code="000000", name=text("template.place"), timezone=zone)


def _tried(work: Work, place: Jurisdiction) -> Preview:
    """Return the first rows by the draft; read anew only where it was changed."""
    said = work.document_text
    if work.trial is None or work.trial[0] != said:
        profile = profile_of(work.document, text("template.draft"))
        found = preview(work.path, profile, utc_now(), n=ROWS, look=LOOKED, jurisdiction=place)
        work.trial = (said, found)
    return work.trial[1]


def _show(found: Preview, place: Jurisdiction) -> None:
    bad = len(found.problems)
    key = "template.trial_bad" if bad else "template.trial_good"
    line = text(key, read=number(found.read), good=number(found.read - bad), bad=number(bad))
    st.write(plain(line))
    st.caption(text("import.sample_what"))
    show_table(sample_frame(found, place.timezone))
    if bad:
        st.markdown(f"**{text('template.refused_title', count=number(bad))}**")
        narrow = {text("import.row_no"): st.column_config.Column(width=_NUMBER)}
        show_table(refused_frame(found), config=narrow)
        if bad > REFUSED:
            st.caption(text("template.refused_more", count=REFUSED))
    if found.notes:
        with st.expander(text("import.notes", count=len(found.notes))):
            st.markdown("\n".join(f"- {plain(punctuate(note))}" for note in found.notes))


def refused_frame(found: Preview) -> pd.DataFrame:
    """Return the first rows that would go to quarantine, each with its reason."""
    heads = [text("import.row_no"), text("template.reason")]
    rows = [(row, punctuate(reason)) for row, reason in found.problems[:REFUSED]]
    return pd.DataFrame(rows, columns=heads)


def _save(services: Services, scope: Scope, work: Work) -> None:
    st.markdown(f"**{text('template.save_title')}**")
    with st.form("template_save", border=False, enter_to_submit=False):
        replaces = _replaces(services, work)
        own = work.base.profile.label if work.base is not None and work.opened else ""
        label = st.text_input(
            text("import.own_label"), value=own, max_chars=MOST_LABEL, key="template_label",
            placeholder=text("import.own_label_like"), help=text("template.label_help"),
        )  # fmt: skip
        if st.form_submit_button(text("template.save"), type="primary"):
            _kept(services, scope, work, label, replaces=replaces)


def _replaces(services: Services, work: Work) -> bool:
    """Ask whether the own template is replaced, saying whose it is; a new one else."""
    if work.opened is None or work.base is None:
        return False
    saved = work.base.profile.saved
    zone = _place(services, work).timezone
    if saved is None:
        st.caption(text("template.by_hand"))
    else:
        at = moment_table(local_time(saved.moment, zone))
        st.caption(plain(text("template.saved_by", by=saved.by, at=at)))
    ways = {text("template.replace"): True, text("template.as_new"): False}
    chosen = st.radio(
        text("template.how"), list(ways), horizontal=True, key="template_how",
        label_visibility="collapsed",
    )  # fmt: skip
    return ways[chosen]


def _kept(services: Services, scope: Scope, work: Work, label: str, *, replaces: bool) -> None:
    opened = work.opened if replaces else None
    try:
        name = save_profile(
            services.store, services.settings, scope, work.document, label=label, replaces=opened,
            began_from=work.base.profile if work.base else None,
        )  # fmt: skip
    except WeisuError as error:
        show_refused(str(error))
        return
    finish((name, " ".join(label.split())))
    st.rerun()
