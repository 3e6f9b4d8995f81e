"""What the parts of the page share: what was said of the warnings, and the words of one."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from dashboards.components.event_line import register_of
from dashboards.shell.context import ResultContext
from dashboards.shell.rows import Row
from early_warning.frames import Facts
from early_warning.words import numbers, subject, title
from event_register.register_reads import Register
from supervision.task import Task


@dataclass(frozen=True, kw_only=True)
class WarnContext(ResultContext):
    """One run of the page over one run of the room; ``verdicts``, ``tasks``: by warning, the tasks
    as far as the reader sees them."""

    verdicts: dict[str, Row]
    tasks: dict[str, Task]

    @cached_property
    def facts(self) -> Facts:
        """What the run noted about itself; nothing where it can't be read."""
        return self.results.facts(self.scope, self.run, Facts) or Facts()

    @cached_property
    def register(self) -> Register:
        """The events as the reader sees them, read once for all cards."""
        return register_of(self)

    def title(self, row: Row) -> str:
        """Return a warning's headline."""
        return title(row, self.areas, self.directory.categories)

    def subject(self, row: Row) -> str:
        """Return what a warning is about."""
        return subject(row, self.areas, self.directory.categories)

    def numbers(self, row: Row) -> str:
        """Return observed against expected."""
        return numbers(row)
