"""并单建议: tickets that look like one matter, with evidence, accepted or refused in one click."""

from __future__ import annotations

import html
import json
from typing import Any

import streamlit as st

from dashboards.hotspots_app.context import HotContext
from dashboards.server.viewer import get_services
from dashboards.shell.freshness import local_moment
from dashboards.shell.plain import plain
from dashboards.shell.rows import day_of, figure, records, words_of
from hotspots import actions
from hotspots.frames import SUGGESTIONS
from hotspots.repeat_reads import tickets_of
from style.texts import text
from style.wording import day_table, labelled, listing, moment_table, number

AT_ONCE = 5
SHOWN = 6
"""Tickets of a suggestion that stand above its buttons; the others open in place."""
TEXT_LIMIT = 120
_SAID = "weisu_repeat_said"


def show(context: HotContext) -> None:
    """Draw the open suggestions, what saves most first, and what was decided."""
    store, scope, code = get_services().store, context.scope, context.run.jurisdiction
    said = st.session_state.pop(_SAID, None)
    found = context.results.read(
        scope, context.run, SUGGESTIONS, order=["-probability", "suggestion_id"]
    )
    decided = actions.decided(store, scope, code)
    done = {d["suggestion_id"] for d in decided}
    open_ = [r for r in records(found) if r["suggestion_id"] not in done]
    open_.sort(key=lambda r: -r["probability"] * len(json.loads(r["tickets"])))
    st.subheader(text("rep.sug_title", count=number(len(open_))))
    if said:
        st.success(said, icon=":material/check:")
    if not open_:
        st.caption(text("rep.sug_none"))
    else:
        st.caption(text("rep.sug_what"))
        shown = open_[:AT_ONCE]
        numbers = [t for r in shown for t in json.loads(r["tickets"])]
        tickets = {
            r["ticket_no"]: r
            for r in records(tickets_of(context.results, scope, context.run, numbers))
        }
        for row in shown:
            _one(context, row, tickets)
        if len(open_) > AT_ONCE:
            st.caption(text("rep.sug_more", count=number(len(open_) - AT_ONCE)))
    _decided(context, decided)


def _one(context: HotContext, row: dict[str, Any], tickets: dict[str, dict[str, Any]]) -> None:
    numbers = [str(t) for t in json.loads(row["tickets"])]
    with st.container(border=True, key=f"part_suggestion_{row['suggestion_id']}"):
        line = text(
            "rep.sug_line", count=len(numbers), score=sure_words(figure(row["probability"]))
        )
        reason = words_of(row["reason"])
        told = [_ticket(context, tickets[n]) for n in numbers if n in tickets]
        st.html(
            f"<b>{html.escape(line)}</b>"
            + (f'<p class="weisu-note">{html.escape(reason)}</p>' if reason else "")
            + _list(told[:SHOWN])
        )
        if len(told) > SHOWN:
            with st.expander(text("rep.sug_others", count=len(told) - SHOWN)):
                st.html(_list(told[SHOWN:]))
        if not context.scope.has("repeat.decide"):
            return
        with st.container(horizontal=True):
            for decision, key in (("accepted", "rep.sug_accept"), ("refused", "rep.sug_refuse")):
                if st.button(
                    text(key),
                    key=f"{decision}_{row['suggestion_id']}",
                    type="primary" if decision == "accepted" else "secondary",
                ):
                    _decide(context, row["suggestion_id"], numbers, decision)


def _list(told: list[str]) -> str:
    return f'<ul class="weisu-evidence">{"".join(told)}</ul>'


def sure_words(probability: float | None) -> str:
    """Return how sure a suggestion is, in words."""
    if probability is None or probability < 0.7:
        return text("rep.sure_fair")
    return text("rep.sure_high" if probability >= 0.9 else "rep.sure_good")


def _ticket(context: HotContext, ticket: dict[str, Any]) -> str:
    words = words_of(ticket["title"]) or words_of(ticket["content"])
    content = words_of(ticket["content"])
    if content and content != words:
        words = labelled(words, content) if words else content
    if len(words) > TEXT_LIMIT:
        words = f"{words[:TEXT_LIMIT]}…"
    about = [
        day_table(day_of(ticket["day"])),
        context.area_name(ticket["area_street"]),
        words_of(ticket["org_lead"]),
        words_of(ticket["ticket_no"]),
    ]
    note = " · ".join(a for a in about if a)
    return f'<li>{html.escape(words)}<span class="weisu-note">{html.escape(note)}</span></li>'


def _decide(context: HotContext, suggestion_id: str, numbers: list[str], decision: str) -> None:
    actions.decide_suggestion(
        get_services().store,
        context.scope,
        context.run.jurisdiction,
        suggestion_id,
        tickets=numbers,
        decision=decision,
    )
    st.session_state[_SAID] = text(f"rep.sug_{decision}")
    st.rerun()


def _decided(context: HotContext, decided: list[dict[str, Any]]) -> None:
    if not decided:
        return
    zone = context.summary.timezone
    with st.expander(text("rep.decided_title", count=len(decided))):
        for row in reversed(decided[-50:]):
            with st.container(horizontal=True, vertical_alignment="center"):
                decision = row["decision"]
                line = text(
                    "rep.decided_line",
                    when=moment_table(local_moment(row["at"].isoformat(), zone)),
                    actor=row["actor"],
                    what=text(f"rep.decided_{decision}"),
                    tickets=listing([str(t) for t in row["tickets"]], 4),
                )
                st.markdown(plain(line))
                may = context.scope.has("repeat.decide")
                if may and st.button(text("hot.withdraw"), key=f"undo_{row['id']}"):
                    actions.withdraw_decision(
                        get_services().store, context.scope, context.run.jurisdiction, row["id"]
                    )
                    st.rerun()
