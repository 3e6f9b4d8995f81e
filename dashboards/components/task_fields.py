"""The fields of a task as widgets, alike in every form; what was typed stays until it is taken.

A field's key lies under its form's. Values are read from there before anything is drawn, so that a
refusal finds the form as it was.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

import streamlit as st

from dashboards.server.viewer import get_services
from dashboards.shell.task_context import TaskContext
from style.texts import text
from style.wording import bracketed, enumerated, typed_words
from supervision.attachments import Attachment
from supervision.checked_fields import OUTCOMES
from supervision.ladder import NAMES

_LINES = {"basis": 80, "requirement": 110, "note": 110}
"""Heights of long texts, in px."""


def field(
    context: TaskContext,
    form: str,
    name: str,
    preset: Any = None,
    *,
    needed: bool = False,
    options: Sequence[str] = (),
    label: str = "",
) -> None:
    """Draw one field of the form ``form``. ``options``: what may be chosen where not all may."""
    shown = label or text(f"task.field_{name}")
    shown += "" if needed else bracketed(text("tasks.optional"))
    _WIDGETS.get(name, _line)(context, shown, f"{form}_{name}", preset, options)


def given(form: str, names: Sequence[str]) -> dict[str, Any]:
    """Return what stands in the fields of a form."""
    found = {n: st.session_state.get(f"{form}_{n}") for n in names if n != "files"}
    readers = found.get("readers")
    if isinstance(readers, str):
        found["readers"] = typed_words(readers)
    return found


def files_of(form: str) -> list[Attachment]:
    """Return the files that were chosen in a form."""
    chosen = st.session_state.get(f"{form}_files") or []
    return [Attachment(file.name, file.getvalue()) for file in chosen]


_Widget = Callable[[TaskContext, str, str, Any, Sequence[str]], None]


def _line(_context: TaskContext, label: str, key: str, preset: Any, _: Sequence[str]) -> None:
    st.text_input(label, value=preset or "", key=key, persist_state="page")


def _long(_context: TaskContext, label: str, key: str, preset: Any, _: Sequence[str]) -> None:
    height = _LINES[key.rpartition("_")[2]]
    st.text_area(label, value=preset or "", key=key, height=height, persist_state="page")


def _day(_context: TaskContext, label: str, key: str, preset: Any, _: Sequence[str]) -> None:
    value = preset if isinstance(preset, date) else None
    st.date_input(label, value=value, format="YYYY-MM-DD", key=key)


def _choice(label: str, key: str, names: Mapping[str, str], preset: Any) -> None:
    keys = list(names)
    st.selectbox(
        label,
        keys,
        index=keys.index(preset) if preset in names else None,
        format_func=lambda value: names.get(value, value),
        placeholder=text("filter.search"),
        key=key,
    )


def _unit(context: TaskContext, label: str, key: str, preset: Any, _: Sequence[str]) -> None:
    _choice(label, key, {u: u for u in sorted(context.place.units)}, preset)


def _units(context: TaskContext, label: str, key: str, preset: Any, _: Sequence[str]) -> None:
    units = sorted(context.place.units)
    st.multiselect(
        label,
        units,
        default=[u for u in preset or () if u in units],
        placeholder=text("filter.search"),
        key=key,
    )


def _area(context: TaskContext, label: str, key: str, preset: Any, _: Sequence[str]) -> None:
    areas = context.scope.areas
    known = context.place.areas.items()
    names = {c: n for c, n in known if areas is None or any(c.startswith(a) for a in areas)}
    _choice(label, key, names, preset)


def _category(context: TaskContext, label: str, key: str, preset: Any, _: Sequence[str]) -> None:
    paths = context.extract.directory(context.scope, context.code).category_paths
    known = context.place.categories
    _choice(label, key, {c: paths.get(c, known[c]) for c in sorted(known)}, preset)


def _step(_context: TaskContext, label: str, key: str, preset: Any, options: Sequence[str]) -> None:
    _choice(label, key, {n: text(f"task.step_{n}") for n in options or NAMES}, preset)


def _outcome(_context: TaskContext, label: str, key: str, preset: Any, _: Sequence[str]) -> None:
    _choice(label, key, {o: text(f"task.outcome_{o}") for o in OUTCOMES}, preset)


def _secret(_context: TaskContext, label: str, key: str, preset: Any, _: Sequence[str]) -> None:
    st.checkbox(label, value=bool(preset), key=key)


def _people(_context: TaskContext, label: str, key: str, preset: Any, _: Sequence[str]) -> None:
    told = text("tasks.readers_help")
    st.text_input(label, value=enumerated(preset or ()), key=key, help=told, persist_state="page")


def _files(_context: TaskContext, label: str, key: str, _preset: Any, _: Sequence[str]) -> None:
    most = get_services().settings.task_file_mb
    st.file_uploader(
        label,
        accept_multiple_files=True,
        key=key,
        help=text("tasks.files_help", most=most),
        max_upload_size=most,
    )


_WIDGETS: dict[str, _Widget] = {
    "basis": _long,
    "requirement": _long,
    "note": _long,
    "due": _day,
    "until": _day,
    "lead": _unit,
    "assisting": _units,
    "area": _area,
    "category": _category,
    "step": _step,
    "outcome": _outcome,
    "confidential": _secret,
    "readers": _people,
    "files": _files,
}
