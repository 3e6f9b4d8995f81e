"""A file from the reader's desk into the store: template, preview, import with progress."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import cast

import streamlit as st

from dashboards.admin_app import import_jobs
from dashboards.admin_app.batch_list import entity_label
from dashboards.admin_app.empty_forms import show_empty_forms
from dashboards.admin_app.import_jobs import ImportJobs, Job, Order
from dashboards.admin_app.listing import zone_of
from dashboards.admin_app.place_upload import show_place_upload
from dashboards.admin_app.preview_tables import mapping_frame, problem_words, sample_frame
from dashboards.admin_app.template_and_place import Place, choose_place, choose_profile
from dashboards.admin_app.template_editor import show_editor
from dashboards.admin_app.template_ways import show_saved, show_templates, show_ways
from dashboards.admin_app.template_work import current
from dashboards.components.empty import show_refused
from dashboards.components.tables import show_table
from dashboards.components.tile import tile, tile_row
from dashboards.server.viewer import Services
from dashboards.shell.plain import plain
from data_access.importing.preview import Preview, preview
from data_access.importing.profile import Profile
from data_access.importing.uploads import remove_upload, sweep_uploads, upload_path
from data_access.store.clock import utc_now
from data_access.types import Scope, WeisuError
from style.texts import text
from style.wording import bytes_words, change, number, punctuate

TYPES = [
    "csv", "tsv", "txt", "xlsx", "xlsm", "xls", "json", "jsonl", "ndjson", "parquet", "pq", "gz",
]  # fmt: skip
SAMPLE_ROWS = 20
_KEPT = "weisu_upload"
_MINE = "weisu_import_job"


@dataclass
class _Kept:
    """The uploaded file of this session, written once."""

    file_id: str
    path: Path
    size: int


@st.cache_resource(show_spinner=False)
def _jobs() -> ImportJobs:
    return ImportJobs()


def show_upload(services: Services, scope: Scope) -> None:
    """Draw the way of a file: choose, check, import; and the imports that are going on."""
    running = st.session_state.get(_MINE)
    if running is not None and _jobs().get(running) is not None:
        _show_job(running)
        if st.button(text("import.another"), key="import_another"):
            del st.session_state[_MINE]
            st.rerun()
        return
    kept = _uploaded(services)
    if kept is None:
        show_empty_forms()
        show_place_upload(services, scope)
        show_templates(services.settings.home, zone_of(services))
        _others(scope)
        return
    work = current(kept.path)
    if work is not None:
        show_editor(services, scope, work)
        return
    saved = show_saved()
    profile = choose_profile(services.settings.home, kept.path, saved)
    show_ways(services.settings.home, kept.path, profile)
    if profile is None:
        return
    place = choose_place(services.extract, scope, profile)
    if place is None:
        return
    found = _checked(kept, profile, place)
    if found is not None:
        _show_preview(found, profile, place)
        _start(services, scope, kept, profile, place)


def _uploaded(services: Services) -> _Kept | None:
    """Return the file of this session; a new one replaces the one before."""
    given = st.file_uploader(
        text("import.file"), type=TYPES, help=text("import.file_help"), key="import_file"
    )
    kept = cast("_Kept | None", st.session_state.get(_KEPT))
    if given is None:
        if kept is not None:
            remove_upload(kept.path)
            del st.session_state[_KEPT]
        return None
    if kept is None or kept.file_id != given.file_id or not kept.path.exists():
        if kept is not None:
            remove_upload(kept.path)
        sweep_uploads(services.settings)
        path = upload_path(services.settings, given.name)
        path.write_bytes(given.getbuffer())
        kept = _Kept(given.file_id, path, given.size)
        st.session_state[_KEPT] = kept
    return kept


def _checked(kept: _Kept, profile: Profile, place: Place) -> Preview | None:
    try:
        return preview(
            kept.path, profile, utc_now(), n=SAMPLE_ROWS, jurisdiction=place.jurisdiction
        )
    except WeisuError as error:
        show_refused(str(error))
        return None


def _show_preview(found: Preview, profile: Profile, place: Place) -> None:
    """Draw which column goes where, the first rows as they would be stored, and what is odd."""
    st.subheader(text("import.preview_title"))
    st.write(
        plain(
            text(
                "import.preview_line",
                entity=entity_label(found.table.entity),
                place=place.jurisdiction.name,
                profile=profile.label,
                rows=number(found.read),
            )
        )
    )
    if found.problems:
        st.warning(plain(problem_words(found.problems)), icon=":material/warning:")
    zone = place.jurisdiction.timezone
    mapping, sample = st.tabs([text("import.tab_mapping"), text("import.tab_sample")])
    with mapping:
        show_table(mapping_frame(found, zone))
    with sample:
        st.caption(text("import.sample_what"))
        show_table(sample_frame(found, zone))
    if found.notes:
        with st.expander(text("import.notes", count=len(found.notes))):
            st.markdown("\n".join(f"- {plain(punctuate(note))}" for note in found.notes))


def _start(services: Services, scope: Scope, kept: _Kept, profile: Profile, place: Place) -> None:
    label = text("import.start", file=kept.path.name, size=bytes_words(kept.size))
    if st.button(plain(label), type="primary", icon=":material/play_arrow:", key="import_start"):
        order = Order(kept.path, profile, place.given, scope.actor)
        st.session_state[_MINE] = _jobs().start(services.store, services.settings, scope, order)
        del st.session_state[_KEPT]
        st.rerun()


def _others(scope: Scope) -> None:
    """Show this person's imports that still run, begun in another visit."""
    for job in _jobs().of(scope.actor):
        if job.state not in import_jobs.FINISHED:
            _show_job(job.id)


def _show_job(job_id: str) -> None:
    job = _jobs().get(job_id)
    going = job is not None and job.state not in import_jobs.FINISHED
    st.fragment(_draw_job, run_every=1.0 if going else None)(job_id, going)


def _draw_job(job_id: str, was_going: bool) -> None:
    job = _jobs().get(job_id)
    if job is None:
        return
    if job.state in import_jobs.FINISHED and was_going:
        st.rerun()
    if job.state == "failed":
        show_refused(job.message)
    elif job.state == "done":
        st.success(plain(text("import.done", file=job.file_name)), icon=":material/check_circle:")
        show_counts(job)
    else:
        st.progress(
            job.share or 0.0,
            text=plain(
                text(
                    f"import.state_{job.state}",
                    file=job.file_name,
                    rows=number(job.rows),
                    share=change(job.share, signed=False),
                )
            ),
        )
        st.caption(text("import.may_leave"))


def show_counts(job: Job) -> None:
    """Draw where the rows of a file ended, and the remarks on them."""
    result = job.result
    if result is None:
        return
    names = ("inserted", "updated", "unchanged", "quarantined")
    with tile_row(len(names)):
        for name in names:
            value = number(getattr(result, name))
            tile(text(f"batch.{name}"), value, told=text(f"import.help_{name}"))
    st.caption(text("import.sum", read=number(result.read), batch=result.batch))
    if result.quarantined:
        st.warning(text("import.look_quarantine"), icon=":material/rule:")
    notes = [*result.further_lines, *result.notes]
    if notes:
        with st.expander(text("import.notes", count=len(notes)), expanded=bool(result.further)):
            st.markdown("\n".join(f"- {plain(punctuate(note))}" for note in notes))
