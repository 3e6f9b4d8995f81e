"""Tasks in words and marks, alike on the three pages and on paper."""

from __future__ import annotations

import html
from collections.abc import Mapping
from typing import Any

from dashboards.components.level_mark import task_mark
from dashboards.components.notes import note
from dashboards.shell.task_context import TaskContext
from style.texts import text
from style.wording import clauses, enumerated, labelled, punctuate
from supervision.notices import number_of
from supervision.states import FINAL
from supervision.task import Event, Task

_SAID = ("lead", "assisting", "due", "until", "step", "outcome", "checked", "title", "basis",
         "requirement", "area", "category", "confidential", "readers", "files")  # fmt: skip
_LONG = ("basis", "requirement")


def head(context: TaskContext, task: Task) -> str:
    """Return a task's head as HTML: colour, title, number, state, units and due day."""
    parts = (
        text(f"task.state_{task.state}"),
        text("tasks.lead", unit=task.lead or text("task.lead_none")),
        text("tasks.due", due=context.due_words(task)),
        text(f"task.step_{task.step}") if task.step else "",
    )
    meta = clauses(
        f'<span class="weisu-whole">{html.escape(part)}</span>' for part in parts if part
    )
    secret = text("tasks.secret") if task.confidential else ""
    small = " · ".join(filter(None, (number_of(task), secret)))
    return (
        f'<div class="weisu-warning"><div class="weisu-warning-head">{task_mark(context, task)}'
        f"<b>{html.escape(task.title)}</b></div><div>{meta}</div>"
        f"{note(small)}</div>"
    )


def next_words(task: Task) -> str:
    """Return whose turn it is and for what; empty where a task is at its end."""
    if task.state == "closed" and task.proposal:
        return text("tasks.next_proposed")
    if task.state in FINAL:
        return ""
    return text(f"tasks.next_{task.state}", unit=task.lead)


def place_words(context: TaskContext, task: Task) -> str:
    """Return where a task lies, the whole jurisdiction where it names no area."""
    return context.place.areas.get(task.area, task.area) or context.summary.name


def category_words(context: TaskContext, task: Task) -> str:
    """Return a task's category with those above it, empty for none."""
    paths = context.extract.directory(context.scope, context.code).category_paths
    return paths.get(task.category, context.place.categories.get(task.category, task.category))


def who(names: Mapping[str, str], event: Event) -> str:
    """Return as whom somebody acted, and who it was."""
    if event.party == "system":
        return text("task.party_system")
    party = text("tasks.party_verifier" if event.party == "verifier" else
                 f"task.party_{event.party}")  # fmt: skip
    name = names.get(event.actor, event.actor)
    return name if name.startswith(party) else f"{party} {name}"


def payload_words(context: TaskContext, event: Event) -> str:
    """Return the fields that an action gave, in words; long ones are only named."""
    given: list[str] = []
    for name in _SAID:
        if name not in event.payload or event.payload[name] in ("", [], None, False):
            continue
        label = text(f"task.field_{name}")
        long = name in _LONG or (name == "title" and event.action in ("issue", "draft"))
        if not (event.action in ("issue", "draft") and long):
            said = _value(context, name, event.payload[name])
            given.append(label if name in _LONG else labelled(label, said))
    return punctuate(clauses(given))


def _value(context: TaskContext, name: str, value: Any) -> str:
    if name == "step":
        return text(f"task.step_{value}")
    if name == "outcome":
        return text(f"task.outcome_{value}")
    if name == "area":
        return context.place.areas.get(value, value)
    if name == "category":
        return context.place.categories.get(value, value)
    if name == "checked":
        called = {k: value.get(k, 0) for k in ("called", "solved", "satisfied")}
        return text("tasks.checked" if called["called"] else "tasks.checked_none", **called)
    if name == "files":
        return text("tasks.files_n", count=value)
    if name == "confidential":
        return text("tasks.yes")
    return enumerated(value) if isinstance(value, list) else str(value)
