"""Until when a source's tickets are due, learnt from how it delivers."""

from __future__ import annotations

import csv
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update

from data_access.importing import feed
from data_access.importing.feed import Load, due_day, missing_days
from data_access.importing.load import ingest
from data_access.importing.profile import Jurisdiction
from data_access.settings import Settings
from data_access.store.engine import Store
from data_access.store.tables import batch
from data_access.types import NotAllowedError, Scope

D = date(2026, 11, 2)  # a Monday


def after(days: int) -> date:
    return D + timedelta(days=days)


def every(days: list[int], age: int = 1) -> list[Load]:
    return [Load(after(n), after(n - age)) for n in days]


def test_a_daily_source_owes_yesterday_on_the_day_after_its_import() -> None:
    daily = every(list(range(12)))
    assert due_day(daily, after(11)) == after(10)
    # Tomorrow's import may still come in the course of the day …
    assert due_day(daily, after(12)) == after(10)
    # … the day after it is overdue, and so on day by day.
    assert due_day(daily, after(13)) == after(11)
    assert due_day(daily, after(15)) == after(13)


def test_imports_that_bring_nothing_newer_leave_a_day_missing() -> None:
    loads = [*every(list(range(10))), Load(after(10), after(8)), Load(after(11), after(8))]
    assert due_day(loads, after(11)) == after(10)
    assert missing_days(loads, after(8), after(11)) == (after(9), after(10))
    assert missing_days(loads, after(10), after(11)) is None


def test_a_day_that_is_not_over_is_not_due() -> None:
    hourly = every(list(range(12)), age=0)
    assert due_day(hourly, after(11)) == after(10)
    assert due_day(hourly, after(12)) == after(11)


def test_sources_that_deliver_late_or_seldom_are_given_their_time() -> None:
    late = every(list(range(12)), age=3)
    assert due_day(late, after(11)) == after(8)
    weekly = every([0, 7, 14, 21, 28, 35])
    assert due_day(weekly, after(41)) == after(34)
    assert due_day(weekly, after(43)) == after(41)
    weekdays = every([0, 1, 2, 3, 4, 7, 8, 9, 10, 11])
    assert due_day(weekdays, after(14)) == after(10)  # Monday: nothing is late yet
    assert due_day(weekdays, after(15)) == after(13)


def test_one_outage_teaches_no_patience() -> None:
    loads = every([*range(6), *range(11, 17)])
    assert due_day(loads, after(18)) == after(16)


def test_a_few_loads_are_no_feed() -> None:
    assert due_day([], D) is None
    assert due_day(every([0, 1, 2, 3]), after(20)) is None
    unknown = [Load(after(n), None) for n in range(10)]
    assert due_day(unknown, after(20)) is None


def test_a_source_out_of_use_is_not_called_missing_for_ever() -> None:
    found = missing_days(every(list(range(12))), after(10), after(400))
    assert found == (after(11), after(10 + feed.LONGEST))


def test_the_store_knows_when_a_source_delivered_what(
    settings: Settings, sqlite_store: Store, tmp_path: Path
) -> None:
    scope = Scope.system("tests")
    place = Jurisdiction(code="330199", name="青山县", size="county")
    head = ("工单编号", "受理时间", "来源渠道")
    for number in range(4):
        path = tmp_path / f"{number}.csv"
        day = after(min(number, 2))
        rows = [(f"Q{number}-{k}", f"{day} {8 + k:02d}:00", "电话") for k in range(3)]
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([head, *rows])
        ingest(sqlite_store, settings, scope, path, "standard", actor="t", place=place)
    with sqlite_store.write() as connection:
        ids = connection.execute(select(batch.c.id).order_by(batch.c.id)).scalars().all()
        for number, key in enumerate(ids):
            # 17:00 UTC is after midnight in China: the file of a day comes the night after it.
            at = datetime.combine(after(number), datetime.min.time()) + timedelta(hours=17)
            known = {"finished_at": at, "is_history": number == 0}
            connection.execute(update(batch).where(batch.c.id == key).values(**known))
    found = feed.loads(sqlite_store, scope, "330199", "Asia/Shanghai")
    assert found == [Load(after(2), after(1)), Load(after(3), after(2)), Load(after(4), after(2))]
    elsewhere = Scope("x", frozenset(), frozenset({"330198"}))
    with pytest.raises(NotAllowedError):
        feed.loads(sqlite_store, elsewhere, "330199", "Asia/Shanghai")
