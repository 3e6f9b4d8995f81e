"""A refresh of what changed makes the same extract as making all of it again."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from data_access.extract import changes, months
from data_access.extract.layout import TEXTS, Storage, columns
from data_access.extract.manifest import FileEntry, Manifest, read_manifest
from data_access.extract.refresh import refresh
from data_access.importing import batches
from data_access.importing.load import ingest
from data_access.importing.profile import Jurisdiction
from data_access.metrics.additive import lasting_measures
from data_access.settings import Settings
from data_access.store.engine import Store
from data_access.types import Scope
from tests.data_access.test_import import write

PLACE = Jurisdiction(code="990101", name="演示县")
SCOPE = Scope.system("test")
TICKETS = (
    "工单编号", "受理时间", "派单时间", "办结时间", "截止时间", "一级分类", "街道", "社区",
    "主办单位", "联系电话", "状态",
)  # fmt: skip
CALLBACKS = ("工单编号", "轮次", "时间", "是否接通", "是否解决", "满意度")
EVENTS = ("工单编号", "序号", "环节", "新状态", "时间")


class City:
    """A small city whose tickets come, change, move to another month, are rated and taken back."""

    def __init__(self, store: Store, settings: Settings, folder: Path, seed: int) -> None:
        self.store, self.settings, self.folder = store, settings, folder
        self.random = random.Random(seed)
        self.files = 0
        self.batches: list[int] = []

    def load(self, header: tuple[str, ...], rows: list[tuple[str, ...]]) -> None:
        self.files += 1
        name = {CALLBACKS: "callbacks", EVENTS: "ticket_events"}.get(header, "tickets")
        path = self.folder / f"{name}-{self.files}.csv"
        write(path, rows, header)
        done = ingest(self.store, self.settings, SCOPE, path, "standard", actor="t", place=PLACE)
        self.batches.append(done.batch)

    def moment(self, low: int = 0, high: int = 110) -> str:
        start = datetime(2026, 1, 1)  # noqa: DTZ001 - the file's local time
        moved = timedelta(minutes=self.random.randrange(low * 1440, high * 1440))
        return f"{start + moved:%Y-%m-%d %H:%M:%S}"

    def tickets(self, count: int) -> None:
        pick = self.random.choice
        rows: list[tuple[str, ...]] = []
        for number in self.random.sample(range(80), count):
            closed = self.moment() if self.random.random() < 0.6 else ""
            rows.append(
                (
                    str(number), self.moment(), self.moment(), closed, self.moment(),
                    pick(["市政", "供水"]), pick(["清河街道", "南山街道"]),
                    pick(["一社区", "二社区"]), pick(["住建局", "水务局", ""]),
                    pick(["13912345678", "13812345678", ""]),
                    "已办结" if closed else pick(["办理中", "撤诉"]),
                )
            )  # fmt: skip
        self.load(TICKETS, rows)

    def callbacks(self) -> None:
        self.load(
            CALLBACKS,
            [
                (
                    str(number), str(self.random.randrange(1, 4)), self.moment(),
                    self.random.choice(["是", "否", ""]), self.random.choice(["是", "否"]),
                    self.random.choice(["满意", "不满意"]),
                )
                for number in self.random.sample(range(80), 12)
            ],
        )  # fmt: skip

    def events(self) -> None:
        self.load(
            EVENTS,
            [
                (str(n), "1", "退单", self.random.choice(["退单申请", "待派单"]), self.moment())
                for n in self.random.sample(range(80), 8)
            ],
        )

    def undo(self) -> None:
        if len(self.batches) > 1:
            number = self.batches.pop(self.random.randrange(len(self.batches)))
            batches.undo(self.store, SCOPE, number, actor="t")

    def step(self) -> None:
        kind = self.random.choices(
            [lambda: self.tickets(15), lambda: self.tickets(1), self.callbacks, self.events,
             self.undo], [3, 3, 2, 2, 1],
        )[0]  # fmt: skip
        kind()


def contents(settings: Settings) -> dict[tuple[str, ...], Any]:
    """Return every table and index of the extract by what it is, and the directories."""
    storage = Storage.of(settings)
    manifest = read_manifest(storage)
    found: dict[tuple[str, ...], Any] = {
        (dataset, code, month): storage.read(entry.path)
        if dataset == TEXTS
        else pq.read_table(storage.path(entry.path), partitioning=None)
        for dataset, by_code in manifest.files.items()
        for code, entries in by_code.items()
        for month, entry in entries.items()
    }
    directories = {(c,): storage.read(path) for c, path in manifest.directories.items()}
    return found | directories


@pytest.mark.parametrize("seed", range(4))
def test_a_refresh_equals_making_everything_again(
    sqlite_store: Store, settings: Settings, tmp_path: Path, seed: int
) -> None:
    city = City(sqlite_store, settings, tmp_path, seed)
    city.tickets(50)
    again = settings.model_copy(update={"storage": str(tmp_path / "again")})
    for _ in range(4):
        refresh(sqlite_store, settings, lasting_measures())
        city.step()
        city.step()
        refresh(sqlite_store, settings, lasting_measures())
        refresh(sqlite_store, again, lasting_measures(), full=True)
        small, large = contents(settings), contents(again)
        assert small.keys() == large.keys()
        assert [key for key in small if small[key] != large[key]] == []


def test_only_what_is_new_is_read(
    store: Store, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    city = City(store, settings, tmp_path, 1)
    city.tickets(60)
    refresh(store, settings, lasting_measures())
    read: list[int] = []
    original = months.MonthGroup._fresh

    def counted(self: months.MonthGroup, connection: Any, conditions: Any) -> Any:
        rows = original(self, connection, conditions)
        read.append(rows.num_rows)
        return rows

    monkeypatch.setattr(months.MonthGroup, "_fresh", counted)
    city.tickets(1)
    refresh(store, settings, lasting_measures())
    assert sum(read) == 1
    read.clear()
    batches.undo(store, SCOPE, city.batches[-1], actor="t")
    refresh(store, settings, lasting_measures())
    assert sum(read) > 1


def test_a_lost_file_is_written_again(
    sqlite_store: Store, settings: Settings, tmp_path: Path
) -> None:
    city = City(sqlite_store, settings, tmp_path, 2)
    city.tickets(60)
    refresh(sqlite_store, settings, lasting_measures())
    storage = Storage.of(settings)
    manifest = read_manifest(storage)
    for entry in manifest.months("tickets", PLACE.code).values():
        Path(storage.path(entry.path)).unlink()
    with sqlite_store.write() as connection:
        months_of = set(manifest.months("tickets", PLACE.code))
        batches.mark_dirty(connection, PLACE.code, "tickets", months_of)
    refresh(sqlite_store, settings, lasting_measures())
    again = settings.model_copy(update={"storage": str(tmp_path / "again")})
    refresh(sqlite_store, again, lasting_measures(), full=True)
    assert contents(settings) == contents(again)


def test_marks_of_another_time_or_too_many_changes_mean_reading_all(
    sqlite_store: Store, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    city = City(sqlite_store, settings, tmp_path, 3)
    city.tickets(5)
    with sqlite_store.read() as connection:
        then = changes.mark(connection, PLACE.code)
    city.tickets(7)
    with sqlite_store.read() as connection:
        now = changes.mark(connection, PLACE.code)
        found = changes.changed_since(connection, PLACE.code, then, now)
        assert found is not None
        assert len(found.tickets) == 7
        assert changes.changed_since(connection, PLACE.code, {}, now) is None
        assert changes.changed_since(connection, PLACE.code, now, then) is None
        monkeypatch.setattr(changes, "MOST", 3)
        assert changes.changed_since(connection, PLACE.code, then, now) is None


def test_files_of_other_columns_count_as_none() -> None:
    filled = dict.fromkeys(columns("tickets"), 1)
    entry = FileEntry("a.parquet", 1, "x", "2026-03-01", "2026-03-01", filled=filled)
    counts = FileEntry("b.parquet", 1, "y", "2026-03-01", "2026-03-01")
    files = {
        "tickets": {PLACE.code: {"2026-03": entry}},
        "daily_area": {PLACE.code: {"2026-03": counts}},
    }
    assert Manifest.loads(Manifest(generation=3, files=files).dumps()).generation == 3
    del filled["title"]
    assert Manifest.loads(Manifest(generation=3, files=files).dumps()).generation == 0
