"""What was said of warnings: added, never changed, the same on both databases."""

from __future__ import annotations

from data_access.store import added_rows, audit
from data_access.store.engine import Store
from data_access.types import Scope
from early_warning.store_tables import (
    NO_VERDICT,
    judgement,
    judgements,
    latest_verdicts,
)
from tests.support.places import CODE, add_place

SYSTEM = Scope.system("tests")
CELL = {"detector": "local", "area": "330199001", "category": "0102", "life": False}


def test_the_last_word_counts_and_every_word_stays(store: Store) -> None:
    add_place(store)

    def say(verdict: str) -> int:
        values = {"warning_id": "w1", "verdict": verdict, "unit": "", "note": "", **CELL}
        return added_rows.add(
            store, SYSTEM, judgement, CODE, action="warning.judge", about="w1", values=values
        )

    numbers = [say("true"), say("false"), say("task")]
    rows = judgements(store, SYSTEM, CODE)
    assert [r["id"] for r in rows] == sorted(numbers)
    assert latest_verdicts(rows)["w1"]["verdict"] == "false"
    assert {k: rows[0][k] for k in CELL} == CELL
    say(NO_VERDICT)
    rows = judgements(store, SYSTEM, CODE)
    assert len(rows) == 4
    assert latest_verdicts(rows) == {}
    say("known")
    assert latest_verdicts(judgements(store, SYSTEM, CODE))["w1"]["verdict"] == "known"
    assert len(audit.entries(store, SYSTEM, action="warning.judge")) == 5
    assert audit.verify(store) is None
