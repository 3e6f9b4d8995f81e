"""The sentences on top of the pages of tasks."""

from __future__ import annotations

from dashboards.shell.task_context import TaskContext
from dashboards.tasks_app.reading import Overview
from style.texts import text
from style.wording import enumerated, number
from supervision.notices import number_of
from supervision.task import Task

_OFFICE = ("refused", "extension_asked", "reported", "verified", "drafted")


def office(seen: Overview) -> tuple[str, str]:
    """Return what is so and what the office has to do."""
    parts = [
        text(f"tasks.wait_{state}", count=number(seen.states[state]))
        for state in _OFFICE
        if seen.states[state]
    ]
    parts += [text("tasks.wait_proposed", count=number(seen.proposed))] if seen.proposed else []
    if not seen.open and not parts:
        return text("tasks.sentence_none"), text("tasks.advice_none")
    key = "tasks.sentence" if seen.overdue else "tasks.sentence_well"
    said = text(key, open=number(seen.open), overdue=number(seen.overdue))
    return said, text("tasks.advice", parts=enumerated(parts)) if parts else text("tasks.advice_no")


def mine(context: TaskContext, waiting: list[Task]) -> tuple[str, str]:
    """Return what waits for a unit, the most urgent first."""
    if not waiting:
        return text("mytasks.sentence_none"), text("mytasks.advice_none")
    red = sum(context.colour(t) == "red" for t in waiting)
    unsigned = sum(t.state == "issued" for t in waiting)
    key = "mytasks.sentence_late" if red else "mytasks.sentence"
    said = text(key, count=number(len(waiting)), late=number(red), first=waiting[0].title)
    if unsigned:
        return said, text("mytasks.advice_sign", count=number(unsigned))
    advice = "mytasks.advice_late" if context.colour(waiting[0]) == "red" else "mytasks.advice"
    return said, text(advice, due=context.due_words(waiting[0]))


def leader(context: TaskContext, seen: Overview, stuck: list[Task]) -> tuple[str, str]:
    """Return how the work goes, and with whom it is stuck."""
    if not seen.open:
        return text("progress.sentence_none"), text("progress.advice_none")
    if not stuck:
        return text("progress.sentence_well", open=number(seen.open)), text("progress.advice_well")
    first = stuck[0]
    key = "progress.sentence" if seen.overdue else "progress.sentence_slow"
    said = text(
        key, open=number(seen.open), overdue=number(seen.overdue), title=first.title,
        unit=holder(first), why=why_stuck(context, first),
    )  # fmt: skip
    return said, text("progress.advice", unit=holder(first), number=number_of(first))


def holder(task: Task) -> str:
    """Return with whom a task is: the office where it has to answer, else the lead unit."""
    if task.state in ("refused", "extension_asked", "reported", "verified"):
        return text("task.party_office")
    return task.lead or text("task.lead_none")


def why_stuck(context: TaskContext, task: Task) -> str:
    """Return why a task is stuck: how long it is over, and what it waits for."""
    if context.colour(task) == "red":
        late = text("tasks.late", days=context.late(task))
        return text("progress.why_late", late=late, state=text(f"task.state_{task.state}"))
    return text(f"progress.why_{task.state}", times=task.returned)
