"""预警: one sentence, the warnings by severity with evidence in place, history and score."""

from __future__ import annotations

import html

import streamlit as st

from dashboards.leader_app.today import no_data
from dashboards.server.viewer import current_viewer, get_services
from dashboards.shell.context import PageContext
from dashboards.shell.filters import cut_words, filter_bar, visible_jurisdictions
from dashboards.shell.freshness import local_moment, show_waiting
from dashboards.shell.plain import plain
from dashboards.shell.rows import records
from dashboards.warnings_app.list_part import matters, rank, show_list
from dashboards.warnings_app.record import show_history, show_levels, show_score
from dashboards.warnings_app.shared import LEVELS, Row, WarnContext, word
from dashboards.warnings_app.triage import SAID
from early_warning import actions
from early_warning.frames import ROOM
from early_warning.store_tables import latest_tasks, latest_verdicts
from early_warning.warning_reads import warning_list
from style.texts import text
from style.wording import day_table, day_words, moment_table, punctuate, weekday

PAGE = "page.warnings"


def render() -> None:
    """Draw the page for whoever looks at it."""
    viewer, services = current_viewer(), get_services()
    if viewer is None:
        return
    viewer.scope.require("warning.view")
    places = visible_jurisdictions(viewer.scope, services.extract)
    if not places:
        no_data(viewer.scope, PAGE)
        show_waiting(services.store, services.extract)
        return
    page = filter_bar(viewer.scope, services.extract, places, timed=False)
    run = services.results.current(ROOM, page.summary.code)
    if run is None:
        st.title(text("warn.none_title"))
        st.write(plain(text("warn.none", place=page.summary.name)))
        show_waiting(services.store, services.extract)
        return
    said = actions.said(services.results, page.scope, page.summary.code)
    verdicts, tasks = latest_verdicts(said), latest_tasks(said)
    context = WarnContext(page, services.results, run, verdicts, tasks)
    rows = [r for r in records(warning_list(context.results, page.scope, run)) if _in_cut(page, r)]
    going = sorted((r for r in rows if r["state"] != "closed"), key=rank)
    _headline(context, going)
    show_list(context, going, {str(r["warning_id"]): r for r in rows})
    show_history(context, [r for r in rows if r["state"] == "closed"])
    show_score(context, said, rows)
    show_levels(context)
    _notes(context)


def _in_cut(page: PageContext, row: Row) -> bool:
    """Tell whether a warning's place and category touch what the reader filtered by."""
    cuts = ((page.filters.area, "area_code"), (page.filters.category, "category_code"))
    for cut, column in cuts:
        code = word(row[column])
        if cut and code and not (code.startswith(cut) or cut.startswith(code)):
            return False
    channel = page.filters.channel
    if channel and word(row["channel"]) not in ("", channel):
        return False
    unit = page.filters.department
    return not unit or unit in (word(row["lead_unit"]), word(row["unit"]))


def _headline(context: WarnContext, going: list[Row]) -> None:
    cuts = cut_words(context.page)
    parts = [text(PAGE), context.page.summary.name]
    st.caption(plain(" · ".join([*parts, *([text("filter.active", cuts=cuts)] if cuts else [])])))
    first = [r for r in going if matters(r)]
    if first:
        sentence = text("warn.sentence", count=len(first), first=context.title(first[0]))
        unit = word(first[0]["lead_unit"])
        advice = text("warn.advice_unit", unit=unit) if unit else text("warn.advice")
    elif going:
        sentence = text("warn.sentence_listed", count=len(going))
        advice = text("warn.advice_listed")
    else:
        sentence, advice = text("warn.sentence_none"), text("warn.advice_none")
    mark = " weisu-acts" if any(r["severity"] in LEVELS[:2] for r in going) else ""
    st.html(
        f'<h1 class="weisu-finding{mark}">{html.escape(punctuate(sentence))}</h1>'
        f'<p class="weisu-advice">{html.escape(punctuate(advice))}</p>'
    )
    _freshness(context)
    if context.limited:
        st.caption(text("warn.part"))
    said = st.session_state.pop(SAID, None)
    if said:
        st.success(said, icon=":material/check:")


def _freshness(context: WarnContext) -> None:
    """Say as of when the warnings are, and the run in small print."""
    run, summary = context.run, context.page.summary
    if run.as_of is None:
        return
    done = run.finished_at
    words = text(
        "warn.fresh",
        as_of=day_table(run.as_of),
        weekday=weekday(run.as_of),
        finished=moment_table(local_moment(done.isoformat(), summary.timezone) if done else None),
    )
    number = text("warn.fresh_run", run=run.run_id)
    st.html(
        f'<p class="weisu-note">{html.escape(words)}'
        f'<span class="weisu-run">{html.escape(number)}</span></p>'
    )
    if summary.last_day is not None and summary.last_day > run.as_of:
        last = day_words(summary.last_day)
        st.caption(plain(text("warn.stale", as_of=day_words(run.as_of), last_day=last)))


def _notes(context: WarnContext) -> None:
    notes = context.facts.notes
    if notes:
        st.caption(plain(text("warn.notes", notes="；".join(notes))))
