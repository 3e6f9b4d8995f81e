"""Tasks are compared with the sum of their events, and put right where they differ."""

from __future__ import annotations

import pytest
from sqlalchemy import delete, insert, update

from data_access.store import audit
from data_access.types import NotAllowedError
from supervision import store_tables as stored
from supervision.rebuild import TIED, rebuild
from tests.support.places import CODE
from tests.support.tasks import SYSTEM, Town


def test_nothing_differs_where_only_actions_wrote(town: Town):
    task = town.begin("zhili", assisting=["乙局"])
    town.act("jia", task, "sign")
    town.begin("lingdao", "draft")
    found = rebuild(town.results, SYSTEM)
    assert (found.tasks, found.events, found.differences) == (2, 3, ())


def test_what_was_changed_behind_the_events_is_found_and_put_right(town: Town):
    task, other = town.begin("zhili"), town.begin("zhili", title="另一件")
    signed = town.act("jia", task, "sign")
    with town.results.store.write() as connection:
        changes = {"state": "closed", "outcome": "true"}
        connection.execute(update(stored.task).where(stored.task.c.id == task.id).values(**changes))
        connection.execute(insert(stored.task_unit).values(task_id=other.id, unit="丙公司"))
    found = rebuild(town.results, SYSTEM)
    assert [(d.task, d.fields) for d in found.differences] == [
        (task.id, ("state", "outcome")), (other.id, (TIED,)),
    ]  # fmt: skip
    assert found.repaired == 0
    assert rebuild(town.results, SYSTEM, repair=True).repaired == 2
    assert rebuild(town.results, SYSTEM).differences == ()
    with town.results.store.read() as connection:
        assert stored.task_by_id(connection, task.id) == signed
    entries = audit.entries(town.results.store, SYSTEM, action="task.rebuild")
    assert [e.about for e in entries] == [f"{CODE} 2026-00002", f"{CODE} 2026-00001"]
    assert audit.verify(town.results.store) is None


def test_events_that_do_not_follow_each_other_are_said_and_left(town: Town):
    task, other = town.begin("zhili"), town.begin("zhili", title="另一件")
    town.act("jia", task, "sign")
    events = stored.task_event.c
    with town.results.store.write() as connection:
        gone = (events.task_id == task.id) & (events.seq == 1)
        connection.execute(delete(stored.task_event).where(gone))
        connection.execute(delete(stored.task_event).where(events.task_id == other.id))
    found = rebuild(town.results, SYSTEM, repair=True)
    assert [d.task for d in found.differences] == [task.id, other.id]
    assert all(d.broken for d in found.differences)
    assert found.repaired == 0


def test_only_the_product_itself_rebuilds(town: Town):
    with pytest.raises(NotAllowedError):
        rebuild(town.results, town.scopes["zhili"])
