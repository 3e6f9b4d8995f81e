"""Second step of a template: the field of each column, how sure that is, what is in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import streamlit as st

from dashboards.admin_app.template_work import Work, typed
from dashboards.components.empty import show_empty
from dashboards.shell.plain import plain
from data_access.importing.column_draft import ColumnDraft, Doubt, Draft, doubt, moved
from data_access.schemas import Field
from style.texts import text
from style.wording import change, clauses, enumerated, number

A_PAGE = 20
SURE, LIKELY = 0.95, 0.75


def show_fields(work: Work) -> None:
    """Draw one row a column: its name and values, the field it goes to."""
    draft = work.drafted
    doubts = {c.column: doubt(draft, c, work.read.values[c.column]) for c in draft.columns}
    _missing(draft)
    _kept(work)
    shown = _filtered(work, doubts)
    if not shown:
        show_empty(text("template.none_so"))
        return
    pages = (len(shown) + A_PAGE - 1) // A_PAGE
    page = st.pagination(pages, key=f"template_page_{work.edited}") if pages > 1 else 1
    fields = {f.name: f for f in draft.schema_entity.fields if f.sent}
    known = work.known()
    for column in shown[(page - 1) * A_PAGE : page * A_PAGE]:
        words = work.samples(column, known)
        _row(work, column, words, doubts[column.column], fields)


def _missing(draft: Draft) -> None:
    if draft.missing:
        names = enumerated(f.label for f in draft.missing)
        st.warning(text("template.missing", names=names), icon=":material/warning:")


def _kept(work: Work) -> None:
    """Draw the rules that are more than a column; whoever edits may take them out."""
    others, base = work.other_rules, work.base
    if others and base is not None:
        entity, rules = work.drafted.schema_entity, base.table.columns
        st.multiselect(
            text("template.kept"), others, default=list(work.drafted.kept), key=_of(work),
            format_func=lambda n: _rule_words(entity.field(n), rules[n].columns),
            help=text("template.kept_help"), on_change=_kept_chosen, args=(work, _of(work)),
        )  # fmt: skip


def _of(work: Work) -> str:
    return f"template_kept_{work.edited}"


def _kept_chosen(work: Work, key: str) -> None:
    chosen = typed(key)
    if chosen is not None and key == _of(work):
        work.put(replace(work.drafted, kept=tuple(chosen)))


def _rule_words(field: Field, columns: Sequence[str]) -> str:
    source = enumerated(columns) or text("import.constant")
    return text("template.kept_rule", field=field.label, source=source)


def _filtered(work: Work, doubts: dict[str, Doubt | None]) -> list[ColumnDraft]:
    columns = work.drafted.columns
    parts = {
        "all": list(columns),
        "check": [c for c in columns if doubts[c.column] or _unsure(c)],
        "none": [c for c in columns if not c.field],
    }
    chosen = st.segmented_control(
        text("template.which"), list(parts), default="all", required=True,
        format_func=lambda p: text(f"template.which_{p}", count=number(len(parts[p]))),
        key=f"template_which_{work.edited}", label_visibility="collapsed",
    )  # fmt: skip
    return parts[chosen]


def _unsure(column: ColumnDraft) -> bool:
    return column.confidence is not None and column.confidence < LIKELY and bool(column.field)


def _row(
    work: Work,
    column: ColumnDraft,
    values: list[str],
    odd: Doubt | None,
    fields: dict[str, Field],
) -> None:
    place = work.drafted.columns.index(column)
    key = f"template_field_{work.edited}_{place}"
    with st.container(border=True, key=f"part_template_{place}"):
        left, right = st.columns([3, 2], gap="medium", vertical_alignment="center")
        with left:
            st.markdown(f"**{plain(column.column)}**")
            words = text("template.samples", values=clauses(values)) if values else ""
            st.caption(plain(words or text("template.no_values")))
        with right:
            options = ["", *fields]
            st.selectbox(
                text("template.field_of", column=plain(column.column)), options,
                index=options.index(column.field), format_func=lambda n: _field_words(n, fields),
                key=key, on_change=_chosen, args=(work, column.column, key),
                label_visibility="collapsed", placeholder=text("filter.search"),
            )  # fmt: skip
            st.caption(plain(_sure_words(work.drafted, column, odd)))


def _field_words(name: str, fields: dict[str, Field]) -> str:
    if not name:
        return text("template.no_field")
    field = fields[name]
    return text("template.required", field=field.label) if field.required else field.label


def _chosen(work: Work, column: str, key: str) -> None:
    name = typed(key)
    if name is None or name == work.column(column).field:
        return
    work.put(moved(work.drafted, column, name, work.read.values[column]))


def _sure_words(draft: Draft, column: ColumnDraft, odd: Doubt | None) -> str:
    """Return how sure a column's field is, and what to look at."""
    if not column.field:
        return text("template.stays")
    if column.confidence is None:
        words = text("template.sure_said")
    else:
        level = "sure" if column.confidence >= SURE else "likely"
        level = level if column.confidence >= LIKELY else "unsure"
        share = change(column.confidence, signed=False)
        words = text(f"template.sure_{level}", share=share)
    others = [c.column for c in draft.columns if c.field == column.field and c is not column]
    shared = text("template.shared", columns=enumerated(others)) if others else ""
    later = odd is not None and odd.kind in ("unread", "open_codes")
    where = text("template.doubt_where") if later else ""
    return "".join((words, shared, doubt_words(odd), where))


def doubt_words(odd: Doubt | None) -> str:
    """Return what to look at in a column; nothing where nothing is odd."""
    if odd is None:
        return ""
    example = text("template.example", value=odd.example) if odd.example else ""
    return text(f"template.doubt_{odd.kind}", count=number(odd.count), example=example)
