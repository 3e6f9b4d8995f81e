"""Every action by every role, of its own and of other units, on open and confidential tasks in
every state: what the product does is what ``expected.py`` says, and so is why it does not."""

from __future__ import annotations

from datetime import date
from itertools import product
from typing import Any

import pytest
from sqlalchemy import delete

from data_access.types import NotAllowedError, WeisuError
from supervision import store_tables as stored
from supervision.actions import begin
from supervision.attachments import Attachment
from supervision.task import Task
from tests.supervision import expected
from tests.supervision.expected import STATES, TABLE, Known
from tests.support.places import CODE
from tests.support.tasks import MORNING, PEOPLE, STREETS, Town

GIVEN: dict[str, Any] = {
    "title": "供热不热", "requirement": "恢复供热", "lead": "丙公司", "due": "2026-11-20",
    "until": "2026-11-20", "note": "如上", "outcome": "true", "proposal": "又来三件",
    "step": "onsite",
}  # fmt: skip
PDF = Attachment("现场.pdf", b"%PDF-1.4\n%%EOF\n")


def stored_task(town: Town, state: str, *, confidential: bool) -> tuple[Task, Known]:
    """A task of 甲局 with 乙局's help in one of the streets, as it lies in the store."""
    readers = ("bing", "jia", "kaoping", "lingdao", "waixian", "zhili") if confidential else ()
    before = "planned" if state == "extension_asked" else ""
    with town.results.store.write() as connection:
        number = stored.insert_task(connection, CODE, f"2026-{STATES.index(state):05d}")
        task = Task(
            id=number, jurisdiction=CODE, number=f"2026-{STATES.index(state):05d}", state=state,
            version=5, title="供热不热", requirement="恢复供热", lead="甲局", assisting=("乙局",),
            area=STREETS[0], step="written", due=date(2026, 11, 11), confidential=confidential,
            readers=readers, issuer="zhili", before=before, workers=("jia",), created_at=MORNING,
        )  # fmt: skip
        stored.store_state(connection, task)
    known = Known(
        state, "甲局", ("乙局",), STREETS[0], confidential, readers, "zhili", before,
        done=("issue",) * 5, workers=("jia",),
    )  # fmt: skip
    return task, known


def tried(town: Town, who: str, task: Task, action: str) -> str:
    """What comes of it: the state that it leads to, or the beginning of the refusal."""
    needs = TABLE[action].needs
    given = {k: v for k, v in GIVEN.items() if k in needs}
    files = (PDF,) if "files" in needs else ()
    try:
        done = town.act(who, task, action, files=files, **given)
    except WeisuError as refused:
        kind = "not allowed" if isinstance(refused, NotAllowedError) else "not now"
        return f"{kind}: {str(refused)[:5]}"
    with town.results.store.write() as connection:
        for table in (stored.task_file, stored.task_event):
            connection.execute(delete(table).where(table.c.task_id == task.id))
        stored.store_state(connection, task)
    return done.state


def due(who: str, known: Known, action: str) -> str:
    line = TABLE[action]
    if not expected.sees(who, known):
        return "not allowed: 没有这项督"
    if not expected.parties(who, known) & set(line.who):
        return "not allowed: “"
    if not expected.may(who, known, action):
        return "not now: 任务现在是"
    return known.after(who, action, {}).state


@pytest.mark.slow
@pytest.mark.timeout(300)
@pytest.mark.parametrize("confidential", [False, True], ids=["open", "confidential"])
def test_who_may_do_what_in_which_state(town: Town, confidential: bool):
    wrong, allowed, awaited_allowed = [], 0, 0
    for state in STATES:
        task, known = stored_task(town, state, confidential=confidential)
        for action, who in product(TABLE, sorted(PEOPLE)):
            found, awaited = tried(town, who, task, action), due(who, known, action)
            allowed += found in STATES
            awaited_allowed += expected.may(who, known, action)
            if not found.startswith(awaited):
                wrong.append((state, action, who, found, awaited))
    assert wrong == []
    assert allowed == awaited_allowed > 150


def test_who_may_begin_a_task(town: Town):
    for action, who, area in product(TABLE, sorted(PEOPLE), STREETS):
        given = {k: v for k, v in GIVEN.items() if k in TABLE[action].needs} | {"area": area}
        line = expected.may_begin(who, action)
        inside = expected.sees(who, Known("issued", area=area, issuer=who))
        if line and inside:
            done = begin(town.results, town.scopes[who], CODE, action, given, now=town.now)
            assert done.state == TABLE[action].to
            continue
        with pytest.raises(WeisuError):
            begin(town.results, town.scopes[who], CODE, action, given, now=town.now)
