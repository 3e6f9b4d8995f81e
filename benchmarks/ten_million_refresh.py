"""Refreshing one changed day under a large extract, while eight processes read it.

The store holds the newest months only, filled by plain inserts; the older months are in the extract
as if they had come from it. A refresh never looks at months that are not marked.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import statistics
import time
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow.compute as pc
import pyarrow.parquet as pq
from sqlalchemy import Connection, insert, select, update

from benchmarks import ten_million_data as data
from data_access import schemas
from data_access.extract import changes
from data_access.extract.layout import Storage
from data_access.extract.manifest import Manifest, write_manifest
from data_access.extract.query import Extract
from data_access.extract.refresh import refresh, store_id
from data_access.importing import batches
from data_access.metrics.additive import lasting_measures
from data_access.settings import Settings
from data_access.store.engine import Store, migrate, open_store
from data_access.store.tables import VERSIONED, area, batch, jurisdiction
from data_access.types import Scope

LIMIT_S = 5.0
READERS, PAUSE_S = 8, 0.2
Seconds = tuple[float, float]  # wall, processor
ROUNDS = 4
NOW = datetime(2026, 1, 1)  # noqa: DTZ001 - naive UTC, as in the store
SCOPE = Scope.system("benchmark")
STORED = [f.name for f in schemas.TICKET.stored]


def measure(settings: Settings, whole: Manifest, work: Path) -> list[dict[str, Any]]:
    """Measure refreshes of one changed day, alone and beside readers; then put all back."""
    store = open_store(settings.model_copy(update={"home": work / "store_home"}))
    migrate(store)
    months = sorted(whole.months("tickets", data.CODE))
    identity = store_id(store)
    trusted = Manifest(identity, whole.generation, whole.written_at, whole.jurisdictions_info,
                       {d: {c: dict(m) for c, m in f.items()} for d, f in whole.files.items()},
                       whole.directories, whole.measures)  # fmt: skip
    with store.write() as connection:
        _fill(connection, settings, trusted, months[-2:])
        mark = changes.mark(connection, data.CODE)
    storage = Storage.of(settings)
    for month, entry in trusted.months("tickets", data.CODE).items():
        trusted.files["tickets"][data.CODE][month] = _read_to(entry, mark)
    write_manifest(storage, trusted)
    try:
        alone = [_one(store, settings, date(2025, 12, 10 + n)) for n in range(3)]
        beside, totals, seen = _beside_readers(store, settings)
    finally:
        write_manifest(storage, whole)
        store.close()
    size = sum(e.rows for e in whole.months("tickets", data.CODE).values())
    wrong = sorted({n for n in seen if n not in totals})
    return [
        _line("refresh of one changed day", alone, size) | {"limit": LIMIT_S},
        _line(f"refresh beside {READERS} readers", beside, size),
        {"figure": "answers of readers during refreshes", "value": len(seen), "unit": "answers",
         "size": size, "wrong": wrong, "generations": len(totals),
         "generations_seen": len(set(seen))},
    ]  # fmt: skip


def _line(name: str, runs: list[Seconds], size: int) -> dict[str, Any]:
    """Return the median of some refreshes."""
    walls, cpus = ([round(run[n], 2) for run in runs] for n in (0, 1))
    return {
        "figure": name, "value": statistics.median(walls), "unit": "s wall",
        "cpu_s": round(statistics.median(cpus), 2), "size": size,
        "note": f"runs {walls}; the store holds the two newest months",
    }  # fmt: skip


def _read_to(entry: Any, mark: dict[str, int]) -> Any:
    from dataclasses import replace

    return replace(entry, read_to=mark)


def _fill(
    connection: Connection, settings: Settings, manifest: Manifest, months: list[str]
) -> None:
    """Put the newest months into the store as one import."""
    connection.execute(
        insert(jurisdiction).values(
            code=data.CODE, name=data.NAME, timezone=data.ZONE, size="city", calendar="cn",
            time_precision="minute", created_at=NOW,
        )
    )  # fmt: skip
    connection.execute(
        insert(area),
        [
            {"jurisdiction": data.CODE, "code": c, "parent": p, "level": v, "name": n}
            for c, p, v, n in data.areas()
        ],
    )
    number = _batch(connection)
    storage = Storage.of(settings)
    for month in months:
        path = storage.path(manifest.months("tickets", data.CODE)[month].path)
        table = pq.read_table(path, partitioning=None)
        for part in table.to_batches(max_chunksize=50_000):
            _append(connection, part.to_pylist(), number, month)


def _batch(connection: Connection) -> int:
    done = connection.execute(
        insert(batch).values(
            jurisdiction=data.CODE, profile="standard", entity="ticket", file_name="bench",
            file_sha256="0", actor="benchmark", started_at=NOW, status="done", is_history=True,
            read=0, inserted=0, updated=0, unchanged=0, quarantined=0,
        )
    )  # fmt: skip
    return int(done.inserted_primary_key[0])


def _append(connection: Connection, rows: list[dict[str, Any]], number: int, month: str) -> None:
    common = {"jurisdiction": data.CODE, "batch_id": number, "recorded_at": NOW, "row_hash": "0",
              "is_current": True, "month": month}  # fmt: skip
    connection.execute(
        insert(VERSIONED["ticket"]), [{n: r.get(n) for n in STORED} | common for r in rows]
    )


def _one(store: Store, settings: Settings, day: date) -> Seconds:
    """Change every ticket of a day as a second import would, then refresh."""
    table = VERSIONED["ticket"]
    first = datetime(day.year, day.month, day.day) - timedelta(hours=8)  # noqa: DTZ001
    with store.write() as connection:
        mine = (
            (table.c.jurisdiction == data.CODE)
            & table.c.is_current
            & (table.c.t_accept >= first)
            & (table.c.t_accept < first + timedelta(days=1))
        )
        rows = [dict(r._mapping) for r in connection.execute(select(table).where(mine))]
        connection.execute(update(table).where(mine).values(is_current=False))
        for row in rows:
            row.pop("version_id")
            row.update(satisfied="满意", solved=True, t_archive=NOW - timedelta(days=1))
        connection.execute(insert(table), rows)
        batches.mark_dirty(connection, data.CODE, "tickets", {f"{day:%Y-%m}"})
    return _refreshed(store, settings)


def _refreshed(store: Store, settings: Settings) -> Seconds:
    """Refresh; return the wall and the processor seconds."""
    wall, cpu = time.perf_counter(), time.process_time()
    refresh(store, settings, lasting_measures())
    return time.perf_counter() - wall, time.process_time() - cpu


def _more(store: Store, settings: Settings, round_no: int, count: int) -> Seconds:
    """Let new tickets come in, then refresh."""
    storage = Storage.of(settings)
    extract = Extract(settings)
    entry = extract.manifest.months("tickets", data.CODE)["2025-12"]
    table = pq.read_table(storage.path(entry.path), partitioning=None)
    rows = table.filter(pc.equal(table["day"], date(2025, 12, 30))).slice(0, count).to_pylist()
    for number, row in enumerate(rows):
        row["ticket_no"] = f"new-{round_no}-{number}"
    with store.write() as connection:
        _append(connection, rows, _batch(connection), "2025-12")
        batches.mark_dirty(connection, data.CODE, "tickets", {"2025-12"})
    return _refreshed(store, settings)


def _beside_readers(store: Store, settings: Settings) -> tuple[list[Seconds], set[int], list[int]]:
    """Refresh while readers ask for totals by two ways; return seconds, right totals, answers."""
    first = _total(settings)
    count = 1000
    context = multiprocessing.get_context("spawn")
    stop, answers = context.Event(), context.Queue()
    readers = [
        context.Process(target=_read, args=(str(settings.home), stop, answers, n % 2 == 0))
        for n in range(READERS)
    ]
    for reader in readers:
        reader.start()
    for _ in readers:
        answers.get()  # each says when it has begun
    seconds = [_more(store, settings, n, count) for n in range(ROUNDS)]
    stop.set()
    seen: list[int] = []
    for _ in readers:
        seen += json.loads(answers.get())
    for reader in readers:
        reader.join()
    return seconds, {first + count * n for n in range(ROUNDS + 1)}, seen


def _total(settings: Settings) -> int:
    extract = Extract(settings)
    return sum(e.rows for e in extract.manifest.months("tickets", data.CODE).values())


def _read(home: str, stop: Any, answers: Any, by_day: bool) -> None:
    """Ask again and again; the sum over streets, days or tickets must be some generation's."""
    from data_access.settings import load_settings

    os.environ.pop("WEISU_STORAGE", None)
    extract = Extract(load_settings(home=home))
    seen: list[int] = []
    answers.put("ready")
    while not stop.is_set():
        dataset, what = ("daily", "sum(tickets)") if by_day else ("tickets", "count(*)")
        frame = extract.query(SCOPE, data.CODE, f"SELECT {what} AS n FROM t", dataset=dataset)
        seen.append(int(frame["n"].item()))
        time.sleep(PAUSE_S)
    answers.put(json.dumps(seen))
