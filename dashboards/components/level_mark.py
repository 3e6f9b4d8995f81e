"""The colour of a warning or a task as a mark with its word."""

from __future__ import annotations

import html

from dashboards.shell.task_context import TaskContext
from style.palette import WARNING_LEVELS
from style.texts import text
from supervision.task import Task

_LEVELS = tuple(WARNING_LEVELS)
_OF_TASK = {"red": 0, "yellow": 2, "blue": 3, "none": 4}
"""Which mark of the style sheet a task's colour has: those of warnings, and a grey one."""


def level_mark(level: str) -> str:
    """Return a colour's word with its mark, as HTML; an unknown one looks like the last."""
    place = _LEVELS.index(level) if level in _LEVELS else len(_LEVELS) - 1
    return f'<span class="weisu-level weisu-level-{place}">{html.escape(level)}</span>'


def task_mark(context: TaskContext, task: Task) -> str:
    """Return a task's colour with its word, as HTML."""
    colour = context.colour(task)
    words = text(f"task.colour_{colour}")
    return f'<span class="weisu-level weisu-level-{_OF_TASK[colour]}">{html.escape(words)}</span>'
