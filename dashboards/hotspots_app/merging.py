"""What is left to decide of the suggestions to merge, and one of them in full, decided in place."""

from __future__ import annotations

import html
from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from dashboards.components.empty import show_refused
from dashboards.components.entries import entry, show_entries
from dashboards.components.event_line import register_of
from dashboards.components.links import anchor
from dashboards.components.notes import note
from dashboards.components.ticket_link import one_address
from dashboards.hotspots_app.context import HotContext
from dashboards.server.viewer import get_services
from dashboards.shell.kept import kept
from dashboards.shell.rows import day_of, records, words_of
from data_access.results.limits import may_read
from data_access.types import WeisuError
from hotspots import actions
from hotspots.frames import SUGGESTIONS
from hotspots.merging import Merge, OpenMerges, Suggestion
from hotspots.repeat_reads import suggested, tickets_of
from style.texts import text
from style.wording import clauses, day_table, labelled, listing, number

DECIDE = actions.DECIDE
_ASKED, _SAID, _REFUSED = "merge_asked", "weisu_repeat_said", "weisu_repeat_refused"
SHOWN = 3
"""Tickets of a suggestion that stand above its buttons; the others open in place."""
MOST = 100
"""Tickets of a suggestion that are read: some hold hundreds."""
TEXT_LIMIT = 120
UNITS = 3


def merges(context: HotContext) -> OpenMerges | None:
    """Return what is left to decide, for whoever may; what saves most tickets first."""
    if not context.scope.has(DECIDE) or not may_read(context.scope, SUGGESTIONS):
        return None
    if not context.run.has(SUGGESTIONS):
        return None
    said = actions.decided(context.results.store, context.scope, context.run.jurisdiction)
    return _merges(context, frozenset(str(d["suggestion_id"]) for d in said))


@kept(8, shared=True)
def _merges(context: HotContext, done: frozenset[str]) -> OpenMerges:
    found, groups = suggested(context.results, context.scope, context.run)
    register = register_of(context)
    events = {
        key: (event, str(register.events[event]["name"]))
        for (kind, key), event in register.of.items()
        if kind == "repeat" and event in register.events
    }
    return OpenMerges(found, groups, done, events)


@kept(60)
def _tickets(context: HotContext, numbers: tuple[str, ...]) -> pd.DataFrame:
    return tickets_of(context.results, context.scope, context.run, list(numbers))


def take(context: HotContext) -> None:
    """Decide what was asked for before anything is drawn: what is decided is on no list then."""
    asked = st.session_state.pop(_ASKED, None)
    if asked is None:
        return
    key, tickets, decision = asked
    who = get_services().store, context.scope, context.run.jurisdiction
    try:
        actions.decide_suggestion(*who, key, tickets=tickets, decision=decision)
    except WeisuError as error:
        st.session_state[_REFUSED] = str(error)
    else:
        st.session_state[_SAID] = text(f"rep.sug_{decision}")


def show_said() -> None:
    """Say what was just decided, or why it was not."""
    said, refused = st.session_state.pop(_SAID, ""), st.session_state.pop(_REFUSED, "")
    if said:
        st.success(said, icon=":material/check:")
    show_refused(refused)


def show_merge(context: HotContext, merge: Merge) -> None:
    """Draw a matter's suggestions with their tickets and the buttons that decide them."""
    numbers = tuple(t for s in merge.suggestions for t in s.tickets[:MOST])
    tickets = {str(r["ticket_no"]): r for r in records(_tickets(context, numbers))}
    where = (
        context.area_name(merge.area),
        context.directory.category_paths.get(merge.category, ""),
        listing(list(merge.units), UNITS),
    )
    said = text("rep.merge_gain", tickets=number(merge.tickets), gain=number(merge.gain))
    lines = (said, clauses(w for w in where if w))
    notes = "".join(map(note, lines))
    with st.container(border=True, key=f"part_merge_{merge.key}"):
        st.html(f'<div class="weisu-warning-head"><b>{html.escape(merge.name)}</b></div>{notes}')
        for suggestion in merge.suggestions:
            _suggestion(context, suggestion, tickets)


def _suggestion(
    context: HotContext, suggestion: Suggestion, tickets: Mapping[str, dict[str, Any]]
) -> None:
    with st.container(key=f"part_suggestion_{suggestion.key}"):
        line = text(
            "rep.sug_line", count=len(suggestion.tickets), score=sure_words(suggestion.probability)
        )
        st.html(f"<b>{html.escape(line)}</b>{note(suggestion.reason)}")
        with st.container(horizontal=True, key=f"screen_decide_{suggestion.key}"):
            for decision in actions.DECISIONS:
                st.button(
                    text(f"rep.sug_do_{decision}"),
                    key=f"{decision}_{suggestion.key}",
                    type="primary" if decision == "accepted" else "secondary",
                    on_click=_ask,
                    args=(suggestion, decision),
                )
        told = [_ticket(context, tickets[n]) for n in suggestion.tickets if n in tickets]
        show_entries(told[:SHOWN])
        if len(told) > SHOWN:
            others = len(suggestion.tickets) - SHOWN
            with st.expander(text("rep.sug_others", count=others)):
                show_entries(told[SHOWN:])
                if len(suggestion.tickets) > MOST:
                    st.caption(text("rep.sug_most", shown=number(MOST)))


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
    no = words_of(ticket["ticket_no"])
    about = (
        day_table(day_of(ticket["day"])),
        context.area_name(ticket["area_street"]),
        words_of(ticket["org_lead"]),
    )
    small = [html.escape(a) for a in about if a] + [anchor(one_address(context, no), no)]
    return entry(html.escape(words), " · ".join(small))


def _ask(suggestion: Suggestion, decision: str) -> None:
    st.session_state[_ASKED] = (suggestion.key, suggestion.tickets, decision)
