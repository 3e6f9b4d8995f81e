"""Two choices before a file can be read: its template, and whose data it is."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import streamlit as st

from dashboards.components.empty import show_refused
from dashboards.shell.plain import plain
from data_access.extract.query import Extract
from data_access.importing.profile import PLACE_CODE, Jurisdiction, Profile
from data_access.importing.profile_files import ProfileInfo, list_profiles, load_profile
from data_access.importing.readers import ReadOptions
from data_access.importing.table_choice import FileHeaders, best_fit
from data_access.types import Scope, WeisuError
from style.texts import text
from style.wording import bracketed, punctuate

GENERAL = "standard"


@dataclass(frozen=True, slots=True)
class Place:
    """Whose data a file holds; ``given`` is None where the template says it itself."""

    jurisdiction: Jurisdiction
    given: Jurisdiction | None


def choose_profile(home: Path, path: Path, saved: str = "") -> Profile | None:
    """Draw the templates, the one that fits the file best first; return the chosen one.

    ``saved``: the name of the one that was just kept, which is then the chosen one.
    """
    infos = [i for i in list_profiles(home) if i.problem is None]
    headers = FileHeaders(path)
    fits = {i.name: best_fit(load_profile(i.name, home), headers) for i in infos}
    # Where a template's own sheet or row is sound, the rest of the file is no matter.
    if max(fits.values(), default=-1) < 0 and not _readable(headers):
        return None
    # Where none fits, the general template says best what a file should hold.
    infos.sort(key=lambda i: (-fits[i.name], i.name != GENERAL))
    best = fits[infos[0].name]
    named = {i.name: i for i in infos}
    key = f"import_profile_{path.parent.name}"
    if saved in named:
        st.session_state[key] = saved
    chosen = st.selectbox(
        text("import.profile"),
        list(named),
        format_func=lambda n: _label(named[n], fits[n], best),
        help=text("import.profile_help"),
        placeholder=text("filter.search"),
        key=key,
    )
    if best < 0:
        st.warning(text("import.no_profile_fits"), icon=":material/warning:")
    profile = load_profile(chosen, home)
    if profile.about:
        st.caption(plain(punctuate(profile.about)))
    return profile


def _readable(headers: FileHeaders) -> bool:
    try:
        headers.of(ReadOptions())
    except WeisuError as error:
        show_refused(str(error))
        return False
    return True


def _label(info: ProfileInfo, fields: int, best: int) -> str:
    if fields < 0:
        return text("import.profile_unfit", label=info.label)
    key = "import.profile_best" if fields == best else "import.profile_fits"
    return text(key, label=info.label, fields=fields)


def choose_place(extract: Extract, scope: Scope, profile: Profile) -> Place | None:
    """Return the template's own jurisdiction, or the one chosen; None until it is complete."""
    if profile.jurisdiction is not None:
        return Place(profile.jurisdiction, None)
    known = {s.code: s.name for s in extract.manifest.jurisdictions.values() if scope.sees(s.code)}
    offered = [*known, *([""] if scope.jurisdictions is None or not known else [])]
    chosen = st.selectbox(
        text("import.place"),
        offered,
        format_func=lambda c: known[c] + bracketed(c) if c else text("import.place_new"),
        placeholder=text("filter.search"),
    )
    if chosen:
        summary = extract.manifest.jurisdictions[chosen]
        place = Jurisdiction(
            code=chosen,
            name=summary.name,
            timezone=summary.timezone,
            size=summary.size,  # type: ignore[arg-type]
            calendar=summary.calendar,  # type: ignore[arg-type]
        )
        return Place(place, place)
    return _new_place(scope)


def _new_place(scope: Scope) -> Place | None:
    import re

    allowed = sorted(scope.jurisdictions) if scope.jurisdictions is not None else None
    with st.container(horizontal=True):
        if allowed is not None:
            code = st.selectbox(text("import.place_code"), allowed, key="place_code")
        else:
            code = st.text_input(
                text("import.place_code"), help=text("import.place_code_help"), key="place_code"
            )
        name = st.text_input(text("import.place_name"), key="place_name")
        size = st.selectbox(
            text("import.place_size"),
            ["county", "city", "province"],
            format_func=lambda s: text(f"import.size_{s}"),
        )
    code, name = (code or "").strip(), name.strip()
    if not code or not name:
        st.caption(text("import.place_needed"))
        return None
    if not re.match(PLACE_CODE, code):
        st.warning(text("import.place_code_bad"), icon=":material/warning:")
        return None
    place = Jurisdiction(code=code, name=name, size=size)  # type: ignore[arg-type]
    return Place(place, place)
