"""What time alone makes true of a task: unsigned, due soon, overdue, unanswered. Pure.

Each fact has a name of its own for ever, so that it is told once, whenever the timer runs next.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from data_access.calendar.workdays import working_days_between
from supervision.colours import DONE, Marks, unsigned
from supervision.ladder import StepRules, climb_due
from supervision.place import Place
from supervision.task import Task

ORDER = ("overdue", "unsigned", "refused", "unanswered", "climb", "due_soon")
"""Kinds of facts, what presses most first."""
_LEAD_AND_OFFICE = frozenset(("lead", "office"))
TOLD_TO: Mapping[str, frozenset[str]] = {
    "unsigned": _LEAD_AND_OFFICE,
    "due_soon": frozenset(("lead",)),
    "overdue": _LEAD_AND_OFFICE,
    "unanswered": frozenset(("office",)),
    "refused": frozenset(("office",)),
    "climb": frozenset(("office",)),
}


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact of one task. ``key`` names it among the task's facts for ever."""

    task: Task
    kind: str
    key: str


def facts_of(task: Task, marks: Marks, rules: StepRules, place: Place) -> list[Fact]:
    """Return what time has made true of a task by a moment, what presses most first."""
    found: dict[str, object] = {}
    if task.state not in DONE and task.due is not None:
        if task.due < marks.today:
            found["overdue"] = task.due
        elif task.due <= marks.soon:
            found["due_soon"] = task.due
    if unsigned(task, marks) and task.assigned_at is not None:
        found["unsigned"] = task.assigned_at.isoformat(timespec="seconds")
    if task.state in ("extension_asked", "refused") and task.since is not None:
        waited = working_days_between(place.today(task.since), marks.today, place.calendar)
        if waited >= rules.answer:
            kind = "refused" if task.state == "refused" else "unanswered"
            found[kind] = task.since.isoformat(timespec="seconds")
    if climb := climb_due(task, marks.today, rules, place.calendar):
        found["climb"] = f"{task.step}:{climb[0]}:{_since(task, climb[0])}"
    return [Fact(task, kind, f"{kind}:{found[kind]}") for kind in ORDER if kind in found]


def _since(task: Task, why: str) -> date | int | None:
    """Return what makes a proposal to climb a new one: another due day, one more return."""
    return task.due if why == "late" else task.returned


def by_urgency(facts: Sequence[Fact]) -> list[Fact]:
    """Return facts in the order in which a digest lists them."""
    return sorted(facts, key=lambda f: (ORDER.index(f.kind), f.task.due or date.max, f.task.id))
