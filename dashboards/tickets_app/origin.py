"""What holds the tickets that are looked at (a warning, topic, repeat, event, task): its name, and
their numbers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from dashboards.components.event_line import register_of
from dashboards.shell.context import BesideContext
from dashboards.shell.kept import kept
from dashboards.tickets_app import origin_repeats
from data_access.metrics.problem_tickets import LISTS
from data_access.results.declared import Frame
from data_access.results.held_tickets import held_tickets
from data_access.results.store import RunInfo
from data_access.results.values import records
from deadline_risk import risk_reads
from early_warning.frames import WARNING, WARNING_TICKET
from early_warning.words import title
from event_register.frames import EVENT, EVENT_TICKET
from event_register.register_reads import read_register
from hotspots.frames import GROUPS, MEMBERS, TOPIC_TICKET, TOPICS
from hotspots.topic_reads import recent_topic_tickets
from style.texts import text
from style.wording import enumerated
from supervision.store_reads import one, tickets_of
from supervision.ticket_reads import listed_tickets

DEPTHS = ("topic_id", "topic_mid", "topic_coarse")
"""Where a topic's id may stand: fine, middle or coarse."""
_NAMED = 3
"""How many of several topics or warnings are named."""


@dataclass(frozen=True, slots=True)
class Held:
    """``name``: what holds them, in words; ``numbers``: of tickets, whoever may see these."""

    name: str
    numbers: tuple[str, ...]


@kept(most=64)
def held(context: BesideContext, kind: str, key: str) -> Held | None:
    """Return what is held; None where there is no such thing, or not for this reader."""
    if kind == "task":
        return _task(context, key)
    if kind == "list":
        return _list(context, key)
    room, find = _FINDERS[kind]
    run = context.runs.get(room)
    return None if run is None else find(context, run, key)


def _task(context: BesideContext, key: str) -> Held | None:
    store = context.results.store
    task = one(store, context.scope, int(key)) if key.isdecimal() else None
    if task is None or task.jurisdiction != context.summary.code:
        return None
    return Held(task.title, tuple(tickets_of(store, context.scope, task.id)))


def _of(
    context: BesideContext, run: RunInfo, frame: Frame, columns: tuple[str, ...], key: str
) -> tuple[str, ...]:
    return held_tickets(context.results, context.scope, run, frame, columns=columns, key=key)


def _named(context: BesideContext, run: RunInfo, frame: Frame, column: str, key: str) -> str:
    rows = context.results.read(context.scope, run, frame, where={column: key}, limit=1)
    return "" if rows.empty else str(rows["name"].iloc[0])


def _warning(context: BesideContext, run: RunInfo, key: str) -> Held | None:
    """Return the tickets of a warning, or of several with a comma between."""
    keys = key.split(",")
    numbers = {n for one in keys for n in _of(context, run, WARNING_TICKET, ("warning_id",), one)}
    names = [_titled(context, run, one) for one in keys[:_NAMED]]
    if len(keys) == 1:
        return _held(names[0], tuple(sorted(numbers)))
    several = text("tickets.of_warnings", names=enumerated(names), count=len(keys))
    return _held(several, tuple(sorted(numbers)))


def _titled(context: BesideContext, run: RunInfo, key: str) -> str:
    """Return what a warning is called on its own page."""
    rows = context.results.read(context.scope, run, WARNING, where={"warning_id": key}, limit=1)
    for row in records(rows):
        return title(row, context.areas, context.directory.categories)
    return text("tickets.of_warning")


def _topic(context: BesideContext, run: RunInfo, key: str) -> Held | None:
    """Return the tickets of a topic, or of several with a comma between."""
    keys = key.split(",")
    numbers = {n for one in keys for n in _of(context, run, TOPIC_TICKET, DEPTHS, one)}
    names = [_named(context, run, TOPICS, "topic_id", one) for one in keys[:_NAMED]]
    if len(keys) == 1:
        return _held(names[0], tuple(sorted(numbers)))
    several = text("tickets.of_topics", names=enumerated(names), count=len(keys))
    return _held(several, tuple(sorted(numbers)))


