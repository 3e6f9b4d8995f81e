"""One task in full: what to do, what it says, what happened, what it rests on."""

from __future__ import annotations

import html
from urllib.parse import urlencode

import streamlit as st

from dashboards.components.empty import show_empty
from dashboards.components.entries import entry, show_entries
from dashboards.components.facts import show_facts
from dashboards.components.issue_task import task_line
from dashboards.components.list_with_detail import opened_box
from dashboards.components.notes import note_of
from dashboards.components.timeline import Step, show_timeline
from dashboards.shell.context import PlaceContext
from dashboards.shell.plain import plain
from dashboards.shell.task_context import TaskContext
from dashboards.tasks_app import address, deeds, reading
from dashboards.tasks_app.evidence import show_evidence
from dashboards.tasks_app.papers import show_files, show_tickets
from dashboards.tasks_app.reading import Detail
from dashboards.tasks_app.sheet import show_sheet
from dashboards.tasks_app.words import (
    category_words,
    head,
    next_words,
    payload_words,
    place_words,
    who,
)
from style.texts import text
from style.wording import day_words, enumerated, punctuate
from supervision.store_reads import one
from supervision.task import Event, Task
from supervision.task_check import check_task

FACTS = ("requirement", "basis", "area", "category", "assisting", "readers")


@st.fragment
def show_detail(found: PlaceContext, task_id: int, *, beside: bool = True) -> None:
    """Draw a task. ``beside`` a list: with a button that closes it."""
    context = TaskContext.opened(found)
    task = one(context.results.store, context.scope, task_id)
    if task is not None and deeds.take(context, task):
        st.rerun()
    with opened_box(str(task_id), address.opened if beside else None, 0):
        if task is None:
            show_empty(text("tasks.gone"))
            return
        st.html(head(context, task))
        _next(task)
        _needs(context, task)
        deeds.show_deeds(context, task)
        _parts(context, reading.detail(context, task))


def _next(task: Task) -> None:
    """Say whose turn it is."""
    words = next_words(task)
    if words:
        st.html(f'<p class="weisu-next">{html.escape(words)}</p>')


def _needs(context: TaskContext, task: Task) -> None:
    """Say what somebody asked of the office, and what speaks for opening a task again."""
    if task.asked_until is not None:
        st.info(
            text(
                "tasks.asked_until",
                until=day_words(task.asked_until, context.today),
                due=context.due_words(task),
            ),
            icon=":material/event:",
        )  # fmt: skip
    if task.state in ("reported", "verified"):
        _check(context, task)
    if task.proposal:
        words = text("tasks.proposal", why=task.proposal)
        st.warning(plain(punctuate(words)), icon=":material/replay:")


def _check(context: TaskContext, task: Task) -> None:
    """Say what callers said since; what contradicts a success stands out before it is closed."""
    found = check_task(context.results, context.scope, task.id)
    if found.called:
        st.caption(
            text(
                "tasks.check",
                called=found.called,
                solved=found.solved,
                unsolved=found.unsolved,
                satisfied=found.satisfied,
            )
        )
    if found.contradictions:
        odd = {"unsolved": found.satisfied_unsolved, "again": found.again}
        parts = enumerated(text(f"tasks.check_{name}", n=n) for name, n in odd.items() if n)
        words = text("tasks.check_odd", parts=parts, named=enumerated(found.named[:5]))
        st.warning(plain(words), icon=":material/rule:")


def _parts(context: TaskContext, seen: Detail) -> None:
    _facts(context, seen)
    _timeline(context, seen)
    show_evidence(context, seen)
    show_files(context, seen)
    show_tickets(context, seen)
    _earlier(context, seen)
    st.caption(text("tasks.print_how"))
    show_sheet(context, seen)


def _facts(context: TaskContext, seen: Detail) -> None:
    task = seen.task
    values = {
        "requirement": task.requirement,
        "basis": task.basis,
        "area": place_words(context, task),
        "category": category_words(context, task),
        "assisting": enumerated(task.assisting),
        "readers": enumerated(seen.names.get(r, r) for r in task.readers),
    }
    rows = [(text(f"task.field_{n}"), values[n]) for n in FACTS if values[n]]
    rows.append((text("tasks.by_source"), text(f"task.source_{task.source_kind}")))
    show_facts(rows)
    link = source_link(task)
    if link:
        st.html(note_of(link))


_PAGES = {
    "warning": ("warnings", "warning"),
    "topic": ("topic", "topic"),
    "repeat": ("repeats", "group"),
}


def source_link(task: Task) -> str:
    """Return a link to where a task's source is told, in HTML; empty where there is none."""
    if task.source_kind not in _PAGES:
        return ""
    page, parameter = _PAGES[task.source_kind]
    query = urlencode({"jurisdiction": task.jurisdiction, parameter: task.source_ref})
    words = html.escape(text("tasks.to_source"))
    return f'<a href="{html.escape(f"/{page}?{query}")}" target="_self">{words}</a>'


def _timeline(context: TaskContext, seen: Detail) -> None:
    steps = (_event(context, seen, event) for event in reversed(seen.events))
    show_timeline(text("tasks.timeline"), steps)


def _event(context: TaskContext, seen: Detail, event: Event) -> Step:
    said = text(
        "tasks.event", who=who(seen.names, event), action=text(f"task.action_{event.action}")
    )
    return Step(said, (context.moment(event.at), payload_words(context, event)), event.note or "")


def _earlier(context: TaskContext, seen: Detail) -> None:
    if not seen.earlier:
        return
    show_entries(
        (
            entry(html.escape(t.title), task_line(context.scope, t, context.today))
            for t in seen.earlier
        ),
        text("tasks.earlier", count=len(seen.earlier)),
    )
