"""What tasks ask of the office: one declared table of kinds, which task is of which, how urgent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from data_access.calendar.workdays import working_days_between
from supervision.colours import Marks, colour_of, unsigned
from supervision.ladder import StepRules, climb_due
from supervision.place import Place
from supervision.states import OPEN
from supervision.task import Task

Urgency = Literal["now", "today", "later"]
URGENCIES: tuple[Urgency, ...] = ("now", "today", "later")
"""How urgent something is, the most urgent first: it is late, it is due, it can wait its turn."""
ANSWERS: Mapping[str, tuple[str, ...]] = {
    "extension": ("grant", "deny"),
    "dispute": ("insist", "reassign"),
    "climb": ("climb", "remind"),
    "overdue": ("remind", "change_due"),
    "unsigned": ("remind", "reassign"),
    "reopen": ("reopen", "dismiss_proposal"),
    "verify": ("verify", "return"),
    "close": ("close", "return"),
    "draft": ("issue", "cancel"),
}
"""By kind of what is asked, what presses most first: the actions that answer it."""
KINDS = tuple(ANSWERS)
PRESSED = ("remind", "climb", "change_due", "reassign")
"""Actions of the office after which a late unit has its turn again, until the next day."""
STATES = OPEN
"""States in which a task may ask something; beside them, closed ones that should be reopened."""
_OF_STATE = {
    "extension_asked": "extension",
    "refused": "dispute",
    "reported": "verify",
    "verified": "close",
    "drafted": "draft",
}


@dataclass(frozen=True, slots=True)
class Waiting:
    """A task that asks something of the office. ``since``: the local day from which it does."""

    task: Task
    kind: str
    since: date | None
    urgency: Urgency


def waiting(
    task: Task, marks: Marks, rules: StepRules, place: Place, *, pressed: bool = False
) -> Waiting | None:
    """Return what a task asks of the office at a moment, None where it asks nothing.

    ``pressed``: the office has pressed the unit today (``PRESSED``): more is asked tomorrow.
    """
    kind = _kind(task, marks, rules, place)
    if not kind or (pressed and kind in ("climb", "overdue", "unsigned")):
        return None
    since = _since(task, kind, marks, place)
    waited = working_days_between(since, marks.today, place.calendar) if since else 0
    return Waiting(task, kind, since, _urgency(task, kind, marks, over=waited >= rules.answer))


def _kind(task: Task, marks: Marks, rules: StepRules, place: Place) -> str:
    if task.state == "closed":
        return "reopen" if task.proposal else ""
    if task.state in _OF_STATE:
        return _OF_STATE[task.state]
    if climb_due(task, marks.today, rules, place.calendar):
        return "climb"
    if _late(task, marks):
        return "overdue"
    return "unsigned" if unsigned(task, marks) else ""


def _late(task: Task, marks: Marks) -> bool:
    return colour_of(task, marks) == "red"


def _since(task: Task, kind: str, marks: Marks, place: Place) -> date | None:
    if kind in ("overdue", "climb") and _late(task, marks):
        return task.due
    at: Mapping[str, datetime | None] = {
        "unsigned": task.assigned_at, "reopen": task.updated_at, "draft": task.created_at,
    }  # fmt: skip
    moment = at.get(kind, task.since)
    return place.today(moment) if moment is not None else None


def _urgency(task: Task, kind: str, marks: Marks, *, over: bool) -> Urgency:
    """A unit that is late, or one that the office has let wait longer than the rules say (``over``)
    comes now; what keeps a unit from going on comes today; what only has to be ended can wait.
    """
    if _late(task, marks):
        return "now"
    kept = kind in ("extension", "dispute")
    if over:
        return "now" if kept else "today"
    return "today" if kept or kind in ("climb", "unsigned", "reopen") else "later"
