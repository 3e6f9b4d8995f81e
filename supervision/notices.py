"""What is told of a task, to whom: a notice for every party that an action's rule names."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from data_access.accounts.model import Account
from data_access.notices.model import Notice
from style.texts import text
from style.wording import day_words
from supervision.parties import INSTRUCT, ISSUE, VIEW, WORK
from supervision.task import Event, Task

ROOM = "supervision"
_NEEDS = {"office": ISSUE, "leader": INSTRUCT, "lead": WORK, "assisting": WORK, "former": WORK}
_NOTE = 200


@dataclass(frozen=True, slots=True)
class Post:
    """What an event tells each party, which of the accounts that it reaches may get it, and whether
    groups may. Who is reached by several, such as a person limited to the lead and to an assisting
    unit, gets the first."""

    notices: tuple[Notice, ...]
    only: Callable[[Account], bool]
    targets: bool


def post_of(task: Task, event: Event, sends: tuple[str, ...]) -> Post | None:
    """Return what an event tells. Who did it is not told; a confidential task is told to the
    people named in it, in words that give nothing away."""
    if task.state == "drafted" and event.action != "draft":
        return None
    if event.action == "draft" and event.party != "leader":
        return None
    found = []
    for party in sends:
        for unit in _units(task, party):
            about = f"task:{task.jurisdiction}:{task.id}:{event.seq}:{party}:{unit}"[:200]
            found.append(_notice(task, event, party, unit, about))
    return Post(tuple(found), _may_get(task, event.actor), not task.confidential)


def _units(task: Task, party: str) -> tuple[str, ...]:
    if party == "assisting":
        return task.assisting
    unit = {"lead": task.lead, "former": task.former}.get(party)
    return ("",) if unit is None else tuple(filter(None, (unit,)))


def _notice(task: Task, event: Event, party: str, unit: str, about: str) -> Notice:
    action = text(f"task.action_{event.action}")
    words = summary(task)
    if event.note:
        cut = len(event.note) > _NOTE
        note = event.note[:_NOTE] + (text("task.notice_more") if cut else "")
        words = f"{words}\n{text('task.notice_note', note=note)}"
    title = (
        text("task.notice_secret", action=action)
        if task.confidential
        else text("task.notice_title", action=action, title=task.title)
    )
    return Notice(
        about,
        ROOM,
        title,
        "" if task.confidential else words,
        link=link_of(task, party),
        jurisdiction=task.jurisdiction,
        department=unit,
        area=task.area,
        needs=_NEEDS.get(party, VIEW),
    )


def _may_get(task: Task, actor: str) -> Callable[[Account], bool]:
    named = frozenset((*task.readers, task.issuer)) if task.confidential else None

    def may(account: Account) -> bool:
        return account.login != actor and (named is None or account.login in named)

    return may


def link_of(task: Task, party: str) -> str:
    """Return the address under which a party finds a task."""
    page = "mytasks" if party in ("lead", "assisting", "former") else "tasks"
    return f"/{page}?jurisdiction={task.jurisdiction}&task={task.id}"


def number_of(task: Task) -> str:
    """Return a task's number as papers write it: 督办〔2026〕12号."""
    year, _, running = task.number.partition("-")
    return text("task.number", year=year, running=int(running or 0))


def summary(task: Task) -> str:
    """Return number, state, lead unit and due day in one line."""
    return text(
        "task.notice_text",
        number=number_of(task),
        state=text(f"task.state_{task.state}"),
        lead=task.lead or text("task.lead_none"),
        due=day_words(task.due, task.created_at) if task.due else text("task.due_none"),
    )
