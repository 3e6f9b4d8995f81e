"""A task's colour, by one rule that is printed on its sheet (after 宿迁's sheet of three colours).

Blue: due soon. Yellow: behind, or its quality was found wanting. Red: overdue. Until it is closed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from data_access.calendar.workdays import add_working_days
from supervision.ladder import StepRules
from supervision.states import FINAL
from supervision.task import Task

Colour = Literal["red", "yellow", "blue", "none"]
ORDER: tuple[Colour, ...] = ("red", "yellow", "blue", "none")
DONE = (*FINAL, "drafted", "reported", "verified")
"""States in which the unit has nothing to do: no colour."""
BEHIND = ("refused", "returned", "reopened")
"""States that are behind by themselves."""


@dataclass(frozen=True, slots=True)
class Marks:
    """The days and moments by which a colour is told. ``soon``: the last due day that is soon;
    ``unsigned``: what was assigned before it (naive UTC) should be signed by now."""

    today: date
    soon: date
    unsigned: datetime


def marks_at(today: date, now: datetime, rules: StepRules, calendar: str) -> Marks:
    """Return the marks of a local day and a moment (naive UTC)."""
    soon = add_working_days(today, rules.remind, calendar).at.date()
    return Marks(today, soon, now - timedelta(hours=rules.sign_hours))


def colour_of(task: Task, marks: Marks) -> Colour:
    """Return a task's colour; ``store_reads.py`` asks the same of the database."""
    if task.state in DONE or task.due is None:
        return "none"
    if is_overdue(task, marks.today):
        return "red"
    if task.state in BEHIND or unsigned(task, marks):
        return "yellow"
    return "blue" if task.due <= marks.soon else "none"


def is_overdue(task: Task, today: date) -> bool:
    """Tell whether a task should have been ended before a local day."""
    return task.state not in DONE and task.due is not None and task.due < today


def is_due_today(task: Task, today: date) -> bool:
    """Tell whether a local day is the last on which a task is ended in time."""
    return task.state not in DONE and task.due == today


def unsigned(task: Task, marks: Marks) -> bool:
    """Tell whether a task waits longer for its signature than the rules allow."""
    at = task.assigned_at
    return task.state == "issued" and at is not None and at < marks.unsigned
