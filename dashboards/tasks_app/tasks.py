"""督办任务: one sentence, the board or the table of tasks, one task open beside it."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from dashboards.components.headline import headline
from dashboards.components.issue_task import Proposal, begin_form
from dashboards.components.list_with_detail import list_with_detail
from dashboards.shell import view_address
from dashboards.shell.context import PlaceContext
from dashboards.shell.task_context import TaskContext
from dashboards.tasks_app import (
    address,
    board,
    listing,
    problem_tickets,
    reading,
    sentences,
)
from dashboards.tasks_app.address import GROUPS, SOURCES, VIEWS, View
from dashboards.tasks_app.counted import show_counted
from dashboards.tasks_app.deeds import show_said
from dashboards.tasks_app.detail import show_detail
from style.texts import text
from style.wording import bracketed
from supervision.colours import ORDER
from supervision.ladder import NAMES
from supervision.parties import may_begin

_NEW = "tasks_new"


def draw(found: PlaceContext) -> None:
    """Draw the page."""
    context = TaskContext.opened(found)
    seen = reading.overview(context)
    sentence, advice = sentences.office(seen)
    headline(context, sentence, advice, acts=bool(seen.overdue))
    show_said()
    view = _bar(context, address.read())
    if st.session_state.get(_NEW):
        _new(context)
    figure = view.counted
    if figure is not None:
        show_counted(context, figure)
    else:
        problem_tickets.show(context)
    list_with_detail(
        lambda: _list(context, view),
        (lambda: show_detail(found, view.task)) if view.task else None,
    )


def _list(context: TaskContext, view: View) -> None:
    part = board.show if view.view == "board" else listing.show
    part(context, view)


def _bar(context: TaskContext, view: View) -> View:
    """Draw what may be chosen, and return it; it goes into the address."""
    turn = view_address.turn()
    with st.container(horizontal=True, vertical_alignment="bottom", key="filter_bar"):
        shown = st.segmented_control(
            text("tasks.view"), VIEWS, default=view.view, required=True,
            format_func=lambda v: text(f"tasks.view_{v}"), key=f"tasks_view_{turn}",
        )  # fmt: skip
        group = st.selectbox(
            text("tasks.group"), GROUPS, index=GROUPS.index(view.group), width=170,
            format_func=lambda g: text(f"tasks.group_{g}"), key=f"tasks_group_{turn}",
        )  # fmt: skip
        words = st.text_input(
            text("tasks.search"), value=view.q, placeholder=text("tasks.search_in"), width=240,
            key=f"tasks_q_{turn}",
        )  # fmt: skip
        more = _more(context, view, turn)
        chosen = replace(more, view=str(shown), group=group, q=words.strip())
        if may_begin(context.scope, context.code):
            st.button(
                text("tasks.new"), icon=":material/add:", shortcut="Alt+N", key="tasks_new_open",
                on_click=_toggle_new,
            )  # fmt: skip
    if replace(chosen, page=view.page, task=view.task, view=view.view) != view:
        chosen = replace(chosen, page=0)
    address.write(chosen)
    return chosen


def _more(context: TaskContext, view: View, turn: int) -> View:
    label = text("filter.more") + (bracketed(view.narrowed) if view.narrowed else "")
    units = sorted(context.place.units)
    offered: dict[str, dict[str, str]] = {
        "colour": {c: text(f"task.colour_{c}") for c in ORDER},
        "step": {n: text(f"task.step_{n}") for n in NAMES},
        "unit": {u: u for u in units},
        "source": {s: text(f"task.source_{s}") for s in SOURCES},
    }
    found: dict[str, str] = {}
    with st.popover(label, icon=":material/filter_alt:", key=f"tasks_more_{turn}"):
        for name, labels in offered.items():
            now = getattr(view, name)
            found[name] = _one_of(name, labels, now, turn)
    return replace(view, **found)  # type: ignore[arg-type]


def _one_of(name: str, labels: dict[str, str], now: str, turn: int) -> str:
    values = ["", *labels]
    return st.selectbox(
        text(f"tasks.by_{name}"),
        values,
        index=values.index(now) if now in values else 0,
        format_func=lambda value: labels.get(value, text("filter.all")),
        key=f"tasks_{name}_{turn}",
    )


def _toggle_new() -> None:
    st.session_state[_NEW] = not st.session_state.get(_NEW)


def _new(context: TaskContext) -> None:
    begun = st.session_state.pop("new_task_begun", 0)
    said = st.session_state.pop("new_task_said", "")
    if said:
        st.success(said, icon=":material/check:")
    if begun:
        _toggle_new()
        address.opened(begun)
        st.session_state["task_said"] = said
        st.rerun()
    with st.container(border=True, key="part_new_task", width=720):
        st.subheader(text("tasks.new"))
        begin_form(context, "new_task", Proposal)
        st.button(text("tasks.close"), key="tasks_new_close", on_click=_toggle_new)
