"""What may be done to a task: a button for each action that the table of states allows now, and the
form of the one that was chosen.

A refusal, also one because somebody was quicker, leaves the form as it was typed.
"""

from __future__ import annotations

from typing import Any

import streamlit as st

from dashboards.components.empty import show_refused
from dashboards.components.task_fields import field, files_of, given
from dashboards.shell.plain import plain
from dashboards.shell.task_context import TaskContext
from data_access.calendar.workdays import add_working_days
from data_access.types import WeisuError
from style.texts import text
from style.wording import punctuate
from supervision.actions import act
from supervision.ladder import FIRST, NAMES, above
from supervision.notices import number_of
from supervision.parties import parties_of
from supervision.refusals import ChangedError, not_now
from supervision.states import CONTENT, Rule, rule_of, rules_from
from supervision.task import Task

ORDER = ("lead", "title", "requirement", "assisting", "step", "due", "until", "area", "category",
         "basis", "outcome", "confidential", "readers", "note")  # fmt: skip
"""Fields in the order in which a form asks for them."""
WITH_FILES = ("issue", "plan", "progress", "report", "ask_extension", "verify", "return", "comment",
              "attach", "instruct")  # fmt: skip
"""Actions whose form takes files as well."""
ON_THE_WAY = ("issue", "sign", "grant", "verify", "close", "report", "reopen", "insist", "deny",
              "refuse", "return", "start", "plan", "ask_extension", "dismiss_proposal")  # fmt: skip
"""Actions that move a task on its way, the likeliest first."""
ASIDE = ("remind", "progress", "instruct", "climb", "change_due", "reassign", "amend", "edit",
         "comment", "attach", "cancel")  # fmt: skip
"""The other actions, which stand in a second row."""
SAID = "task_said"
_MORE_DAYS = 5
"""Working days that an extension asks for, unless set otherwise."""


def show_said() -> None:
    """Say what was just done."""
    said = st.session_state.pop(SAID, "")
    if said:
        st.success(said, icon=":material/check:")


def take(context: TaskContext, task: Task) -> bool:
    """Do what was asked of a task by its form; tell whether it was done."""
    held, own = st.session_state, _own(task.id)
    action = held.pop(f"{own}_asked", "")
    rule = rule_of(action)
    if rule is None:
        return False
    form = _form_key(task.id, action)
    try:
        done = act(
            context.results, context.scope, task.id, action, _given(rule, task, form),
            version=held.get(f"{own}_seen"), files=files_of(form),
        )  # fmt: skip
    except ChangedError as error:
        held[f"{own}_seen"] = error.task.version
        held[f"{own}_refused"] = str(error)
        return False
    except WeisuError as error:
        held[f"{own}_refused"] = str(error)
        return False
    held[f"{own}_seen"] = done.version
    held[f"{own}_turn"] = held.get(f"{own}_turn", 0) + 1
    held.pop(f"{own}_doing", None)
    held[SAID] = text(
        "tasks.done", action=text(f"task.action_{action}"), number=number_of(done),
        state=text(f"task.state_{done.state}"),
    )  # fmt: skip
    return True


def show_deeds(context: TaskContext, task: Task) -> None:
    """Draw the buttons and the form that is open."""
    held, own = st.session_state, _own(task.id)
    rules = rules_from(task.state, parties_of(context.scope, task), proposal=task.proposal)
    before = held.get(f"{own}_seen", task.version)
    refused = held.pop(f"{own}_refused", "")
    if before < task.version and not refused:
        st.info(text("tasks.moved"), icon=":material/update:")
    held[f"{own}_seen"] = task.version
    doing = held.get(f"{own}_doing", "")
    _buttons(task, rules, doing)
    rule = rule_of(doing)
    show_refused(refused)
    if rule is not None:
        if rule not in rules and not refused:
            words = not_now(rule, task, parties_of(context.scope, task))
            st.warning(plain(punctuate(str(words))), icon=":material/block:")
        _form(context, task, rule)


