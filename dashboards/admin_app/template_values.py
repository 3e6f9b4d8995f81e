"""Third step of a template: how times are written, and which code each value becomes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from unicodedata import normalize

import streamlit as st

from dashboards.admin_app.template_fields import doubt_words
from dashboards.admin_app.template_work import Work, typed
from dashboards.components.empty import show_empty
from dashboards.shell.plain import plain
from data_access.importing.column_draft import ColumnDraft, codes_of, doubt
from data_access.importing.profile import Scalar
from data_access.importing.sample_mask import is_personal, shown
from data_access.importing.suggest_times import all_formats
from data_access.importing.times import parse_local
from data_access.schemas import Field
from style.texts import text

_VALUE_WIDTH = 210
Formats = tuple[str, ...]


def show_values(work: Work) -> None:
    """Draw a fold a column of times or codes; open where something is left to decide."""
    draft = work.drafted
    found = [(c, t) for c in draft.columns if (t := draft.target(c)) and _asks(t)]
    if not found:
        show_empty(text("template.no_values_asked"))
        return
    st.caption(text("template.values_what"))
    for column, target in found:
        odd = doubt(draft, column, work.read.values[column.column])
        state = doubt_words(odd) or text("template.all_read")
        title = text("template.value_title", field=target.label, column=column.column, state=state)
        with st.expander(plain(title), expanded=odd is not None):
            if codes_of(target):
                _codes(work, column, target)
            else:
                _times(work, column)


def _asks(target: Field) -> bool:
    return target.kind in ("time", "date") or bool(codes_of(target))


def _key(work: Work, column: ColumnDraft, what: str) -> str:
    return f"template_{what}_{work.edited}_{work.drafted.columns.index(column)}"


def _times(work: Work, column: ColumnDraft) -> None:
    values = work.read.values[column.column]
    ways = [(), *map(tuple, all_formats(values))]
    if column.formats not in ways:
        ways.append(column.formats)
    key = _key(work, column, "way")
    st.selectbox(
        text("template.way"), ways, index=ways.index(column.formats), key=key,
        format_func=lambda w: _way_words(w, values), on_change=_way_chosen,
        args=(work, column.column, key), placeholder=text("filter.search"),
    )  # fmt: skip
    own = _key(work, column, "formats")
    st.text_input(
        text("template.formats"), value="; ".join(column.formats), key=own,
        help=text("template.formats_help"), on_change=_formats_typed,
        args=(work, column.column, own),
    )  # fmt: skip
    day = _key(work, column, "day")
    st.checkbox(
        text("template.day_only"), value=column.day_only, key=day,
        help=text("template.day_only_help"), on_change=_changed,
        args=(work, column.column, day, lambda c, v: replace(c, day_only=v)),
    )  # fmt: skip


def _way_words(way: Formats, values: tuple[str, ...]) -> str:
    """Return a way to read times by what it makes of the first value."""
    if not way:
        return text("template.way_usual")
    for value in values:
        try:
            at = parse_local(value, way)
        except (ValueError, OverflowError):
            continue
        return text("template.way_reads", value=value, at=f"{at:%Y-%m-%d %H:%M}")
    return text("template.way_none", formats="; ".join(way))


def _way_chosen(work: Work, column: str, key: str) -> None:
    chosen = typed(key)
    if chosen is not None:
        _set_formats(work, column, tuple(chosen))


def _formats_typed(work: Work, column: str, key: str) -> None:
    formats = typed(key)
    if formats is not None:
        # NFKC: a Chinese keyboard's semicolon is one too.
        parts = normalize("NFKC", formats).split(";")
        _set_formats(work, column, tuple(f.strip() for f in parts if f.strip()))


def _set_formats(work: Work, column: str, formats: Formats) -> None:
    found = work.column(column)
    # Both widgets say the same: whichever was not touched is drawn anew from the draft.
    for what in ("way", "formats"):
        st.session_state.pop(_key(work, found, what), None)
    work.put(work.drafted.put(replace(found, formats=formats)))


def _codes(work: Work, column: ColumnDraft, target: Field) -> None:
    if is_personal(column.column, target, work.read.values[column.column]):
        show_empty(text("template.codes_personal"))
        return
    codes: list[Scalar] = [None, *codes_of(target)]
    with st.container(horizontal=True):
        for place, (value, code) in enumerate(column.codes.items()):
            key = f"{_key(work, column, 'code')}_{place}"
            st.selectbox(
                plain(shown(value)), codes, index=codes.index(code) if code in codes else 0,
                format_func=_code_words, key=key, on_change=_changed, width=_VALUE_WIDTH,
                args=(work, column.column, key, _code_setter(value)),
                placeholder=text("filter.search"),
            )  # fmt: skip
    key = _key(work, column, "other")
    st.selectbox(
        text("template.other"), codes, index=codes.index(column.other),
        format_func=_code_words, key=key, on_change=_changed, width=2 * _VALUE_WIDTH,
        help=text("template.other_help"), placeholder=text("filter.search"),
        args=(work, column.column, key, lambda c, v: replace(c, other=v)),
    )  # fmt: skip


def _code_setter(value: str) -> Callable[[ColumnDraft, Scalar], ColumnDraft]:
    return lambda column, code: replace(column, codes={**column.codes, value: code})


def _code_words(code: Scalar) -> str:
    if code is None:
        return text("template.code_none")
    if isinstance(code, bool):
        return text("import.yes") if code else text("import.no")
    return str(code)


def _changed(
    work: Work, column: str, key: str, change: Callable[[ColumnDraft, Scalar], ColumnDraft]
) -> None:
    if key in st.session_state:  # a code may be None
        work.put(work.drafted.put(change(work.column(column), typed(key))))
