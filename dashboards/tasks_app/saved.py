"""常用筛选: looks at the list that a person keeps; one click shows them again."""

from __future__ import annotations

import streamlit as st

from dashboards.shell.plain import plain
from dashboards.shell.task_context import TaskContext
from dashboards.tasks_app import address
from dashboards.tasks_app.address import View
from data_access.types import WeisuError
from style.texts import text
from style.wording import bracketed, number
from supervision.saved_views import LONGEST_NAME, MOST, remove_view, save_view, saved_views

_TURN, _REFUSED = "tasks_looks_turn", "tasks_looks_refused"
_NAME = "tasks_look_name"


def turn() -> int:
    """Return what the keys of the filters end with: filters that a kept look sets are new ones."""
    return int(st.session_state.get(_TURN, 0))


def show(context: TaskContext, view: View) -> None:
    """Draw the popover: kept looks, and keeping the one that is shown."""
    kept = saved_views(context.results, context.scope, context.code)
    label = text("tasks.looks") + (bracketed(number(len(kept))) if kept else "")
    with st.popover(label, icon=":material/bookmark:", key=f"tasks_looks_{turn()}"):
        if not kept:
            st.caption(text("tasks.looks_none"))
        for one in kept:
            with st.container(horizontal=True, vertical_alignment="center"):
                st.button(
                    plain(one.name), key=f"look_{one.name}", width="stretch",
                    type="primary" if one.query == view.kept else "secondary",
                    on_click=_apply, args=(address.of(one.query),),
                )  # fmt: skip
                st.button(
                    "", icon=":material/delete:", type="tertiary", key=f"look_gone_{one.name}",
                    help=text("tasks.look_remove", name=plain(one.name)),
                    on_click=_remove, args=(context, one.name),
                )  # fmt: skip
        refused = st.session_state.pop(_REFUSED, "")
        if refused:
            st.error(plain(refused), icon=":material/error:")
        st.text_input(
            text("tasks.look_name"), key=_NAME, max_chars=LONGEST_NAME,
            help=text("tasks.look_help", most=MOST),
        )  # fmt: skip
        st.button(
            text("tasks.look_save"), key="tasks_look_save", icon=":material/bookmark_add:",
            on_click=_save, args=(context, view),
        )  # fmt: skip


def _apply(view: View) -> None:
    address.write(view)
    st.session_state[_TURN] = turn() + 1


def _remove(context: TaskContext, name: str) -> None:
    remove_view(context.results, context.scope, context.code, name)


def _save(context: TaskContext, view: View) -> None:
    """Keep the look that is shown; a name that is refused stays as it was typed."""
    held = st.session_state
    try:
        save_view(context.results, context.scope, context.code, held.get(_NAME, ""), view.kept)
    except WeisuError as error:
        held[_REFUSED] = str(error)
        return
    held[_NAME] = ""
