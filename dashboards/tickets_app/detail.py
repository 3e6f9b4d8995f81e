"""One ticket in full: what was said, its facts, its road, limits, callbacks, what it belongs to."""

from __future__ import annotations

import html
from datetime import date, datetime
from typing import Any

import streamlit as st

from dashboards.components import timeline
from dashboards.components.empty import show_empty
from dashboards.components.entries import entry, show_entries
from dashboards.components.facts import show_facts
from dashboards.components.links import anchor
from dashboards.components.list_with_detail import opened_box
from dashboards.components.notes import lines, note, show_title, title
from dashboards.components.ticket_link import held_address
from dashboards.components.timeline import show_timeline
from dashboards.shell.context import BesideContext
from dashboards.tickets_app import address, reading
from dashboards.tickets_app.origin import about
from dashboards.tickets_app.original import show_way
from dashboards.tickets_app.spoken_place import show_place
from data_access import schemas
from data_access.search.ticket import Limit, Step, Ticket
from data_access.types import NotAllowedError
from style.texts import text
from style.wording import day_table, duration, moment_table, number, phrases

_LABELS = {f.name: f.label for f in schemas.TICKET.fields}
_OWN_LABELS = {"category_code": text("tickets.col_category"), "area_code": text("tickets.col_area")}
FACTS = (
    "t_accept", "source_channel", "ticket_type", "area_code", "category_code", "org_lead",
    "org_assist", "urgency", "status", "t_dispatch", "t_sign", "t_first_contact", "deadline",
    "t_close", "n_return", "n_delay", "n_urge", "result", "satisfied", "solved",
)  # fmt: skip
"""Facts that are shown at once; the others are folded."""


def show(context: BesideContext, ticket_no: str) -> None:
    """Draw a ticket beside the list."""
    with opened_box("ticket", address.opened, ""):
        try:
            found = reading.opened(context, ticket_no)
        except NotAllowedError as error:
            show_empty(str(error))
            return
        st.html(_head(found))
        _said(found)
        show_way(context, ticket_no)
        _belongs(context, ticket_no)
        _facts(context, found)
        show_place(context, found)
        _limits(found)
        _road(found)
        _callbacks(found)
        _previous(found)


def _head(found: Ticket) -> str:
    name = found.texts.get("title", "") or text("tickets.untitled")
    small = " · ".join(
        filter(None, (text("tickets.no", number=found.number), str(found.facts.get("status", ""))))
    )
    return (
        f'<div class="weisu-warning"><div class="weisu-warning-head"><b>{html.escape(name)}</b>'
        f"</div>{note(small)}</div>"
    )


def _said(found: Ticket) -> None:
    for name, words in found.texts.items():
        if name == "title":
            continue
        st.html(f'{title(_LABELS[name])}<p class="weisu-quote">{lines(words)}</p>')


def _belongs(context: BesideContext, ticket_no: str) -> None:
    items = [
        entry(
            html.escape(text(f"tickets.belongs_{kind}"))
            + anchor(held_address(context, kind, key), name)
        )
        for kind, named in about(context, ticket_no).items()
        for key, name in named
    ]
    if items:
        show_entries(items, text("tickets.belongs"), "weisu-note")


def _facts(context: BesideContext, found: Ticket) -> None:
    chosen = [n for n in FACTS if n in _LABELS and not _is_nothing(n, found.facts.get(n))]
    others = [name for name in found.facts if name in _LABELS and name not in (*FACTS, "ticket_no")]
    show_facts(_listed(context, found, chosen))
    if others:
        with st.expander(text("tickets.more_facts")):
            show_facts(_listed(context, found, others))


def _is_nothing(name: str, value: Any) -> bool:
    """Tell whether a fact says nothing: it is not there, or it counts none."""
    return value is None or (name.startswith("n_") and value == 0)


def _listed(context: BesideContext, found: Ticket, names: list[str]) -> list[tuple[str, str]]:
    return [
        (_OWN_LABELS.get(name) or _LABELS[name], _words(context, name, found.facts[name]))
        for name in names
    ]


def _words(context: BesideContext, name: str, value: Any) -> str:
    if name == "area_code":
        return context.area_name(value)
    if name == "category_code":
        return context.directory.category_paths.get(str(value), str(value))
    if isinstance(value, bool):
        return text("search.yes" if value else "search.no")
    if isinstance(value, datetime):
        return moment_table(value)
    if isinstance(value, date):
        return day_table(value)
    return number(value) if isinstance(value, int) else str(value)


def _limits(found: Ticket) -> None:
    if found.limits:
        items = [entry(html.escape(_limit(one))) for one in found.limits]
        show_entries(items, text("tickets.limits"))


def _limit(one: Limit) -> str:
    state = {True: "kept", False: "missed", None: "running"}[one.is_kept]
    parts = [
        text(f"search.limit_{one.name}"),
        one.rule,
        text("tickets.limit_due", due=moment_table(one.due)),
        text("tickets.limit_done", done=moment_table(one.done)) if one.done else "",
        text(f"search.limit_{state}"),
    ]
    return " · ".join(filter(None, parts))


def _road(found: Ticket) -> None:
    if found.steps:
        show_timeline(text("tickets.road"), map(_step, found.steps))


def _step(step: Step) -> timeline.Step:
    said = " ".join(filter(None, (step.org, step.op or step.node)))
    took = []
    if step.clock_s is not None:
        took.append(text("tickets.after", span=duration(step.clock_s / 3600)))
    if step.working_s is not None:
        took.append(text("tickets.working", span=duration(step.working_s / 3600)))
    return timeline.Step(said, (moment_table(step.at), *took), step.note or "")


def _callbacks(found: Ticket) -> None:
    if not found.callbacks:
        return
    items = []
    for call in found.callbacks:
        parts = [
            text("tickets.not_reached") if call.reached is False else "",
            {True: text("tickets.solved"), False: text("tickets.unsolved")}.get(call.solved, "")
            if call.solved is not None
            else "",
            call.satisfied,
            call.reason,
            call.text,
        ]
        said = phrases(parts)
        words = text("search.callback", round=call.round, at=moment_table(call.at), said=said)
        items.append(entry(html.escape(words)))
    show_entries(items, text("tickets.callbacks"))


def _previous(found: Ticket) -> None:
    if found.previous is None or found.previous.rows.empty:
        return
    show_title(text("search.previous", count=number(found.previous.count)))
    for row in found.previous.rows.to_dict("records"):
        words = f"{row['t_accept']:%Y-%m-%d} {row['title'] or row['snippet']}"
        st.button(
            words, type="tertiary", key=f"ticket_previous_{row['ticket_no']}",
            on_click=address.opened, args=(str(row["ticket_no"]),),
        )  # fmt: skip
