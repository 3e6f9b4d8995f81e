"""督办进展: every number opens as many tasks as it says, and 督办任务 lists these."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from sqlalchemy import update

from data_access.days import local_day
from data_access.store.clock import utc_now
from supervision.actions import act
from supervision.store_tables import task as task_table
from supervision.task import Task
from supervision.task_rows import write_task_rows
from tests.dashboards.conftest import LAST
from tests.dashboards.test_pages import run, words
from tests.support.marks import count_of, on_page
from tests.support.pages import guarded_script
from tests.support.task_office import CODE, PAGES, SYSTEM, ZONE


def at(**span: float):
    return utc_now() - timedelta(**span)


def ended(office, days: int, *, late: bool = False, **given: Any) -> Task:
    """A task that was issued that many days ago and has ended, in time or late."""
    task = office.begin(now=at(days=days), due=local_day(at(days=days - 1), ZONE), **given)
    moments = (days, 1, 1, 1) if late else (days, days, days, days)
    for (who, action, more), ago in zip(
        (("gongre", "sign", {}), ("gongre", "report", {"note": "已办"}),
         ("zhili2", "verify", {"note": "回访"}), ("zhili", "close", {"outcome": "true"})),
        moments, strict=True,
    ):  # fmt: skip
        act(office.results, office.scopes[who], task.id, action, more, now=at(days=ago))
    return office.now(task)


def test_every_number_of_the_progress_opens_as_many_tasks_as_it_says(office):
    for number in range(4):
        ended(office, 20 + number, late=number == 0, title=f"第{number}件")
    office.begin(now=at(days=9), due=local_day(at(days=4), ZONE), title="超期的")
    office.begin(title="刚刚签发")
    gone = ended(office, 30, title="后来保密的")
    write_task_rows(office.results, SYSTEM, CODE)
    office.sit("lingdao")
    marks = {m.address: m for m in on_page(run(PAGES["progress"])._tree) if m.counted is not None}
    assert sorted(m.counted or 0 for m in marks.values()) == [1, 2, 2, 4, 6]
    scope = office.scopes["lingdao"]
    for address, mark in marks.items():
        assert count_of(office.results, scope, address) == mark.counted, address
    rate = next(a for a in marks if "part=denominator" in a)
    query = dict(parse_qsl(urlsplit(rate).query))
    said = words(run(PAGES["tasks"], **query))
    assert "参加“任务按期办结率”计算的任务，共6项。" in said
    assert "共6项，列出第1至6项" in said
    assert "已不在您可查看的范围内" not in said
    with office.results.store.write() as connection:
        connection.execute(
            update(task_table).where(task_table.c.id == gone.id).values(confidential=True)
        )
    said = words(run(PAGES["tasks"], **query))
    assert "共6项。其中1项统计之后已不在您可查看的范围内。" in said
    assert "共5项，列出第1至5项" in said


def test_the_comparison_opens_the_tasks_of_its_figure(office):
    ago = (local_day(utc_now(), ZONE) - LAST).days + 2
    for number in range(3):
        ended(office, ago, title=f"第{number}件")
    write_task_rows(office.results, SYSTEM, CODE)
    office.sit("lingdao")
    page = guarded_script("compare")
    for metric in ("task_closed_in_time_rate", "tasks_issued", "task_days_median"):
        marks = [m for m in on_page(run(page, metric=metric)._tree) if "/tasks?" in m.address]
        assert [m.counted for m in marks] == [3], metric
        assert count_of(office.results, office.scopes["lingdao"], marks[0].address) == 3
    cut = run(page, metric="tasks_issued", area="330199001")
    assert not [m for m in on_page(cut._tree) if "/tasks?" in m.address]


@pytest.mark.parametrize("wrong", [
    {"figure": "volume"}, {"part": "half"}, {"since": "昨天"}, {"until": "2020-01-01"},
])  # fmt: skip
def test_a_figure_that_is_none_lists_all_tasks(office, wrong):
    office.begin(title="刚刚签发")
    office.sit("zhili")
    query = {"figure": "task_closed_in_time_rate", "part": "n", "since": "2026-01-01",
             "until": "2026-12-31", "view": "table", **wrong}  # fmt: skip
    said = words(run(PAGES["tasks"], **query))
    assert "以下为" not in said
    assert "共1项" in said
