"""A process is killed at a hundred random moments of issuing, acting, attaching and sending:
afterwards nothing is half done, and what was not sent yet goes out."""

from __future__ import annotations

import json
import os
import random
import time
from collections import Counter
from datetime import timedelta
from itertools import count
from typing import Any

import pytest
from pydantic import SecretStr
from sqlalchemy import delete, func, select

from data_access.notices.tables import notification
from data_access.results.store import ResultStore
from data_access.settings import Settings
from data_access.settings.notify_target import NotifyTarget
from data_access.store import audit
from data_access.store.engine import open_store
from data_access.store.tables import lease
from data_access.store.vault.sealer import open_sealer
from data_access.types import Scope
from notify.sender import send_due
from supervision import store_histories
from supervision import store_reads as reads
from supervision.actions import Source
from supervision.attachments import Attachment, opened
from supervision.rebuild import rebuild
from tests.support.forks import FORK
from tests.support.http_server import http_server
from tests.support.places import CODE
from tests.support.tasks import MORNING, SYSTEM, Town

KILLS = 50
"""On each of the two databases."""
SECONDS = 0.04
"""A life is at most so long after it began what it is to be killed at, and often goes on to what
comes next."""
STAGES = ("issuing", "acting", "attaching", "sending")
PDF = b"%PDF-1.4\n" + bytes(50_000) + b"\n%%EOF\n"


def work(settings: Settings, scopes: dict[str, Scope], life: int, stage: Any, ready: Any) -> None:
    """What the process does until it is killed; ``stage`` says at what it is."""
    store = open_store(settings)
    mine = Town(ResultStore.open(store, settings), scopes, MORNING + life * PAUSE)
    for n in count():
        if n == 1:  # the first round fills caches, so that the kills fall on every kind of work
            ready.set()
        stage.value = 1
        source = Source("note", f"{life}-{n}", tickets=("a", "b", "c"), body={"n": n})
        task = mine.begin("zhili", source=source, insist=True, assisting=["乙局"])
        stage.value = 2
        mine.act("jia", task, "sign", note="请回电 13812345678")
        stage.value = 3
        files = [Attachment(f"现场{i}.pdf", PDF) for i in range(2)]
        mine.act("jia", task, "attach", files=files)
        stage.value = 2
        mine.act("jia", task, "report", note="已恢复")
        stage.value = 4
        send_due(store, settings, clock=lambda: mine.now + timedelta(minutes=1))


PAUSE = timedelta(minutes=10)
"""Between two lives: what the last one was sending may be taken anew by then."""


@pytest.mark.slow
@pytest.mark.timeout(400)
def test_killed_at_any_moment_nothing_is_half_done(town: Town):
    store = town.results.store
    chance, hit = random.Random(20261129), Counter[str]()
    with http_server() as web:
        hook = NotifyTarget(
            kind="webhook", url=SecretStr(f"{web.address}/hook"), secret=SecretStr("k" * 20),
            rights=frozenset({"task.view", "task.issue", "task.work"}),
        )  # fmt: skip
        settings = store_settings(town).model_copy(
            update={
                "notify_targets": {"duty": hook}, "notify_quiet_hours": "",
                "notify_digest_minutes": 0, "notify_max_attempts": 20,
            }
        )  # fmt: skip
        open_sealer(store, settings)
        for life in range(KILLS):
            stage, ready = FORK.Value("i", 0, lock=False), FORK.Event()
            process = FORK.Process(target=work, args=(settings, town.scopes, life, stage, ready))
            process.start()
            while not ready.wait(1):
                assert process.is_alive(), f"it ended before its first round: {process.exitcode}"
            while stage.value != life % len(STAGES) + 1:
                time.sleep(0.001)
            time.sleep(chance.uniform(0, SECONDS))
            assert process.is_alive(), "it ended by itself"
            process.kill()
            process.join()
            hit[STAGES[stage.value - 1]] += 1
            with store.write() as connection:  # a lease of the dead runs out after a minute
                connection.execute(delete(lease))
            if life % 10 == 9:
                whole(town)
        assert audit.verify(store) is None
        late = MORNING + KILLS * PAUSE
        while send_due(store, settings, clock=lambda: late).sent:  # type: ignore[union-attr]
            pass
        all_sent(town, [json.loads(got.body) for got in web.got])
    assert set(STAGES) <= set(hit), hit
    print(f"killed while {dict(hit)}")


def store_settings(town: Town) -> Settings:
    """The settings with the address of the database under test."""
    url = os.environ.get("WEISU_DATABASE_URL", "")
    return town.results.settings.model_copy(update={"database_url": url})


def whole(town: Town) -> None:
    """Check that every action is there with everything that belongs to it, or not at all."""
    store = town.results.store
    assert rebuild(town.results, SYSTEM).differences == ()
    sealer = open_sealer(store, town.results.settings)
    events = set()
    for task, history in store_histories.histories(store):
        assert [e.action for e in history] == ["issue", "sign", "attach", "report"][: len(history)]
        events |= {(task.id, e.seq) for e in history}
        assert reads.tickets_of(store, SYSTEM, task.id) == ["a", "b", "c"]
        assert [e["ref"] for e in reads.evidence_of(store, SYSTEM, task.id)] == [task.source_ref]
        files = reads.files_of(store, SYSTEM, task.id)
        assert len(files) == sum(e.payload.get("files", 0) for e in history)
        for row in files:
            found = reads.sealed_file(store, SYSTEM, row["id"])
            assert found is not None
            assert opened(sealer, CODE, found[1]).content == PDF
    entries = audit.entries(store, SYSTEM, action="task.", limit=10**6)
    assert {(e.detail["task"], e.detail["seq"]) for e in entries} == events
    assert len(entries) == len(events)
    # Whom several notices of one event reach, a group among them, gets the first.
    told = {"issue": {"lead"}, "report": {"office"}}
    awaited = {
        f"task:{CODE}:{task.id}:{e.seq}:{party}"
        for task, history in store_histories.histories(store)
        for e in history
        for party in told.get(e.action, ())
    }
    with store.read() as connection:
        abouts = connection.execute(
            select(notification.c.about).where(notification.c.recipient == "target:duty")
        ).scalars()
        assert {about.rpartition(":")[0] for about in abouts} == awaited


def all_sent(town: Town, messages: list[dict[str, Any]]) -> None:
    """Check that everything went out; a message came twice only under its own number, where what
    became of it was lost with the process."""
    with town.results.store.read() as connection:
        rows = connection.execute(
            select(notification.c.about).where(notification.c.recipient == "target:duty")
        ).scalars().all()  # fmt: skip
        left = connection.execute(
            select(func.count()).select_from(notification).where(notification.c.state != "sent")
        ).scalar_one()
    assert left == 0
    by_key = {m["message_id"]: [n["about"] for n in m["notices"]] for m in messages}
    assert Counter(a for abouts in by_key.values() for a in abouts) == Counter(rows)
    assert all([n["about"] for n in m["notices"]] == by_key[m["message_id"]] for m in messages)
    assert len(messages) - len(by_key) <= KILLS
