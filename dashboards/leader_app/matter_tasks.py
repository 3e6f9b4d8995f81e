"""What was done of a matter: its task, or by when a task that is issued now would be due."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from dashboards.leader_app.content import Matter
from dashboards.shell.context import BesideContext
from dashboards.shell.task_context import TaskContext
from supervision.ladder import FIRST
from supervision.parties import VIEW
from supervision.states import OPEN
from supervision.store_reads import Asked, listed, tasks_of_matters, tasks_of_sources
from supervision.task import Task


def tasks_of(context: BesideContext, matters: Sequence[Matter]) -> list[Task | None]:
    """Return the newest task of each matter that the reader sees: of its warnings or its event;
    of what figures alone tell, of its category."""
    if not context.scope.has(VIEW):
        return [None] * len(matters)
    store, scope, code = context.results.store, context.scope, context.summary.code
    refs = [ref for m in matters for ref in m.warnings]
    by_source = tasks_of_sources(store, scope, code, "warning", refs)
    by_event = tasks_of_matters(store, scope, code, [m.event for m in matters if m.event])
    found: list[Task | None] = []
    for matter in matters:
        mine = [by_source[ref] for ref in matter.warnings if ref in by_source]
        mine += [by_event[matter.event]] if matter.event in by_event else []
        if not matter.warnings and matter.category:
            asked = Asked(
                code=code, states=OPEN, category=matter.category, area=matter.area,
                order="newest", limit=1,
            )  # fmt: skip
            mine += listed(store, scope, asked)
        found.append(max(mine, key=lambda task: task.id, default=None))
    return found


def due_now(context: BesideContext) -> date:
    """Return when a task of the first step that is issued today is due."""
    return TaskContext.opened(context).due_by(FIRST)
