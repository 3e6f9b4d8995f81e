"""What saved views of 督办任务 and 督办进展 say of themselves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from dashboards.shell.task_context import TaskContext
from dashboards.tasks_app import address, reading, sentences
from style.texts import text
from style.wording import enumerated, number
from supervision import store_reads
from supervision.states import STATES


def said(context: TaskContext, query: Mapping[str, str]) -> str:
    """Return how many tasks of the view there are by state, and how many of them are overdue."""
    view = address.of(query)
    asked = view.asked(context)
    found = store_reads.counted(context.results.store, context.scope, asked)
    if not found:
        return text("tasks.digest_none")
    parts = [
        text("tasks.digest_state", state=text(f"task.state_{state}"), n=number(found[state]))
        for state in STATES
        if found.get(state)
    ]
    late = 0
    if view.colour in ("", "red"):
        red = replace(asked, colour="red")
        late = sum(store_reads.counted(context.results.store, context.scope, red).values())
    blanks = {"n": number(sum(found.values())), "states": enumerated(parts)}
    return text("tasks.digest_late" if late else "tasks.digest", late=number(late), **blanks)


def progress(context: TaskContext, _query: Mapping[str, str]) -> str:
    """Return how the work goes, and with whom it is stuck."""
    seen, stuck = reading.overview(context), reading.stuck(context)
    sentence, _ = sentences.leader(context, seen, stuck)
    return sentence
