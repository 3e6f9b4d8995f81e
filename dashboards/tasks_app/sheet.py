"""A task on paper: the sheet that its step of the ladder asks for, printed from the browser.

It stands on the page unseen; where a task is open, paper shows the sheet and nothing else.
"""

from __future__ import annotations

import html

import streamlit as st

from dashboards.components.level_mark import task_mark
from dashboards.components.notes import note
from dashboards.shell.task_context import TaskContext
from dashboards.tasks_app.evidence import day_of
from dashboards.tasks_app.reading import Detail
from dashboards.tasks_app.words import category_words, payload_words, place_words, who
from style.texts import text
from style.wording import bracketed, clauses, day_whole, day_words, enumerated, labelled, punctuate
from supervision.ladder import FIRST, step_of
from supervision.notices import number_of
from supervision.task import Event, Task

FEEDBACK = ("plan", "progress", "report", "ask_extension")
CHECKED = ("verify", "return", "close")


def show_sheet(context: TaskContext, seen: Detail) -> None:
    """Write the sheet for print."""
    task = seen.task
    paper = step_of(task.step or FIRST).paper
    body = _letter(context, seen) if task.step == "letter" else _table(context, seen)
    st.html(
        f'<div class="weisu-paper weisu-sheet"><h1>{html.escape(paper)}</h1>'
        f'<p class="weisu-sheet-number">{html.escape(number_of(task))}</p>{body}'
        f"{note(_rule(context))}</div>"
    )


def _rule(context: TaskContext) -> str:
    """Return the rule of colours, as the settings have it."""
    rules = context.rules
    return text("tasks.sheet_rule", soon=rules.remind, hours=f"{rules.sign_hours:g}")


def _table(context: TaskContext, seen: Detail) -> str:
    task = seen.task
    rows = (
        ("title", task.title),
        ("basis", "\n".join(filter(None, (task.basis, _evidence(seen))))),
        ("requirement", task.requirement),
        ("lead", task.lead),
        ("assisting", enumerated(task.assisting)),
        ("area", place_words(context, task)),
        ("category", category_words(context, task)),
        ("due", day_whole(task.due) if task.due else text("task.due_none")),
    )
    cells = [_row(text(f"task.field_{name}"), _lines(words)) for name, words in rows if words]
    cells.append(_row(text("tasks.col_colour"), task_mark(context, task)))
    cells.append(_row(text("tasks.col_state"), text(f"task.state_{task.state}")))
    cells += [
        _row(text(f"tasks.sheet_{name}"), _said(context, seen, actions))
        for name, actions in (("feedback", FEEDBACK), ("checked", CHECKED))
    ]
    cells.append(_row(text("tasks.sheet_effect"), html.escape(_effect(context, seen))))
    return f'<table class="weisu-table"><tbody>{"".join(cells)}</tbody></table>' + _signed(
        context, task
    )


def _letter(context: TaskContext, seen: Detail) -> str:
    task = seen.task
    lines = [
        text("tasks.letter_to", unit=task.lead or text("tasks.letter_blank")),
        text("tasks.letter_about", title=task.title),
        *(filter(None, (task.basis, _evidence(seen)))),
        text("tasks.letter_wanted", requirement=task.requirement),
        text("tasks.letter_due", due=day_words(task.due, context.today)) if task.due else "",
        text("tasks.letter_colour", colour=text(f"task.colour_{context.colour(task)}"),
             state=text(f"task.state_{task.state}")),
    ]  # fmt: skip
    body = "".join(
        f"<p>{html.escape(punctuate(one))}</p>" for line in lines for one in line.splitlines()
    )
    told = "".join(
        f"<p><b>{html.escape(text(f'tasks.sheet_{name}'))}</b></p>{said}"
        for name, said in (
            ("feedback", _said(context, seen, FEEDBACK)),
            ("checked", _said(context, seen, CHECKED)),
            ("effect", html.escape(_effect(context, seen))),
        )
        if said
    )
    return f'<div class="weisu-letter">{body}{told}</div>{_signed(context, task)}'


def _signed(context: TaskContext, task: Task) -> str:
    day = context.place.local(task.issued_at or context.now).date()
    office = text("tasks.sheet_office", place=context.summary.name)
    words = text("tasks.sheet_signed", office=office, day=day_whole(day))
    return f'<p class="weisu-signed">{html.escape(words)}</p>'


def _effect(context: TaskContext, seen: Detail) -> str:
    """Return what the last closing found: the outcome and what callers said."""
    closed = [e for e in seen.events if e.action == "close"]
    return payload_words(context, closed[-1]) if closed and seen.task.state == "closed" else ""


def _evidence(seen: Detail) -> str:
    """Return what the sources said, as far as the basis does not say it."""
    said = []
    for one in seen.evidence:
        body, as_of = one["body"], day_of(one["body"])
        says = [str(one) for one in body.get("says") or ()]
        words = clauses(one for one in says if one not in seen.task.basis)
        when = text("tasks.as_of", day=day_whole(as_of)) if as_of else ""
        kind = text(f"task.source_{one['kind']}")
        said.append(labelled(kind + when, words) if words else "")
    return "\n".join(filter(None, said))


def _said(context: TaskContext, seen: Detail, actions: tuple[str, ...]) -> str:
    lines = [_line(context, seen, e) for e in seen.events if e.action in actions]
    return "".join(f"<div>{line}</div>" for line in lines)


def _line(context: TaskContext, seen: Detail, event: Event) -> str:
    head = f"{context.moment(event.at)} {who(seen.names, event)}"
    action = text(f"task.action_{event.action}")
    said = html.escape(head + bracketed(action))
    return labelled(said, _lines(event.note)) if event.note else said


def _row(label: str, body: str) -> str:
    return f'<tr><th scope="row">{html.escape(label)}</th><td>{body}</td></tr>'


def _lines(words: str) -> str:
    return "<br>".join(html.escape(line) for line in words.splitlines())
