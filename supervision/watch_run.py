"""The night's look at closed tasks: what came back is proposed to be opened again, once."""

from __future__ import annotations

from datetime import datetime, timedelta

from data_access.results.store import ResultStore
from data_access.types import Scope
from event_register.frames import ROOM
from style.texts import text
from style.wording import day_words, number
from supervision import store_reads
from supervision.actions import act
from supervision.ladder import StepRules
from supervision.place import place_of
from supervision.store_reads import Asked
from supervision.task import Event
from supervision.ticket_reads import merged_into, tickets_by_event
from supervision.watch import MORE, Recurrence, recurrences

_MOST = 1_000_000


def run_watch(results: ResultStore, scope: Scope, code: str, *, now: datetime) -> int:
    """Propose to open again the closed tasks whose matter came back; return how many are new."""
    run = results.current(ROOM, code)
    place = place_of(results, scope, code)
    watched = timedelta(days=StepRules.of(results.settings).watch)
    asked = Asked(code=code, states=("closed",), closed_from=now - watched, limit=_MOST)
    closed = [
        (task, place.local(task.closed_at).date())
        for task in store_reads.listed(results.store, scope, asked)
        if task.closed_at is not None
    ]
    if run is None or not closed:
        return 0
    seen = tickets_by_event(results, scope, run, min(day for _, day in closed))
    found = [
        one
        for one in recurrences(closed, seen, merged_into(results, scope, run))
        if _is_news(store_reads.events_of(results.store, scope, one.task.id), one)
    ]
    for one in found:
        proposal = {"event": one.event, "n": one.n, "last": one.last.isoformat()}
        given = {"note": _words(one), "proposal": proposal}
        act(results, scope, one.task.id, "propose_reopen", given, now=now)
    return len(found)


def _is_news(events: list[Event], one: Recurrence) -> bool:
    """Tell whether the recurrence was not proposed since the closing, or has grown since."""
    told = 0
    for event in events:
        if event.action == "close":
            told = 0
        elif event.action == "propose_reopen":
            same = event.payload.get("proposal", {})
            told = max(told, int(same.get("n", 0)))
    return told == 0 or (not one.task.proposal and one.n >= told + MORE)


def _words(one: Recurrence) -> str:
    return text(
        "task.came_back",
        first=day_words(one.first, one.last),
        last=day_words(one.last),
        name=one.name,
        n=number(one.n),
    )
