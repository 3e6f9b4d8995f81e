"""今日要情 tells a task's deadline by the day and the rule of all other pages."""

from __future__ import annotations

from datetime import date

import pytest

from dashboards.leader_app.matter_list import due_of
from supervision.task import Task

DUE = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("state", "today", "said"),
    [
        ("signed", DUE, "期限：11月23日（今天到期）"),  # on its last day it is not over
        ("signed", date(2026, 11, 22), "期限：11月23日"),
        ("reported", DUE, "期限：11月23日"),
        ("signed", date(2026, 11, 24), "期限：11月23日（已超期）"),
        ("signed", date(2027, 1, 4), "期限：2026年11月23日（已超期）"),
        ("reported", date(2026, 11, 24), "期限：11月23日"),  # the unit has nothing left to do
        ("closed", date(2026, 11, 24), "期限：11月23日"),
    ],
)
def test_a_task_is_over_by_the_day_that_it_is_now(state, today, said):
    task = Task(id=1, jurisdiction="330199", number="1", state=state, due=DUE)
    assert due_of(task, today) == said
