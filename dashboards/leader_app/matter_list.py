"""Draws the matters that come first: what, how much, who leads, how far it is and by when."""

from __future__ import annotations

import html
from collections.abc import Sequence
from datetime import date

import streamlit as st

from dashboards.components.issue_task import task_address
from dashboards.components.level_mark import level_mark
from dashboards.components.links import anchor, page_address
from dashboards.components.notes import note_of, show_note
from dashboards.components.ticket_link import RIGHT
from dashboards.leader_app.content import Matter
from dashboards.leader_app.matter_tasks import due_now, tasks_of
from dashboards.leader_app.reading import short_period
from dashboards.leader_app.sentences import amount_words
from dashboards.leader_app.to_tickets import of_matter
from dashboards.shell.context import BesideContext
from data_access.days import local_day
from data_access.store.clock import utc_now
from style.texts import text
from style.wording import clauses, count, day_words
from supervision.colours import is_due_today, is_overdue
from supervision.notices import number_of
from supervision.task import Task

_APART = " · "


def show_matters(context: BesideContext, matters: Sequence[Matter], due: int) -> None:
    """Draw the matters; ``due``: how many warnings are to be handled in all."""
    st.html(f'<h2 class="weisu-matters-head">{html.escape(text("today.matters"))}</h2>')
    if not matters:
        show_note(text("today.matters_none"))
        return
    now = context.filters.period.last == context.summary.last_day
    tasks = tasks_of(context, matters) if now else [None] * len(matters)
    items = "".join(_one(context, m, t, now) for m, t in zip(matters, tasks, strict=True))
    st.html(f'<ol class="weisu-matters">{items}</ol>{_more(context, matters, due)}')


def _one(context: BesideContext, matter: Matter, task: Task | None, now: bool) -> str:
    mark = level_mark(matter.level) if matter.level else ""
    name = html.escape(matter.what)
    if matter.warnings and context.scope.has("warning.view"):
        address = page_address("warnings", context, warning=matter.warnings[0])
        name = anchor(address, matter.what)
    said = [_amount(context, matter), *_who_and_when(context, matter, task, now)]
    *first, last = (line for line in said if line)
    lines = "".join(f"<p>{line}</p>" for line in (*first, last + _tickets(context, matter)))
    return f"<li><h3>{mark}{name}</h3>{lines}</li>"


def _amount(context: BesideContext, matter: Matter) -> str:
    """Return how much it is against the season and last year."""
    said, amount = matter.said, ""
    if matter.amount is not None:
        amount = amount_words(short_period(context.filters), matter.amount)
        amount = text("today.matter_cell", said=amount) if said else amount
    return html.escape(clauses((said, amount)))


def _tickets(context: BesideContext, matter: Matter) -> str:
    """Return the way to a matter's tickets, which no paper needs; empty without the right."""
    if not context.scope.has(RIGHT):
        return ""
    link = anchor(of_matter(context, matter), text("today.to_tickets"))
    return f'<span class="weisu-screen">{_APART}{link}</span>'


def _who_and_when(
    context: BesideContext, matter: Matter, task: Task | None, now: bool
) -> tuple[str, ...]:
    lead = (task.lead if task is not None else "") or matter.unit
    who = text("today.matter_lead", unit=lead) if lead else text("today.matter_no_lead")
    if not now:
        return (html.escape(who),)
    if task is None:
        parts = [who, text("today.matter_not_begun")]
        if context.scope.departments is None:  # a unit is given tasks, it issues none
            parts.append(text("today.matter_due_now", due=day_words(due_now(context))))
        return (html.escape(_APART.join(parts)),)
    state = html.escape(text("today.matter_done", state=text(f"task.state_{task.state}")))
    link = anchor(task_address(context.scope, task), number_of(task))
    due = due_of(task, local_day(utc_now(), context.summary.timezone))
    return (_APART.join((html.escape(who), f"{state} {link}", html.escape(due))),)


def due_of(task: Task, today: date) -> str:
    """Return a task's due day and, by the rule of all pages, that it is over on a local day."""
    if task.due is None:
        return text("today.matter_due", due=text("task.due_none"))
    key = "today.matter_due_late" if is_overdue(task, today) else "today.matter_due"
    if is_due_today(task, today):
        key = "today.matter_due_today"
    return text(key, due=day_words(task.due, today))


def _more(context: BesideContext, matters: Sequence[Matter], due: int) -> str:
    """Return how many warnings there are to be handled, as a link to where they stand."""
    if due <= sum(1 for m in matters if m.warnings):
        return ""
    words = html.escape(text("today.matters_due", n=count(due), link="\0"))
    link = anchor(page_address("warnings", context), text("page.warnings"))
    return note_of(words.replace(chr(0), link))
