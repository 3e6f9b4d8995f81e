"""Random people, actions, clocks and crashes on both databases: the tasks stay what they must be.

``WEISU_TASK_STEPS=500000`` runs so many steps instead of CI's number. Three of four are on SQLite:
a step on PostgreSQL takes several times as long.
"""

from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from data_access.store import audit
from tests.supervision.machine import Streets
from tests.support.tasks import Town

ASKED = int(os.environ.get("WEISU_TASK_STEPS", "0"))
STEPS = ASKED or 10_000
A_RUN = 50


@pytest.mark.slow
@pytest.mark.timeout(0 if ASKED else 240)
def test_whatever_people_do_tasks_stay_right(town: Town, capsys: pytest.CaptureFixture[str]):
    class Here(Streets):
        pass

    Here.town, Here.steps, Here.accepted, Here.crashed = town, 0, 0, 0
    steps = STEPS * 3 // 4 if town.results.store.is_sqlite else STEPS // 4
    run_state_machine_as_test(
        Here,
        settings=settings(
            max_examples=steps // A_RUN * 6 // 5 + 10, stateful_step_count=A_RUN, deadline=None,
            database=None, phases=(Phase.generate,), report_multiple_bugs=False,
            suppress_health_check=list(HealthCheck),
        ),
    )  # fmt: skip
    assert Here.steps >= steps
    assert audit.verify(town.results.store) is None
    with capsys.disabled():
        kind = "SQLite" if town.results.store.is_sqlite else "PostgreSQL"
        print(f"\n{kind}: {Here.steps:,} steps, {Here.accepted:,} done, {Here.crashed:,} crashes")
