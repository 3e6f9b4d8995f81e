"""What was said of warnings: added, never changed, the same on both databases."""

from __future__ import annotations

from data_access.results.judgements import (
    NO_TASK,
    NO_VERDICT,
    TASK,
    add_judgement,
    judgements,
    latest_tasks,
    latest_verdicts,
)
from data_access.store import audit
from data_access.store.engine import Store
from data_access.types import Scope
from tests.data_access.test_import import PLACE

SYSTEM = Scope.system("tests")
CELL = {"detector": "local", "area": "330199001", "category": "0102", "life": False}


def test_the_last_word_counts_and_every_word_stays(store: Store) -> None:
    from sqlalchemy import insert

    from data_access.store.clock import utc_now
    from data_access.store.tables import jurisdiction

    with store.write() as connection:
        connection.execute(
            insert(jurisdiction).values(
                code=PLACE.code, name=PLACE.name, timezone="Asia/Shanghai", size="county",
                calendar="cn", time_precision="minute", created_at=utc_now(),
            )
        )  # fmt: skip

    def say(verdict: str, unit: str = "") -> int:
        return add_judgement(store, SYSTEM, PLACE.code, "w1", verdict, cell=CELL, unit=unit)

    numbers = [say("true"), say("false"), say(TASK, "甲局")]
    rows = judgements(store, SYSTEM, PLACE.code)
    assert [r["id"] for r in rows] == sorted(numbers)
    assert latest_verdicts(rows)["w1"]["verdict"] == "false"
    assert latest_tasks(rows)["w1"]["unit"] == "甲局"
    assert {k: rows[0][k] for k in CELL} == CELL
    say(NO_VERDICT)
    say(NO_TASK)
    rows = judgements(store, SYSTEM, PLACE.code)
    assert len(rows) == 5
    assert latest_verdicts(rows) == latest_tasks(rows) == {}
    say("known")
    assert latest_verdicts(judgements(store, SYSTEM, PLACE.code))["w1"]["verdict"] == "known"
    assert len(audit.entries(store, SYSTEM, action="warning.judge")) == 6
    assert audit.verify(store) is None
