"""What is done to several tasks at once: each is one action, each refusal is said."""

from __future__ import annotations

import streamlit as st

from dashboards.components.task_fields import field, given
from dashboards.shell.plain import plain
from dashboards.shell.task_context import TaskContext
from data_access.types import WeisuError
from style.texts import text
from style.wording import punctuate
from supervision.actions import act
from supervision.notices import number_of
from supervision.parties import parties_of
from supervision.states import rule_of, rules_from
from supervision.task import Task

ACTIONS = ("remind", "change_due")
TURN = "tasks_table_turn"
"""Counts how often the table's ticks were taken away."""
_SAID = "bulk_said"


def take(context: TaskContext) -> None:
    """Do what was asked of the tasks that were ticked then, before they are read again."""
    for action in ACTIONS:
        asked = st.session_state.pop(f"bulk_{action}_asked", ())
        if asked:
            _do(context, action, asked)


def show_said() -> None:
    """Say what came of it, with each refusal."""
    for line in st.session_state.pop(_SAID, ()):
        st.info(plain(punctuate(line)), icon=":material/info:")


def show_bulk(context: TaskContext, tasks: list[Task]) -> None:
    """Draw the forms for the ticked tasks, for whoever may do it to any of them."""
    allowed = {
        rule.action for t in tasks for rule in rules_from(t.state, parties_of(context.scope, t))
    }
    with st.container(horizontal=True, key="tasks_bulk"):
        for action in ACTIONS:
            if action in allowed:
                label = text(f"tasks.bulk_{action}", count=len(tasks))
                with st.popover(label, key=f"bulk_{action}"):
                    _form(context, action, tasks)


def _form(context: TaskContext, action: str, tasks: list[Task]) -> None:
    rule, form = rule_of(action), f"bulk_{action}"
    if rule is None:
        return
    with st.form(f"{form}_form", enter_to_submit=False, border=False):
        for name in ("due", "note"):
            if name in (*rule.needs, *rule.optional):
                preset = context.due_by("written") if name == "due" else None
                label = text(f"tasks.note_{action}") if name == "note" else ""
                field(context, form, name, preset, needed=name in rule.needs, label=label)
        st.form_submit_button(
            text(f"task.action_{action}"), type="primary", key=f"{form}_do", on_click=_ask,
            args=(form, tuple(tasks)),
        )  # fmt: skip


def _ask(form: str, tasks: tuple[Task, ...]) -> None:
    st.session_state[f"{form}_asked"] = tasks


def _do(context: TaskContext, action: str, tasks: tuple[Task, ...]) -> None:
    rule = rule_of(action)
    names = (*rule.needs, *rule.optional) if rule else ()
    fields = {k: v for k, v in given(f"bulk_{action}", names).items() if v}
    refused = []
    for task in tasks:
        try:
            act(context.results, context.scope, task.id, action, fields, version=task.version)
        except WeisuError as error:
            refused.append(text("tasks.bulk_refused", number=number_of(task), why=error))
    done = len(tasks) - len(refused)
    words = text(f"task.action_{action}")
    said = text("tasks.bulk_done", count=done, action=words) if done else text("tasks.bulk_none")
    st.session_state[_SAID] = [said, *refused]
    if done:
        # The rows may come in another order now: nothing stays ticked.
        st.session_state[TURN] = st.session_state.get(TURN, 0) + 1