def _buttons(task: Task, rules: tuple[Rule, ...], doing: str) -> None:
    allowed = [r.action for r in rules]
    main = [action for action in ON_THE_WAY if action in allowed]
    aside = [action for action in ASIDE if action in allowed]
    for name, actions in (("main", main), ("aside", aside)):
        if not actions:
            continue
        with st.container(horizontal=True, gap="xsmall", key=f"deeds_{name}_{task.id}"):
            for action in actions:
                first = name == "main" and action == main[0]
                st.button(
                    text(f"task.action_{action}"),
                    key=f"do_{action}_{task.id}",
                    type="primary" if first or action == doing else "secondary",
                    on_click=_choose,
                    args=(task.id, action),
                )


def _form(context: TaskContext, task: Task, rule: Rule) -> None:
    form = _form_key(task.id, rule.action)
    names = [n for n in ORDER if n in (*rule.needs, *rule.optional)]
    with (
        st.container(border=True, key=f"part_form_{task.id}"),
        st.form(form, enter_to_submit=False, border=False),
    ):
        for name in names:
            label = text(f"tasks.note_{rule.action}") if name == "note" else ""
            options = NAMES[NAMES.index(task.step or FIRST) + 1 :] if rule.action == "climb" else ()
            field(
                context, form, name, _preset(context, task, rule, name),
                needed=name in rule.needs, options=options, label=label,
            )  # fmt: skip
        if rule.action in WITH_FILES:
            field(context, form, "files", needed="files" in rule.needs)
        with st.container(horizontal=True):
            st.form_submit_button(
                text(f"tasks.do_{rule.action}"), type="primary", key=f"{form}_send",
                on_click=_ask, args=(task.id, rule.action),
            )  # fmt: skip
            st.form_submit_button(
                text("tasks.leave"), key=f"{form}_leave", on_click=_choose, args=(task.id, "")
            )


def _preset(context: TaskContext, task: Task, rule: Rule, name: str) -> Any:
    """Return what a field is filled in with."""
    if name in ("due", "until"):
        return _preset_day(context, task, rule, name)
    if name == "step":
        return above(task.step or FIRST) if rule.action == "climb" else task.step
    if name == "lead" and rule.action == "reassign":
        return None
    if name == "outcome":
        return "true"
    return getattr(task, name, None) if name in (*CONTENT, "lead") else None


def _preset_day(context: TaskContext, task: Task, rule: Rule, name: str) -> Any:
    later = max(task.due or context.today, context.today)
    more = add_working_days(later, _MORE_DAYS, context.place.calendar).at.date()
    if name == "until":
        return more
    if rule.action == "grant":
        return task.asked_until
    if rule.action in ("edit", "issue"):
        ahead = task.due is not None and task.due >= context.today
        return task.due if ahead else context.due_by(task.step or FIRST)
    if rule.action == "climb":
        return context.due_by(above(task.step or FIRST))
    return more if "due" in rule.needs else None


def _given(rule: Rule, task: Task, form: str) -> dict[str, Any]:
    """Return what a form gives: of the task's content only what was changed."""
    found = {}
    for name, value in given(form, (*rule.needs, *rule.optional)).items():
        if name in CONTENT:
            before = getattr(task, name)
            now = tuple(value or ()) if isinstance(before, tuple) else value or type(before)()
            if now != before:
                found[name] = now
        elif value not in (None, "", [], False):
            found[name] = value
    return found


def _own(task_id: int) -> str:
    return f"deed_{task_id}"


def _form_key(task_id: int, action: str) -> str:
    turn = st.session_state.get(f"{_own(task_id)}_turn", 0)
    return f"{_own(task_id)}_{turn}_{action}"


def _choose(task_id: int, action: str) -> None:
    st.session_state[f"{_own(task_id)}_doing"] = action


def _ask(task_id: int, action: str) -> None:
    st.session_state[f"{_own(task_id)}_asked"] = action
