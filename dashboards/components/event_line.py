"""The event that a warning, topic or repeat matter belongs to: one line, alike on every page."""

from __future__ import annotations

import html

import streamlit as st

from dashboards.components.links import anchor, page_address
from dashboards.components.notes import note_of
from dashboards.shell.context import BesideContext, ResultContext, RunContext
from dashboards.shell.kept import kept
from dashboards.shell.rows import Row, day_of, figure, words_of
from event_register.frames import ROOM
from event_register.register_reads import EMPTY, Register, read_register
from event_register.words import lead_words
from style.texts import text
from style.wording import clauses, day_words, enumerated, number

PAGES = {
    "warning": ("warnings", "warning", "warning.view"),
    "topic": ("topic", "topic", "hotspot.view"),
    "repeat": ("repeats", "group", "hotspot.view"),
}
"""Where a finding is told: page, the address's parameter, the right."""
NAMED = 4


def register_of(context: ResultContext | BesideContext) -> Register:
    """Return the register of events as the reader sees it, empty where there is none."""
    run = context.runs.get(ROOM)
    return EMPTY if run is None else _register(RunContext(context.results, context.scope, run))


@kept(40, shared=True)
def _register(seen: RunContext) -> Register:
    return read_register(seen.results, seen.scope, seen.run)


def show_event(
    context: ResultContext, kind: str, key: str, *, but: tuple[str, ...] = (), leads: bool = True
) -> None:
    """Draw which event a finding belongs to, who leads it and what else was found of it.

    Nothing where it is in no event. ``but``: further findings of this kind that the page shows;
    ``leads`` off: the page says who leads.
    """
    register = register_of(context)
    event = register.event(kind, key)
    if event is None:
        return
    said = (_line(context, event), lead_words(event) if leads else "")
    lines = [html.escape(clauses(said))]
    shown = {(kind, one) for one in (key, *but)}
    found = [f for f in register.findings.get(str(event["event_id"]), ())
             if (str(f["kind"]), str(f["key"])) not in shown]  # fmt: skip
    links = [words for f in found if (words := _found(context, f, register))]
    if links:
        named = enumerated(dict.fromkeys(links[:NAMED]))
        lines.append(html.escape(text("event.found_by", names="\0")).replace("\0", named))
    st.html("".join(map(note_of, lines)))


def _line(context: ResultContext, event: Row) -> str:
    first, last = day_of(event["first"]), day_of(event["last"])
    blanks = {
        "name": event["name"],
        "id": event["event_id"],
        "n": number(figure(event["n"])),
        "callers": number(figure(event["callers"])),
        "state": text(f"event.state_{event['state']}"),
    }
    if context.limited or first is None or last is None:
        return text("event.own", **blanks)
    return text("event.line", first=day_words(first, last), last=day_words(last), **blanks)


def _found(context: ResultContext, finding: Row, register: Register) -> str:
    """Return a finding's kind and name, as a link to where it is told; empty without the right."""
    kind = str(finding["kind"])
    key, name = str(finding["key"]), words_of(finding["name"])
    event = register.event(kind, key)
    event_name = str(event["name"]) if event is not None else ""
    if kind == "repeat":
        name = register.named(kind, key, name)
    words = text(f"event.kind_{kind}")
    if name and name != event_name:
        words = text("event.found_one", kind=words, name=name)
    if kind not in PAGES:
        return html.escape(words) if context.scope.has("forecast.view") else ""
    page, parameter, right = PAGES[kind]
    if not context.scope.has(right):
        return ""
    return anchor(page_address(page, context, **{parameter: key}), words)
