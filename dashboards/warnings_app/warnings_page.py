"""预警: one sentence, the warnings by severity with evidence in place, history and score."""

from __future__ import annotations

import html

import streamlit as st

from dashboards.components.headline import headline
from dashboards.components.issue_task import known_tasks
from dashboards.shell.context import PageContext, ResultContext
from dashboards.shell.empty import no_results
from dashboards.shell.freshness import local_moment, stale_words
from dashboards.shell.plain import plain
from dashboards.shell.rows import Row
from dashboards.warnings_app.cards import show_dismissed, show_list
from dashboards.warnings_app.context import WarnContext
from dashboards.warnings_app.reading import warned
from dashboards.warnings_app.sentences import compose
from dashboards.warnings_app.track_record import show_history, show_levels, show_score
from dashboards.warnings_app.triage import show_saved
from early_warning.urgency import PRESSING, dismissed
from early_warning.warning_reads import too_short
from style.texts import text
from style.wording import clauses, day_table, moment_table, weekday


def absent(context: PageContext) -> None:
    """Say why there are no warnings yet."""
    place, why = context.summary.name, too_short(context.extract, context.summary.code)
    if why:
        st.title(text("warn.short_title"))
        st.write(plain(text("warn.short", place=place, why=why)))
    else:
        no_results(text("warn.none_title"), text("warn.none", place=place))


def draw(found: ResultContext) -> None:
    """Draw the page."""
    seen = warned(found)
    rows = seen.rows
    every = {str(r["warning_id"]): r for r in rows}
    tasks = known_tasks(found, "warning", list(every))
    context = WarnContext.over(found, verdicts=seen.verdicts, tasks=tasks)
    _head(context, [first for first, _ in seen.told])
    show_list(context, seen.told, every)
    show_dismissed(context, [r for r in seen.going if dismissed(r, context.verdicts)], every)
    show_history(context, seen.over)
    show_score(context, seen.said, rows)
    show_levels(context)
    _notes(context)


def _head(context: WarnContext, going: list[Row]) -> None:
    sentence, advice = compose(context, going)
    acts = any(r["severity"] in PRESSING for r in going)
    headline(context, sentence, advice, acts=acts)
    _freshness(context)
    if context.limited:
        st.caption(text("warn.part"))
    show_saved()


def _freshness(context: WarnContext) -> None:
    """Say as of when the warnings are."""
    run = context.run
    if run.as_of is None:
        return
    done, zone = run.finished_at, context.summary.timezone
    words = text(
        "warn.fresh",
        as_of=day_table(run.as_of),
        weekday=weekday(run.as_of),
        finished=moment_table(local_moment(done.isoformat(), zone) if done else None),
    )
    st.html(f'<p class="weisu-note">{html.escape(words)}</p>')
    stale = stale_words(context, run.as_of, "warn.stale")
    if stale:
        st.caption(plain(stale))


def _notes(context: WarnContext) -> None:
    notes = context.facts.notes
    if notes:
        st.caption(plain(text("warn.notes", notes=clauses(notes))))
