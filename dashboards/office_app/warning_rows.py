"""Warnings that nobody decided, as rows of the office's day."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from dashboards.components.event_line import register_of
from dashboards.components.issue_task import known_tasks
from dashboards.components.warning_rows import warnings_of
from dashboards.office_app.items import WARNING, Item
from dashboards.shell.context import BesideContext
from dashboards.shell.rows import Row, day_of, words_of
from dashboards.warnings_app.context import WarnContext
from early_warning import actions
from early_warning.frames import ROOM
from early_warning.store_tables import latest_verdicts
from early_warning.urgency import LEVELS, matters, presses, queue
from event_register.register_reads import Register, told_once
from style.texts import text
from supervision.states import FINAL
from supervision.waiting import Urgency

RIGHT = "warning.judge"


@dataclass(frozen=True)
class Warned:
    """What is to be decided: one warning an event with the event's others, the most pressing first;
    ``every``: all warnings by number."""

    context: WarnContext
    told: list[tuple[Row, list[Row]]]
    every: dict[str, Row]


def warned(found: BesideContext, events: Collection[str]) -> Warned | None:
    """Return the warnings that nobody decided, None for who may not or where there is no run.

    ``events``: those that a task is about which goes on.
    """
    run = found.runs.get(ROOM)
    if run is None or not found.scope.has(RIGHT):
        return None
    said = latest_verdicts(actions.said(found.results, found.scope, found.summary.code))
    listed = warnings_of(found, run)
    tasks = known_tasks(found, "warning", list(listed.by_number))
    context = WarnContext.over(found, run=run, verdicts=said, tasks=tasks)
    register = register_of(found)
    going = [r for r in queue(listed.going, said, found.filters) if matters(r)]
    active = {key for key, task in tasks.items() if task.state not in FINAL}
    decided = _decided(context, going, register, events) | active
    tasked = [row for key, row in listed.by_number.items() if key in active]
    left = undecided(going, register, decided=decided, tasked=tasked)
    told = told_once(left, register, "warning", "warning_id")
    return Warned(context, told, listed.by_number)


def _decided(
    context: WarnContext, going: Sequence[Row], register: Register, events: Collection[str]
) -> set[str]:
    """Return the warnings that were judged, or are of an event that is a task's matter."""
    keys = [str(r["warning_id"]) for r in going]
    matter = {k for k in keys if register.own("warning", k) in events}
    return {k for k in keys if k in context.verdicts or k in matter}


def undecided(
    going: Sequence[Row],
    register: Register,
    *,
    decided: Collection[str],
    tasked: Sequence[Row] = (),
) -> list[Row]:
    """Return the warnings that are left to decide.

    Where one of an event was decided, those of it and of its parts that are no graver are decided
    with it; the whole is not by a part. ``tasked``: warnings, those that are over among
    them, that are the matter of a task that goes on.
    """
    gravest: dict[str, int] = {}
    for row in (*going, *tasked):
        event = register.own("warning", str(row["warning_id"]))
        if event and str(row["warning_id"]) in decided:
            gravest[event] = min(_level(row), gravest.get(event, len(LEVELS)))

    def left(row: Row) -> bool:
        key = str(row["warning_id"])
        known = [gravest[e] for e in register.over("warning", key) if e in gravest]
        return key not in decided and _level(row) < min(known, default=len(LEVELS) + 1)

    return [row for row in going if left(row)]


def _level(row: Row) -> int:
    return LEVELS.index(row["severity"]) if row["severity"] in LEVELS else len(LEVELS)


def warning_rows(seen: Warned) -> list[Item]:
    """Return a row for each, in the order of the warnings' page."""
    return [_row(seen.context, row, ahead) for ahead, (row, _) in enumerate(seen.told)]


def _row(context: WarnContext, row: Row, ahead: int) -> Item:
    level = text("warn.level", level=row["severity"])
    return Item(
        key=f"warning:{row['warning_id']}",
        kind=WARNING,
        what=context.title(row),
        asks=text("office.ask_warning", level=level),
        urgency=_urgency(row),
        since=day_of(row["opened"]),
        place=context.area_name(row["area_code"]) or context.summary.name,
        unit=words_of(row["lead_unit"]),
        area=words_of(row["area_code"]),
        category=words_of(row["category_code"]),
        ahead=ahead,
    )


def _urgency(row: Row) -> Urgency:
    if presses(row):
        return "now"
    return "today" if row["severity"] != LEVELS[-1] else "later"
