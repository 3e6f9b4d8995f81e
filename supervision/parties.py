"""Who is what to a task, and who may see it."""

from __future__ import annotations

from data_access.types import ANY, Scope
from supervision.task import Task

VIEW, ISSUE, WORK = "task.view", "task.issue", "task.work"
VERIFY, INSTRUCT = "task.verify", "task.instruct"


def sees(scope: Scope, task: Task) -> bool:
    """Tell whether a scope reaches a task.

    A draft is seen by the office and by who wrote it. Who is limited to units sees the tasks that
    these lead or assist; who is limited to areas those
    that lie in them. A confidential task is for the people named in it and for who issued it.
    """
    if not scope.has(VIEW) or not scope.sees(task.jurisdiction):
        return False
    if task.confidential and not _system(scope) and scope.actor not in (*task.readers, task.issuer):
        return False
    units = scope.departments
    if units is not None and not units & {task.lead, *task.assisting}:
        return False
    if task.state == "drafted" and not _sees_draft(scope, task):
        return False
    areas = scope.areas
    return areas is None or any(a and task.area.startswith(a) for a in areas)


def _sees_draft(scope: Scope, task: Task) -> bool:
    """A draft is the office's, and of who wrote it: nobody else was told anything yet."""
    return scope.departments is None and (scope.has(ISSUE) or scope.actor == task.issuer)


def parties_of(scope: Scope, task: Task) -> frozenset[str]:
    """Return what a scope is to a task that it sees; nothing where it doesn't.

    Nobody works for a unit that he isn't limited to, and nobody verifies his own unit's work or
    what he himself had a hand in.
    """
    if not sees(scope, task):
        return frozenset()
    units = scope.departments or frozenset()
    found = set()
    if scope.has(ISSUE) and scope.departments is None:
        found.add("office")
    if scope.has(WORK):
        if task.lead in units:
            found.add("lead")
        if units & set(task.assisting):
            found.add("assisting")
    if scope.has(VERIFY) and task.lead not in units and scope.actor not in task.workers:
        found.add("verifier")
    if scope.has(INSTRUCT):
        found.add("leader")
    if _system(scope):
        found.add("system")
    return frozenset(found)


def may_begin(scope: Scope, jurisdiction: str) -> bool:
    """Tell whether a scope may draft or issue tasks of a jurisdiction."""
    return scope.has(ISSUE) and scope.sees(jurisdiction) and scope.departments is None


def _system(scope: Scope) -> bool:
    return ANY in scope.rights
