"""Decisions that were recorded before there were tasks become drafts, once."""

from __future__ import annotations

from datetime import datetime

from alembic import command
from alembic.config import Config
from sqlalchemy import insert

from data_access.settings import Settings
from data_access.store.engine import MIGRATIONS, Store, migrate
from early_warning.store_tables import judgement
from supervision import store_histories, store_reads
from supervision.store_reads import Asked
from supervision.task import Task, fold
from tests.support.places import CODE, add_place
from tests.support.tasks import SYSTEM

AT = datetime.fromisoformat("2026-03-02T01:00")


def to(store: Store, revision: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with store.write() as connection:
        config.attributes["connection"] = connection
        (command.downgrade if revision != "head" else command.upgrade)(config, revision)


def test_a_recorded_decision_becomes_a_draft(store: Store, settings: Settings) -> None:
    del settings
    to(store, "0006")
    add_place(store)
    said = (
        ("w1", "task", "甲局", "请核查"), ("w1", "true", "", ""), ("w2", "task", "乙局", ""),
        ("w2", "no_task", "", ""), ("w3", "task", "乙局", "旧话"), ("w3", "task", "丙公司", "新话"),
    )  # fmt: skip
    with store.write() as connection:
        for warning, verdict, unit, note in said:
            row = {
                "jurisdiction": CODE, "warning_id": warning, "verdict": verdict, "unit": unit,
                "note": note, "detector": "local", "area": "", "category": "", "life": False,
                "actor": "zhili", "at": AT,
            }  # fmt: skip
            connection.execute(insert(judgement).values(**row))
    migrate(store)
    migrate(store)
    drafts = store_reads.listed(store, SYSTEM, Asked(code=CODE, order="oldest"))
    assert [(d.state, d.lead, d.source_kind, d.source_ref) for d in drafts] == [
        ("drafted", "甲局", "warning", "w1"), ("drafted", "丙公司", "warning", "w3"),
    ]  # fmt: skip
    assert drafts[0].created_at == drafts[0].since == AT
    for task, events in store_histories.histories(store):
        blank = Task(id=task.id, jurisdiction=task.jurisdiction, number=task.number)
        assert fold(blank, events) == task
        assert events[0].actor == "zhili"
