"""预警: one sentence, the warnings by severity with evidence in place, history and score."""

from __future__ import annotations

import html

import pandas as pd
import streamlit as st

from dashboards.leader_app.today import no_data
from dashboards.server.viewer import current_viewer, get_services
from dashboards.shell.context import PageContext
from dashboards.shell.filters import filter_bar, visible_jurisdictions
from dashboards.shell.freshness import show_waiting
from dashboards.shell.plain import plain
from dashboards.warnings_app.evidence import show_evidence
from dashboards.warnings_app.record import show_history, show_score
from dashboards.warnings_app.shared import (
    LEVELS,
    Row,
    WarnContext,
    gone,
    level_mark,
    records,
    word,
)
from dashboards.warnings_app.triage import SAID, show_triage
from data_access.results.judgements import TASK, latest_verdicts
from data_access.results.warnings import warning_list
from early_warning import actions
from style.texts import text
from style.wording import day_table, day_words, number, punctuate, weekday

PAGE = "page.warnings"
ROOM = "warnings"
LEADERS_SEE = 5


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
    tasks = {r["warning_id"]: r for r in said if r["verdict"] == TASK}
    context = WarnContext(page, services.results, run, latest_verdicts(said), tasks)
    rows = [r for r in records(warning_list(context.results, page.scope, run)) if _in_cut(page, r)]
    going = sorted((r for r in rows if r["state"] != "closed"), key=_rank)
    _headline(context, going)
    _list(context, going, {str(r["warning_id"]): r for r in rows})
    show_history(context, [r for r in rows if r["state"] == "closed"])
    show_score(context, said)
    _notes(context)


def _rank(row: Row) -> tuple[int, bool, float, float, str]:
    """Severity, pushed before listed, then score, then the reader's own tickets."""
    level = LEVELS.index(row["severity"]) if row["severity"] in LEVELS else len(LEVELS)
    score: float = 0.0 if gone(row["score"]) else float(row["score"])
    return level, bool(gone(row["pushed"])), -score, -float(row["n"] or 0), row["warning_id"]


def _in_cut(page: PageContext, row: Row) -> bool:
    """Tell whether a warning's place and category touch what the reader filtered by."""
    cuts = ((page.filters.area, "area_code"), (page.filters.category, "category_code"))
    for cut, column in cuts:
        code = word(row[column])
        if cut and code and not (code.startswith(cut) or cut.startswith(code)):
            return False
    unit = page.filters.department
    return not unit or unit in (word(row["lead_unit"]), word(row["unit"]))


def _headline(context: WarnContext, going: list[Row]) -> None:
    st.caption(plain(f"{text(PAGE)} · {context.page.summary.name}"))
    if going:
        sentence = text("warn.sentence", count=len(going), first=context.title(going[0]))
        unit = word(going[0]["lead_unit"])
        advice = text("warn.advice_unit", unit=unit) if unit else text("warn.advice")
    else:
        sentence, advice = text("warn.sentence_none"), text("warn.advice_none")
    grave = any(r["severity"] in LEVELS[:2] for r in going)
    mark = " weisu-acts" if grave else ""
    st.html(
        f'<h1 class="weisu-finding{mark}">{html.escape(punctuate(sentence))}</h1>'
        f'<p class="weisu-advice">{html.escape(punctuate(advice))}</p>'
    )
    as_of = context.run.as_of
    if as_of is not None:
        st.caption(plain(text("warn.fresh", as_of=day_table(as_of), weekday=weekday(as_of))))
    if context.limited:
        st.caption(text("warn.part"))
    said = st.session_state.pop(SAID, None)
    if said:
        st.success(said, icon=":material/check:")


def _list(context: WarnContext, going: list[Row], every: dict[str, Row]) -> None:
    st.subheader(text("warn.title_list", count=len(going)))
    if not going:
        st.info(text("warn.empty"), icon=":material/info:")
        return
    asked = st.query_params.get("warning", "")
    if not context.scope.has("warning.judge") and not context.limited:
        # A leader acts on a few; the rest stays one click away.
        first, rest = going[:LEADERS_SEE], going[LEADERS_SEE:]
    else:
        first = [r for r in going if r["severity"] != LEVELS[-1] or not gone(r["pushed"])]
        rest = [r for r in going if r not in first]
    for row in first:
        _one(context, row, every, wanted=str(row["warning_id"]) == asked)
    if rest:
        with st.expander(text("warn.more", count=len(rest))):
            for row in rest:
                _one(context, row, every, wanted=str(row["warning_id"]) == asked)


def _one(context: WarnContext, row: Row, every: dict[str, Row], *, wanted: bool) -> None:
    key = str(row["warning_id"])
    with st.container(border=True, key=f"part_warning_{key}"):
        meta = [
            text(
                "warn.meta",
                state=text(f"warn.state_{row['state']}"),
                branch=row["branch"],
                opened=day_words(pd.Timestamp(row["opened"]).date()),
            )
        ]
        if not gone(row["pushed"]):
            meta.append(text("warn.meta_pushed"))
        numbers = (
            text("warn.own", n=number(float(row["n"]))) if context.limited else context.numbers(row)
        )
        lines = [numbers, text("warn.rule", rule=row["rule"])]
        if word(row["known"]):
            lines.append(text("warn.known", known=row["known"]))
        if word(row["lead_unit"]):
            lines.append(text("warn.unit", unit=row["lead_unit"]))
        body = "".join(f"<div>{html.escape(line)}</div>" for line in lines if line)
        st.html(
            f"{level_mark(row['severity'])}<b>{html.escape(context.title(row))}</b>"
            f'<span class="weisu-note">{html.escape(" · ".join(meta))}</span>{body}'
        )
        show_triage(context, row)
        if st.toggle(text("warn.open"), value=wanted, key=f"open_{key}"):
            show_evidence(context, row, every)


def _notes(context: WarnContext) -> None:
    facts = context.results.read(context.scope, context.run, "facts", where={"name": "note"})
    notes = [str(w) for w in facts["words"]]
    if notes:
        st.caption(plain(text("warn.notes", notes="；".join(notes))))
