"""Judging a warning in one click, taking it back, and recording the decision to issue a task."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from dashboards.shell.freshness import local_moment
from dashboards.shell.plain import plain
from dashboards.shell.rows import Row, words_of
from dashboards.warnings_app.context import WarnContext
from dashboards.warnings_app.evidence import verdict_words
from data_access.results.store import ResultStore
from data_access.types import Scope
from early_warning import actions
from style.texts import text
from style.wording import clauses, moment_table

SAID = "weisu_warning_said"
VERDICTS = ("true", "false", "known")
Act = Callable[[ResultStore, Scope, str, str], int]


def show_said(context: WarnContext, row: Row) -> None:
    """Draw what was said of a warning."""
    key = str(row["warning_id"])
    said, task = context.verdicts.get(key), context.tasks.get(key)
    lines = []
    if said is not None:
        verdict = verdict_words(context, key)
        lines.append(
            text("warn.judged", actor=said["actor"], when=_when(context, said), verdict=verdict)
        )
    if task is not None:
        when = _when(context, task)
        lines.append(text("warn.task_said", actor=task["actor"], when=when, unit=task["unit"]))
        if words_of(task["note"]):
            lines.append(text("warn.task_why", note=task["note"]))
    if lines:
        st.caption(plain(clauses(lines)))


def show_triage(context: WarnContext, row: Row) -> None:
    """Draw the buttons for whoever has the right to judge."""
    key = str(row["warning_id"])
    if not context.scope.has("warning.judge"):
        return
    with st.container(horizontal=True, key=f"triage_{key}"):
        if key in context.verdicts:
            _button(context, key, "warn.take_back", actions.take_back, "warn.taken_back")
        else:
            for verdict in VERDICTS:
                _button(context, key, f"warn.judge_{verdict}", _judging(verdict), "warn.saved")
        if key in context.tasks:
            back = actions.take_task_back
            _button(context, key, "warn.task_back", back, "warn.task_taken_back")
        else:
            _task(context, row)


def _task(context: WarnContext, row: Row) -> None:
    key = str(row["warning_id"])
    with st.popover(text("warn.task"), key=f"task_{key}"), st.form(f"form_{key}"):
        unit = st.text_input(
            text("warn.task_unit"), value=words_of(row["lead_unit"]), max_chars=actions.UNIT_LENGTH
        )
        note = st.text_input(text("warn.task_note"), max_chars=actions.NOTE_LENGTH)
        if st.form_submit_button(text("warn.task_do"), type="primary"):
            code = context.run.jurisdiction
            actions.decide_task(context.results, context.scope, code, key, unit, note=note)
            _done("warn.task_saved")


def _judging(verdict: str) -> Act:
    def act(results: ResultStore, scope: Scope, code: str, key: str) -> int:
        return actions.judge(results, scope, code, key, verdict)

    return act


def _button(context: WarnContext, key: str, label: str, act: Act, done: str) -> None:
    if st.button(text(label), key=f"{label.removeprefix('warn.')}_{key}"):
        act(context.results, context.scope, context.run.jurisdiction, key)
        _done(done)


def _done(key: str) -> None:
    st.session_state[SAID] = text(key)
    st.rerun()


def _when(context: WarnContext, row: Row) -> str:
    return moment_table(local_moment(row["at"].isoformat(), context.summary.timezone))
