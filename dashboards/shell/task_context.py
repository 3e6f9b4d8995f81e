"""What pages know where they show or issue supervision tasks: the place, its day, its rules."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from dashboards.server.viewer import get_services
from dashboards.shell.context import PlaceContext
from data_access.results.store import ResultStore
from data_access.store.clock import utc_now
from style.texts import text
from style.wording import bracketed, day_words, moment_table
from supervision.colours import ORDER, Colour, Marks, colour_of, marks_at
from supervision.ladder import StepRules, days_late, due_by
from supervision.place import Place, place_of
from supervision.states import FOR_UNIT
from supervision.store_reads import Asked, listed
from supervision.task import Task

MOST = 1000
"""Tasks that are listed at a time."""


@dataclass(frozen=True, kw_only=True)
class TaskContext(PlaceContext):
    """A jurisdiction with data, at one moment (naive UTC)."""

    results: ResultStore
    place: Place
    rules: StepRules
    now: datetime

    @classmethod
    def opened(cls, found: PlaceContext) -> TaskContext:
        """Return the context of a page of a jurisdiction, now."""
        return cls.now_of(found, get_services().results)

    @classmethod
    def now_of(cls, found: PlaceContext, results: ResultStore) -> TaskContext:
        """Return the context of a jurisdiction's tasks in a store, now."""
        return cls(
            found.page, found.scope, found.extract, found.summary,
            results=results,
            place=place_of(results, found.scope, found.summary.code),
            rules=StepRules.of(results.settings),
            now=utc_now(),
        )  # fmt: skip

    @property
    def code(self) -> str:
        """The jurisdiction."""
        return self.summary.code

    @cached_property
    def today(self) -> date:
        """The jurisdiction's day."""
        return self.place.today(self.now)

    @cached_property
    def marks(self) -> Marks:
        """By which days colours are told."""
        return marks_at(self.today, self.now, self.rules, self.place.calendar)

    def colour(self, task: Task) -> Colour:
        """Return a task's colour."""
        return colour_of(task, self.marks)

    def for_units(self) -> list[Task]:
        """Return the tasks of the scope that wait for a unit, the most urgent first."""
        asked = Asked(code=self.code, states=FOR_UNIT, limit=MOST, order="urgent")
        return listed(self.results.store, self.scope, asked)

    def led(self, tasks: Sequence[Task]) -> list[Task]:
        """Return those that the reader's units lead (all without units), by their colour."""
        units = self.scope.departments
        mine = (task for task in tasks if units is None or task.lead in units)
        return sorted(mine, key=lambda task: ORDER.index(self.colour(task)))

    def late(self, task: Task) -> int:
        """Return the working days since a task's due day."""
        return days_late(task, self.today, self.place.calendar)

    def due_by(self, step: str) -> date:
        """Return when a task of a step that is issued today is due."""
        return due_by(step, self.today, self.rules, self.place.calendar)

    def due_words(self, task: Task) -> str:
        """Return a task's due day; with how long it is over, where its colour says so."""
        if task.due is None:
            return text("task.due_none")
        late = text("tasks.late", days=self.late(task)) if self.colour(task) == "red" else ""
        return day_words(task.due, self.today) + (bracketed(late) if late else "")

    def moment(self, at: datetime | None) -> str:
        """Return a moment (naive UTC) in the jurisdiction's time; a dash for none."""
        return moment_table(self.place.local(at) if at else None)
