"""Judging a warning in one click, taking it back, and issuing a task on it."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from dashboards.components.issue_task import issue_part, show_task
from dashboards.shell.freshness import local_moment
from dashboards.shell.plain import plain
from dashboards.shell.rows import Row
from dashboards.warnings_app.context import WarnContext
from dashboards.warnings_app.evidence import verdict_words
from dashboards.warnings_app.proposing import proposal
from data_access.results.store import ResultStore
from data_access.types import Scope
from early_warning import actions
from style.texts import text
from style.wording import clauses, moment_table
from supervision.parties import ISSUE
from supervision.task import Task

_SAID = "weisu_warning_said"
VERDICTS = ("true", "false", "known")
Act = Callable[[ResultStore, Scope, str, str], int]


def show_said(context: WarnContext, row: Row) -> None:
    """Draw what was said of a warning."""
    key = str(row["warning_id"])
    said = context.verdicts.get(key)
    lines = []
    if said is not None:
        verdict = verdict_words(context, key)
        lines.append(
            text("warn.judged", actor=said["actor"], when=_when(context, said), verdict=verdict)
        )
    if lines:
        st.caption(plain(clauses(lines)))
    show_task(context, f"warning_{key}", _task_of(context, key))


def _task_of(context: WarnContext, key: str) -> Task | None:
    """Return the task on a warning, or the newest on another one of the same event: whoever reads
    this one is not to believe that nobody is at it. A task on a part of the event is no answer to
    the whole."""
    if key in context.tasks:
        return context.tasks[key]
    beside = context.register.beside("warning", key)
    same = [context.tasks[ref] for ref in beside if ref in context.tasks]
    return max(same, key=lambda task: task.id, default=None)


def show_saved() -> None:
    """Say that a judgement was just saved or taken back."""
    said = st.session_state.pop(_SAID, None)
    if said:
        st.success(said, icon=":material/check:")


def show_triage(context: WarnContext, row: Row) -> None:
    """Draw the buttons for whoever may judge, and the way to a task for whoever may issue one."""
    key = str(row["warning_id"])
    judges = context.scope.has("warning.judge")
    if not judges and not context.scope.has(ISSUE):
        return
    with st.container(horizontal=True, key=f"triage_{key}"):
        if judges and key in context.verdicts:
            _button(context, key, "warn.take_back", actions.take_back, "warn.taken_back")
        elif judges:
            for verdict in VERDICTS:
                _button(context, key, f"warn.judge_{verdict}", _judging(verdict), "warn.saved")
        known = _task_of(context, key)
        issue_part(context, f"warning_{key}", lambda: proposal(context, row), known)


def _judging(verdict: str) -> Act:
    def act(results: ResultStore, scope: Scope, code: str, key: str) -> int:
        return actions.judge(results, scope, code, key, verdict)

    return act


def _button(context: WarnContext, key: str, label: str, act: Act, done: str) -> None:
    if st.button(text(label), key=f"{label.removeprefix('warn.')}_{key}"):
        act(context.results, context.scope, context.run.jurisdiction, key)
        _done(done)


def _done(key: str) -> None:
    st.session_state[_SAID] = text(key)
    st.rerun()


def _when(context: WarnContext, row: Row) -> str:
    return moment_table(local_moment(row["at"].isoformat(), context.summary.timezone))
