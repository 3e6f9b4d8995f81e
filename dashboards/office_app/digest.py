"""What a saved view of 今日待办 says of itself."""

from __future__ import annotations

from collections.abc import Mapping

from dashboards.office_app import reading, sentences
from dashboards.office_app.merge_rows import hot_context
from dashboards.shell.context import BesideContext
from dashboards.shell.task_context import TaskContext


def said(context: BesideContext, query: Mapping[str, str]) -> str:
    """Return what waits for the office, and how many rows of the view's kind."""
    tasks = TaskContext.now_of(context, context.results)
    day = reading.day(context, tasks, hot_context(context))
    sentence, _ = sentences.compose(day)
    return sentence + sentences.of_kind(day, query.get("kind", ""))
