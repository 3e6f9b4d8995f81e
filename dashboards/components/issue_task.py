"""Issuing a task from wherever a matter is seen: one popover with a form that is filled in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

import streamlit as st

from dashboards.components.empty import show_refused
from dashboards.components.links import anchor
from dashboards.components.notes import note_of
from dashboards.components.task_fields import field, files_of, given
from dashboards.shell.context import PlaceContext
from dashboards.shell.task_context import TaskContext
from data_access.days import local_day
from data_access.store.clock import utc_now
from data_access.types import Scope, WeisuError
from style.texts import text
from style.wording import day_words
from supervision.actions import NOTHING, Source, begin
from supervision.colours import is_due_today, is_overdue
from supervision.ladder import FIRST
from supervision.notices import number_of
from supervision.parties import ISSUE, VIEW, may_begin
from supervision.refusals import SameMatterError
from supervision.states import FINAL
from supervision.store_reads import tasks_of_sources
from supervision.task import Task

NAMES = ("title", "requirement", "lead", "due", "assisting", "area", "category", "basis",
         "confidential", "readers")  # fmt: skip
_MORE = NAMES[4:]


@dataclass(frozen=True)
class Proposal:
    """A task as it is proposed. ``fields``: what its form is filled in with; a requirement that
    is left empty is written for the due day. ``source`` is made when the task is begun."""

    source: Callable[[], Source] = lambda: NOTHING
    fields: Mapping[str, Any] | None = None
    step: str = FIRST


def known_tasks(found: PlaceContext, kind: str, refs: list[str]) -> dict[str, Task]:
    """Return the newest task of each source that has one that the reader sees."""
    if not found.scope.has(VIEW):
        return {}
    context = TaskContext.opened(found)
    return tasks_of_sources(context.results.store, found.scope, found.summary.code, kind, refs)


def task_part(
    found: PlaceContext, key: str, propose: Callable[[], Proposal], known: Task | None = None
) -> None:
    """Draw what became of a matter, and the way to issue a task on it for whoever may.

    ``propose``: makes the proposal, called when the form is opened.
    """
    show_task(found, key, known)
    issue_part(found, key, propose, known)


def show_task(found: PlaceContext, key: str, known: Task | None) -> None:
    """Draw the task of a matter, and that it was just begun."""
    said = st.session_state.pop(f"{key}_said", "")
    if said:
        st.success(said, icon=":material/check:")
    if known is not None:
        today = local_day(utc_now(), found.summary.timezone)
        st.html(note_of(task_line(found.scope, known, today)))


def issue_part(
    found: PlaceContext,
    key: str,
    propose: Callable[[], Proposal],
    known: Task | None,
    *,
    label: str = "",
) -> None:
    """Draw the way to issue a task on a matter, where none goes on, for whoever may."""
    if (known is None or known.state in FINAL) and may_begin(found.scope, found.summary.code):
        _issue(found, key, propose, label or text("tasks.issue"))


def task_line(scope: Scope, task: Task, today: date) -> str:
    """Return number and state of a task as a link, in HTML; what its due day is to a local day."""
    key = "tasks.line_late" if is_overdue(task, today) else "tasks.line"
    words = text(
        "tasks.line_today" if is_due_today(task, today) else key,
        number=number_of(task),
        state=text(f"task.state_{task.state}"),
        lead=task.lead or text("task.lead_none"),
        due=day_words(task.due, today) if task.due else text("task.due_none"),
    )
    return anchor(task_address(scope, task), words)


def task_address(scope: Scope, task: Task) -> str:
    """Return where the reader finds a task."""
    page = "mytasks" if scope.departments is not None else "tasks"
    return f"/{page}?{urlencode({'jurisdiction': task.jurisdiction, 'task': task.id})}"


@st.fragment
def _issue(found: PlaceContext, key: str, propose: Callable[[], Proposal], label: str) -> None:
    box = st.popover(
        label, icon=":material/assignment_add:", key=f"issue_{key}",
        on_change="rerun",
    )  # fmt: skip
    if box.open:
        with box:
            begin_form(TaskContext.opened(found), key, propose)


def begin_form(context: TaskContext, key: str, propose: Callable[[], Proposal]) -> None:
    """Draw the form of a new task; what is refused stays as it was typed."""
    held = st.session_state
    turn = f"{key}_{held.get(f'{key}_turn', 0)}"
    asked = held.pop(f"{turn}_asked", "")
    proposal = propose()
    if asked:
        _begin(context, key, turn, asked, proposal.source())
    refused = held.get(f"{turn}_refused", "")
    show_refused(refused)
    same = held.get(f"{turn}_same")
    if same:
        st.html(note_of(same))
    field(context, turn, "step", proposal.step, needed=True)
    step = held.get(f"{turn}_step") or FIRST
    with st.form(f"{turn}_form", enter_to_submit=False, border=False):
        _fields(context, turn, step, proposal.fields or {})
        if same is not None:
            st.checkbox(text("tasks.insist"), key=f"{turn}_insist")
        with st.container(horizontal=True, key=f"send_{turn}"):
            for action, kind in (("issue", "primary"), ("draft", "secondary")):
                if action == "draft" or context.scope.has(ISSUE):
                    st.form_submit_button(
                        text(f"task.action_{action}"),
                        type=kind,  # type: ignore[arg-type]
                        key=f"{turn}_do_{action}",
                        on_click=_ask,
                        args=(turn, action),
                    )


def _fields(context: TaskContext, turn: str, step: str, preset: Mapping[str, Any]) -> None:
    due = context.due_by(step)
    usual = text("tasks.due_help", step=text(f"task.step_{step}"), days=context.rules.days_of(step))
    wanted = preset.get("requirement") or text("tasks.requirement", due=day_words(due))
    field(context, turn, "title", preset.get("title"), needed=True)
    field(context, turn, "requirement", wanted, needed=True)
    field(context, turn, "lead", preset.get("lead"), needed=True)
    # Another step has another due day: its field is another one.
    st.date_input(
        text("task.field_due"), value=due, format="YYYY-MM-DD", key=f"{turn}_due_{step}",
        help=usual,
    )  # fmt: skip
    with st.expander(text("tasks.more_fields")):
        for name in _MORE:
            field(context, turn, name, preset.get(name))
        field(context, turn, "files")


def _ask(turn: str, action: str) -> None:
    st.session_state[f"{turn}_asked"] = action


def _begin(context: TaskContext, key: str, turn: str, action: str, source: Source) -> None:
    """Begin the task, or keep why not."""
    held = st.session_state
    step = held.get(f"{turn}_step") or FIRST
    fields = {k: v for k, v in given(turn, NAMES).items() if v not in (None, "", [], False)}
    fields |= {"step": step, "due": held.get(f"{turn}_due_{step}")}
    held.pop(f"{turn}_refused", None)
    try:
        task = begin(
            context.results, context.scope, context.code, action, fields,
            source=source, files=files_of(turn), insist=bool(held.get(f"{turn}_insist")),
        )  # fmt: skip
    except SameMatterError as error:
        held[f"{turn}_refused"] = str(error)
        held[f"{turn}_same"] = (
            task_line(context.scope, error.task, context.today) if error.task else ""
        )
        return
    except WeisuError as error:
        held[f"{turn}_refused"] = str(error)
        return
    held[f"{key}_turn"] = held.get(f"{key}_turn", 0) + 1
    held[f"{key}_said"] = text(f"tasks.begun_{action}", number=number_of(task))
    held[f"{key}_begun"] = task.id
    st.rerun()
