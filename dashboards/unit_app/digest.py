"""What a saved view of 本单位今日 says of itself."""

from __future__ import annotations

from collections.abc import Mapping

from dashboards.shell.context import BesideContext
from dashboards.shell.task_context import TaskContext
from dashboards.unit_app import reading, sentences


def said(context: BesideContext, _query: Mapping[str, str]) -> str:
    """Return what waits for the unit."""
    tasks = TaskContext.now_of(context, context.results)
    mine = tasks.led(tasks.for_units())
    late = reading.late(tasks, mine)
    sentence, _ = sentences.compose(mine, late, reading.due(context), reading.problems(context))
    return sentence