def _topics(context: BesideContext, run: RunInfo, key: str) -> Held | None:
    """Return a day's tickets that belong to any topic."""
    try:
        day = date.fromisoformat(key)
    except ValueError:
        return None
    found = recent_topic_tickets(context.results, context.scope, run, day)
    return _held(text("tickets.of_any_topic"), tuple(found["ticket_no"].astype(str)))


def _counted(
    find: Callable[[BesideContext, RunInfo, str], origin_repeats.Named | None],
) -> Callable[[BesideContext, RunInfo, str], Held | None]:
    def held_by(context: BesideContext, run: RunInfo, key: str) -> Held | None:
        found = find(context, run, key)
        return _held(*found) if found else None

    return held_by


def _repeat(context: BesideContext, run: RunInfo, key: str) -> Held | None:
    numbers = _of(context, run, MEMBERS, ("group_id",), key)
    name = _named(context, run, GROUPS, "group_id", key)
    return _held(register_of(context).named("repeat", key, name), numbers)


def _event(context: BesideContext, run: RunInfo, key: str) -> Held | None:
    numbers = _of(context, run, EVENT_TICKET, ("event_id",), key)
    return _held(_named(context, run, EVENT, "event_id", key), numbers)


def _due(context: BesideContext, run: RunInfo, key: str) -> Held | None:
    """Return the tickets that fall due soon, those of a list of ``risk_reads.LISTS``."""
    if key not in risk_reads.LISTS:
        return None
    rows = risk_reads.due_soon(context.results, context.scope, run, key)
    name = text(f"unit.held_{key}", days=risk_reads.SOON)
    return _held(name, tuple(sorted(rows["ticket_no"].astype(str))))


def _list(context: BesideContext, key: str) -> Held | None:
    """Return the tickets of a list of ``problem_tickets.LISTS``."""
    last = context.summary.last_day
    if key not in LISTS or last is None:
        return None
    rows = listed_tickets(context.results, context.scope, context.summary.code, key, last)
    return _held(text(f"unit.list_{key}"), tuple(sorted(rows["ticket_no"].astype(str))))


def _held(name: str, numbers: tuple[str, ...]) -> Held | None:
    return Held(name, numbers) if numbers else None


_FINDERS: dict[str, tuple[str, Callable[[BesideContext, RunInfo, str], Held | None]]] = {
    "warning": ("warnings", _warning),
    "topic": ("hotspots", _topic),
    "topics": ("hotspots", _topics),
    "repeat": ("hotspots", _repeat),
    "matters": ("hotspots", _counted(origin_repeats.matters)),
    "cure": ("hotspots", _counted(origin_repeats.cure)),
    "node": ("hotspots", _counted(origin_repeats.node)),
    "pingpong": ("hotspots", _counted(origin_repeats.pingpong)),
    "event": ("events", _event),
    "due": ("deadlines", _due),
}


@kept(most=64)
def about(context: BesideContext, number: str) -> dict[str, list[tuple[str, str]]]:
    """Return what a ticket belongs to: key and name of its topic, repeat, event and warnings."""
    found: dict[str, list[tuple[str, str]]] = {}
    for kind, (room, frame, column, names) in _TOLD.items():
        run = context.runs.get(room)
        if run is None:
            continue
        rows = context.results.read(context.scope, run, frame, where={"ticket_no": number})
        keys = [str(key) for key in rows[column]]
        if kind == "warning" and keys and "events" in context.runs:
            of = read_register(context.results, context.scope, context.runs["events"]).of
            keys = [key for key in keys if ("warning", key) not in of]
        named = [
            (key, _named(context, run, names, column, key) if names else _titled(context, run, key))
            for key in keys
        ]
        if named:
            found[kind] = named
    return found


_TOLD: dict[str, tuple[str, Frame, str, Frame | None]] = {
    "event": ("events", EVENT_TICKET, "event_id", EVENT),
    "topic": ("hotspots", TOPIC_TICKET, "topic_id", TOPICS),
    "repeat": ("hotspots", MEMBERS, "group_id", GROUPS),
    "warning": ("warnings", WARNING_TICKET, "warning_id", None),
}
