"""Judging a warning in one click, and recording the decision to issue a task."""

from __future__ import annotations

import streamlit as st

from dashboards.shell.freshness import local_moment
from dashboards.shell.plain import plain
from dashboards.warnings_app.evidence import verdict_words
from dashboards.warnings_app.shared import Row, WarnContext, word
from early_warning import actions
from style.texts import text
from style.wording import moment_table

SAID = "weisu_warning_said"
VERDICTS = ("true", "false", "known")


def show_triage(context: WarnContext, row: Row) -> None:
    """Draw what was said; with the right for it, the buttons."""
    key = str(row["warning_id"])
    said, task = context.verdicts.get(key), context.tasks.get(key)
    if said is not None:
        verdict = verdict_words(context, key)
        line = text("warn.judged", actor=said["actor"], when=_when(context, said), verdict=verdict)
        st.caption(plain(line))
    if task is not None:
        line = text(
            "warn.task_said", actor=task["actor"], when=_when(context, task), unit=task["unit"]
        )
        st.caption(plain(line))
    if not context.scope.has("warning.judge"):
        return
    with st.container(horizontal=True):
        for verdict in VERDICTS:
            if st.button(text(f"warn.judge_{verdict}"), key=f"{verdict}_{key}"):
                code = context.run.jurisdiction
                actions.judge(context.results, context.scope, code, key, verdict)
                _done("warn.saved")
        with st.popover(text("warn.task"), key=f"task_{key}"), st.form(f"form_{key}"):
            unit = st.text_input(text("warn.task_unit"), value=word(row["lead_unit"]))
            note = st.text_input(text("warn.task_note"), max_chars=actions.NOTE_LENGTH)
            if st.form_submit_button(text("warn.task_do"), type="primary"):
                code = context.run.jurisdiction
                actions.decide_task(context.results, context.scope, code, key, unit, note=note)
                _done("warn.task_saved")


def _done(key: str) -> None:
    st.session_state[SAID] = text(key)
    st.rerun()


def _when(context: WarnContext, row: Row) -> str:
    return moment_table(local_moment(row["at"].isoformat(), context.page.summary.timezone))
