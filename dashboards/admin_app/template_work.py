"""A template while it is drafted: what the session holds of it, how the work begins and ends."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import streamlit as st

from data_access.importing.column_draft import ColumnDraft, Draft, drafted_from, suggested
from data_access.importing.draft_document import Base, document_of
from data_access.importing.file_look import FileLook, likely_entity, look_at
from data_access.importing.own_profile import Opened, opened
from data_access.importing.preview import Preview
from data_access.importing.profile import Profile
from data_access.importing.profile_files import list_profiles
from data_access.importing.readers import FirstRows, ReadOptions, first_rows
from data_access.importing.sample_mask import is_personal, samples
from data_access.importing.table_choice import FileHeaders, choose_tables
from data_access.schemas import EntityName
from data_access.types import WeisuError

_WORK = "weisu_template_work"
_SAVED = "weisu_profile_saved"
_KNOWN_ROWS = 20
FILE, FIELDS, VALUES, TRIAL = range(4)


@dataclass
class Work:
    """A draft over one file. ``look`` is None, and ``problem`` says why, where the chosen row of
    names can't be one. ``trial``: the document that was tried last, and what came of it.
    """

    path: Path
    top: FirstRows
    options: ReadOptions
    look: FileLook | None = None
    draft: Draft | None = None
    problem: str = ""
    base: Base | None = None
    opened: Opened | None = None
    step: int = FILE
    edited: int = 0
    trial: tuple[str, Preview] | None = None

    @property
    def read(self) -> FileLook:
        """The file's columns; only where it could be read."""
        return cast("FileLook", self.look)

    @property
    def drafted(self) -> Draft:
        """The draft; only where the file could be read."""
        return cast("Draft", self.draft)

    @property
    def document(self) -> dict[str, Any]:
        """What the template would say."""
        return document_of(self.drafted, self.read, self.base)

    @property
    def document_text(self) -> str:
        """The same as one text, to tell whether it was tried already."""
        return json.dumps(self.document, ensure_ascii=False, sort_keys=True)

    @property
    def other_rules(self) -> tuple[str, ...]:
        """The fields of the template whose rules are more than columns of the file."""
        return drafted_from(self.base.table, self.read).kept if self.base else ()

    def put(self, draft: Draft) -> None:
        """Take a changed draft."""
        self.draft = draft

    def column(self, name: str) -> ColumnDraft:
        """Return a column of the draft."""
        return next(c for c in self.drafted.columns if c.column == name)

    def known(self) -> list[str]:
        """Return what stands in the personal columns of the first rows: texts may repeat it."""
        found: list[str] = []
        for c in self.drafted.columns:
            values = self.read.values[c.column]
            if is_personal(c.column, self.drafted.target(c), values):
                found += [v for v in values[:_KNOWN_ROWS] if len(v) > 1]
        return found

    def samples(self, column: ColumnDraft, known: list[str]) -> list[str]:
        """Return the first values of a column, masked; ``known`` as above."""
        target, values = self.drafted.target(column), self.read.values[column.column]
        return samples(column.column, target, values, known)


def current(path: Path) -> Work | None:
    """Return the work over a file; one over another file is over."""
    work = cast("Work | None", st.session_state.get(_WORK))
    if work is not None and work.path != path:
        finish()
        return None
    return work


def begin_new(path: Path) -> None:
    """Begin a template for a file that none fits."""
    try:
        work = Work(path, first_rows(path), ReadOptions())
    except WeisuError:
        # What is wrong with the file stands on the page already.
        return
    read_again(work, ReadOptions())
    st.session_state[_WORK] = work


def begin_from(path: Path, profile: Profile, home: Path) -> None:
    """Begin to change a template over a file; a shipped one becomes a new one."""
    try:
        table = choose_tables(profile, FileHeaders(path)).tables[0]
        options = table.read_options
        look = look_at(path, options, guess=False)
        work = Work(path, first_rows(path, options), look.options, look)
    except WeisuError as error:
        st.session_state[_SAVED] = ("", str(error))
        return
    info = next(one for one in list_profiles(home) if one.name == profile.profile)
    work.base, work.opened = Base(profile, table), opened(info)
    work.draft, work.step = drafted_from(table, look), FIELDS
    st.session_state[_WORK] = work


def read_again(work: Work, options: ReadOptions, entity: EntityName | None = None) -> None:
    """Read the file's columns in another way; what was drafted over it before is over."""
    work.problem, work.trial, work.edited = "", None, work.edited + 1
    try:
        if options.sheet != work.options.sheet:
            work.top = first_rows(work.path, options)
        look = look_at(work.path, options, guess=work.base is None)
    except WeisuError as error:
        work.options, work.look, work.draft, work.problem = options, None, None, str(error)
        return
    work.options, work.look = look.options, look
    if work.base is not None:
        work.draft = drafted_from(work.base.table, look)
    else:
        work.draft = suggested(look, entity or likely_entity(look.header))


def finish(saved: tuple[str, str] | None = None) -> None:
    """End the work; ``saved``: name and label of what was kept, for the page that goes on."""
    st.session_state.pop(_WORK, None)
    if saved is not None:
        st.session_state[_SAVED] = saved


def just_saved() -> tuple[str, str]:
    """Return, once, name and label of the template that was kept; an empty name and a text where
    the work could not begin; two empty texts else.
    """
    return cast("tuple[str, str]", st.session_state.pop(_SAVED, ("", "")))


def typed(key: str) -> Any:
    """Return what a widget says; None where it is not on the page any more.

    While the server is slow a browser sends what it still shows: steps that have gone by, rows of a
    sheet that was left. Whoever is called back looks whether that is news.
    """
    return st.session_state.get(key)
