"""The demo city's history of tasks: every state, made through the actions, made once."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import pytest

from data_access.accounts import passwords
from data_access.calendar.workdays import is_workday
from data_access.settings import Settings
from data_access.store.engine import Store
from supervision.actions import Source
from supervision.place import place_of
from supervision.rebuild import rebuild
from supervision.states import STATES
from supervision.store_reads import Asked, counted, listed
from tests.support.places import CODE
from tests.support.tasks import STREETS, SYSTEM, UNITS, people_town
from weisu import demo_tasks
from weisu.demo_matters import Matter
from weisu.demo_tasks import DAYS, NOTES, STORIES, fill

LAST = date(2026, 11, 29)


def matters(*_: object) -> list[Matter]:
    """Return more matters than there are stories, known over the whole time."""
    kinds = ("warning", "topic", "repeat")
    return [
        Matter(
            LAST - timedelta(days=n % DAYS),
            {"title": f"第{n}件事", "lead": UNITS[n % len(UNITS)], "area": STREETS[n % 2]},
            Source(kinds[n % 3], f"ref{n}", tickets=(f"t{n}", f"u{n}")),
        )
        for n in range(90)
    ]


@pytest.fixture
def results(sqlite_store: Store, settings: Settings, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(passwords, "hash_password", lambda _: "not a hash")
    found = people_town(sqlite_store, settings).results
    monkeypatch.setattr(demo_tasks, "matters_of", matters)
    monkeypatch.setattr(found.extract, "last_day", lambda _: LAST)
    return found


def test_the_history_shows_every_state_and_is_made_once(results):
    made = fill(results, SYSTEM, CODE)
    assert made == sum(n for n, _ in STORIES) + len(NOTES)
    states = counted(results.store, SYSTEM, Asked(code=CODE))
    assert set(states) == set(STATES)
    assert sum(states.values()) == made
    assert fill(results, SYSTEM, CODE) == 0
    found = rebuild(results, SYSTEM)
    assert not found.differences


def test_nobody_worked_on_a_day_off_or_after_the_last_day(results):
    fill(results, SYSTEM, CODE)
    place = place_of(results, SYSTEM, CODE)
    tasks = listed(results.store, SYSTEM, Asked(code=CODE, limit=200))
    days = [place.local(t.updated_at).date() for t in tasks if t.updated_at]
    assert max(days) <= LAST
    begun = Counter(
        place.local(t.created_at).date() for t in tasks if t.created_at and t.source_kind != "note"
    )
    assert all(is_workday(day, place.calendar) for day in begun)
