"""One turn of the timers: what has become true since the last one, told once, in one digest each.

However long the timers were down, a person gets one notice of all that became true meanwhile.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from data_access.accounts.contacts import Contact, contacts
from data_access.accounts.model import Account, scope_of
from data_access.accounts.rights import roles
from data_access.notices.model import Notice
from data_access.results.store import ResultStore
from data_access.types import Scope
from notify.post import post
from style.texts import text
from style.wording import day_words
from supervision import store_tables as stored
from supervision.colours import marks_at
from supervision.ladder import StepRules
from supervision.notices import ROOM, number_of
from supervision.parties import ISSUE, VIEW, WORK, parties_of
from supervision.place import place_of
from supervision.timers import TOLD_TO, Fact, by_urgency, facts_of

LISTED = 20
"""Tasks that a digest names; the others are counted."""


def run_timers(results: ResultStore, scope: Scope, code: str, *, now: datetime) -> int:
    """Tell what has become true by ``now`` (naive UTC); return how many facts are new.

    One transaction: facts are noted as told with their notices, or neither is.
    """
    place = place_of(results, scope, code)
    rules = StepRules.of(results.settings)
    marks = marks_at(place.today(now), now, rules, place.calendar)
    with results.store.write() as connection:
        facts = [
            fact
            for task in stored.waiting_tasks(connection, code, marks.soon)
            for fact in facts_of(task, marks, rules, place)
            if stored.tell_once(connection, task.id, fact.key, now)
        ]
        if facts:
            for one in (*_to_people(connection, results, code, facts), *_to_groups(code, facts)):
                notice, only, targets = one
                stamped = _stamped(notice, now)
                post(connection, results.settings, stamped, now=now, only=only, targets=targets)
    return len(facts)


_Told = tuple[Notice, Callable[[Account], bool], bool]


def _to_people(
    connection: stored.Connection, results: ResultStore, code: str, facts: Sequence[Fact]
) -> list[_Told]:
    """Return a digest for every account that has to do with some of the facts."""
    known = roles(results.settings)
    found: list[_Told] = []
    for contact in contacts(connection):
        if contact.account.role not in known:
            continue
        scope = scope_of(contact.account, results.settings)
        mine = [f for f in facts if TOLD_TO[f.kind] & parties_of(scope, f.task)]
        if mine:
            found.append((_digest(code, mine, scope), _is(contact), False))
    return found


def _to_groups(code: str, facts: Sequence[Fact]) -> list[_Told]:
    """Return what the groups of the settings are told: of each unit, and of all to the office's.

    Nothing of confidential tasks goes to a group.
    """
    told = [f for f in facts if not f.task.confidential]
    if not told:
        return []
    units = sorted({f.task.lead for f in told if "lead" in TOLD_TO[f.kind] and f.task.lead})
    of_unit = {
        u: [f for f in told if f.task.lead == u and "lead" in TOLD_TO[f.kind]] for u in units
    }
    office = [f for f in told if "office" in TOLD_TO[f.kind]]
    found: list[_Told] = [
        (
            _of_unit(_words(code, mine, f"unit:{unit}", "mytasks", department=unit, needs=WORK)),
            _nobody,
            True,
        )
        for unit, mine in of_unit.items()
    ]
    if office:
        found.append((_words(code, office, "office", "tasks", needs=ISSUE), _nobody, True))
    return found


def _digest(code: str, facts: Sequence[Fact], scope: Scope) -> Notice:
    """Return one person's digest, said to be of what he is limited to: so it reaches him."""
    works = scope.departments is not None
    return _words(
        code,
        facts,
        scope.actor,
        "mytasks" if works else "tasks",
        department=min(scope.departments or ("",)),
        area=min(scope.areas or ("",)),
        needs=VIEW,
    )


def _words(
    code: str, facts: Sequence[Fact], whom: str, page: str, *,
    needs: str, department: str = "", area: str = "",
) -> Notice:  # fmt: skip
    ordered = by_urgency(facts)
    lines = [_line(fact) for fact in ordered[:LISTED]]
    if len(ordered) > LISTED:
        lines.append(text("task.digest_rest", count=len(ordered) - LISTED))
    tasks = {fact.task.id: fact.task for fact in ordered}
    title = text("task.digest_title", count=len(tasks))
    link = f"/{page}?jurisdiction={code}"
    if len(tasks) == 1:
        first = ordered[0]
        title = text(
            "task.notice_title", action=text(f"task.fact_{first.kind}"), title=first.task.title
        )
        link += f"&task={first.task.id}"
    return Notice(
        f"task:digest:{code}:{whom}", ROOM, title, "\n".join(lines), link=link,
        jurisdiction=code, department=department, area=area, needs=needs,
    )  # fmt: skip


def _line(fact: Fact) -> str:
    task = fact.task
    return text(
        "task.digest_line",
        fact=text(f"task.fact_{fact.kind}"),
        title=task.title,
        number=number_of(task),
        due=day_words(task.due, task.created_at) if task.due else text("task.due_none"),
    )


def _stamped(notice: Notice, now: datetime) -> Notice:
    """Name a digest by its moment: facts are told once, so no two digests say the same."""
    return replace(notice, about=f"{notice.about}:{now.isoformat(timespec='microseconds')}"[-200:])


def _of_unit(notice: Notice) -> Notice:
    """Say a unit's digest to groups of that unit alone: the office's group has its own."""
    return replace(notice, only_limited=True)


def _is(contact: Contact) -> Callable[[Account], bool]:
    login = contact.account.login
    return lambda account: account.login == login


def _nobody(_account: Account) -> bool:
    return False
