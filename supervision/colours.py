"""A task's colour, by one rule that is printed on its sheet (after 宿迁's sheet of three colours).

Blue: due soon. Yellow: behind, or its quality was found wanting. Red: overdue. Until it is closed.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Literal

from data_access.calendar.workdays import working_days_between
from supervision.ladder import StepRules
from supervision.states import FINAL
from supervision.task import Task

Colour = Literal["red", "yellow", "blue", "none"]
ORDER: tuple[Colour, ...] = ("red", "yellow", "blue", "none")
_DONE = (*FINAL, "drafted", "reported", "verified")


def colour_of(task: Task, today: date, now: datetime, rules: StepRules, calendar: str) -> Colour:
    """Return the colour on a day (local) and at a moment (naive UTC)."""
    if task.state in _DONE or task.due is None:
        return "none"
    if today > task.due:
        return "red"
    if task.state in ("refused", "returned", "reopened") or unsigned(task, now, rules):
        return "yellow"
    return "blue" if due_soon(task, today, rules, calendar) else "none"


def unsigned(task: Task, now: datetime, rules: StepRules) -> bool:
    """Tell whether a task waits longer for its signature than the rules allow."""
    waits = task.state == "issued" and task.assigned_at is not None
    return waits and now > signed_by(task, rules)


def signed_by(task: Task, rules: StepRules) -> datetime:
    """Return until when an assigned task is to be signed (naive UTC)."""
    if task.assigned_at is None:
        raise ValueError("the task is not assigned")
    return task.assigned_at + timedelta(hours=rules.sign_hours)


def due_soon(task: Task, today: date, rules: StepRules, calendar: str) -> bool:
    """Tell whether few working days are left, the due day included."""
    if task.due is None or today > task.due:
        return False
    return working_days_between(today, task.due, calendar) <= rules.remind
