"""The steps of supervision, from a phone call to a public notice, and when the next is due.

The steps are those of published practice (巴彦淖尔: phone calls, letters of reminder, written
supervision, raised supervision). When one climbs is a rule of the settings; a climb is proposed, a
person confirms it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Self

from data_access.calendar.workdays import add_working_days, working_days_between
from data_access.settings import TASK_STEPS, Settings
from data_access.types import WeisuError
from supervision.states import FINAL
from supervision.task import Task


@dataclass(frozen=True, slots=True)
class Step:
    """One step: working days until a task of it is due unless set otherwise, and its paper."""

    name: str
    days: int
    paper: str


_DAYS = (2, 5, 7, 5, 10, 10)
_PAPERS = ("电话催办记录", "工作提醒函", "督办单", "现场督办通知", "提级督办单", "情况通报")
STEPS = tuple(map(Step, TASK_STEPS, _DAYS, _PAPERS))
FIRST = "written"
"""The step at which a task begins unless another is chosen."""
NAMES = tuple(step.name for step in STEPS)


@dataclass(frozen=True, slots=True)
class StepRules:
    """The rules of the settings, in working days (``sign_hours``: clock hours).

    ``due``: by step, in place of the step's own. ``climb_late``: days overdue, ``climb_returned``:
    times returned, after which the next step is proposed. ``remind``: days before the due day from
    which a task is due soon.
    """

    due: Mapping[str, int]
    sign_hours: float = 24.0
    remind: int = 2
    climb_late: int = 3
    climb_returned: int = 2
    answer: int = 2
    watch: int = 90

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """Return the rules that the settings give."""
        return cls(
            settings.task_due_days,
            settings.task_sign_hours,
            settings.task_due_soon_days,
            settings.task_climb_late_days,
            settings.task_climb_returns,
            settings.task_answer_days,
            settings.task_watch_days,
        )

    def days_of(self, step: str) -> int:
        """Return within how many working days a task of a step is due."""
        return self.due.get(step, step_of(step).days)


def step_of(name: str) -> Step:
    """Return a step; ``WeisuError`` where there is none of that name."""
    for step in STEPS:
        if step.name == name:
            return step
    raise WeisuError(f"没有名为“{name}”的督办级别，可用：{'、'.join(NAMES)}。没有做任何更改。")


def above(name: str) -> str:
    """Return the next step, empty above the last."""
    position = NAMES.index(name)
    return NAMES[position + 1] if position + 1 < len(NAMES) else ""


def due_by(step: str, today: date, rules: StepRules, calendar: str) -> date:
    """Return the day on which a task of a step that is issued today is due."""
    return add_working_days(today, rules.days_of(step), calendar).at.date()


def days_late(task: Task, today: date, calendar: str) -> int:
    """Return the working days since a task's due day, 0 while it isn't over."""
    if task.due is None or today <= task.due:
        return 0
    # The due day itself is not late; every working day after it is, today included.
    return max(1, working_days_between(task.due, today, calendar))


def climb_due(task: Task, today: date, rules: StepRules, calendar: str) -> tuple[str, int] | None:
    """Return why the next step is proposed (``late`` or ``returned``) and by how much, or None."""
    if task.state in (*FINAL, "drafted", "reported", "verified") or not above(task.step or FIRST):
        return None
    late = days_late(task, today, calendar)
    if late >= rules.climb_late:
        return "late", late
    if task.returned >= rules.climb_returned:
        return "returned", task.returned
    return None
