"""Everything that waits for the office, read within the reader's scope. What people do changes at
any moment: only what the runs found is kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from dashboards.hotspots_app.context import HotContext
from dashboards.hotspots_app.merging import merges
from dashboards.office_app.items import KINDS, Item, inside, sorted_rows
from dashboards.office_app.merge_rows import first_merges, merge_rows
from dashboards.office_app.task_rows import open_tasks, task_rows
from dashboards.office_app.warning_rows import Warned, warned, warning_rows
from dashboards.shell.context import BesideContext
from dashboards.shell.task_context import TaskContext
from hotspots.merging import Merge
from supervision.states import FINAL
from supervision.task import Task


@dataclass(frozen=True)
class Day:
    """All rows in their order, with what they are of. ``more``: matters to merge that are not among
    the rows."""

    tasks_context: TaskContext
    rows: list[Item]
    tasks: dict[int, Task]
    warned: Warned | None
    hot: HotContext | None
    merges: dict[str, Merge]
    more: int

    @cached_property
    def counts(self) -> Counter[str]:
        """How many rows of each kind there are."""
        return Counter(item.kind for item in self.rows)

    def of_kind(self, kind: str) -> list[Item]:
        """Return the rows of a kind, all for an empty one."""
        return [item for item in self.rows if not kind or item.kind == kind]

    @property
    def kinds(self) -> Sequence[str]:
        """The kinds that there are rows of, what presses most first."""
        return [kind for kind in KINDS if self.counts[kind]]


def day(context: BesideContext, tasks_context: TaskContext, hot: HotContext | None) -> Day:
    """Return what waits now, as far as the cut goes."""
    tasks = open_tasks(tasks_context)
    events = {t.matter for t in tasks if t.matter and t.state not in FINAL}
    seen = warned(context, events)
    found, left = first_merges(merges(hot) if hot is not None else None, context.filters)
    merged = merge_rows(hot, found) if hot is not None else []
    rows = [
        *(warning_rows(seen) if seen is not None else ()),
        *(i for i in task_rows(tasks_context, tasks) if inside(i, context.filters)),
        *merged,
    ]
    return Day(
        tasks_context,
        sorted_rows(rows),
        {t.id: t for t in tasks},
        seen,
        hot,
        {m.key: m for m in found},
        left,
    )
