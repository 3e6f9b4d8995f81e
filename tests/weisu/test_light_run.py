"""The light run: hours of one day on either database, and the night after them."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from sqlalchemy import select, update

from data_access.extract.refresh import refresh
from data_access.importing import feed
from data_access.importing.load import ingest
from data_access.importing.profile import Jurisdiction
from data_access.metrics.additive import lasting_measures
from data_access.notices.tables import notice
from data_access.results.store import ResultStore, RunInfo
from data_access.settings import Settings, load_settings
from data_access.store import lease, runs
from data_access.store.engine import Store, migrate, open_store
from data_access.store.tables import batch
from data_access.types import CallError, Scope
from demo_city import CITY_CODE, CITY_NAME, write_city
from early_warning.frames import ROOM
from early_warning.hourly import kept
from early_warning.hourly.light_run import why_not
from early_warning.warning_reads import warning_list
from weisu import light_due, pipeline
from weisu.city_step import PAUSE
from weisu.demo import load_files

SYSTEM = Scope.system("tests")
LAST = date(2025, 11, 23)
PLACE = Jurisdiction(code=CITY_CODE, name=CITY_NAME, size="county", limits="guangdong")
HOURS = ("10", "14", "24")
Rows = list[dict[str, str]]


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A city up to the day before, and that day's tickets in parts: a burst comes before ten."""
    folder = tmp_path_factory.mktemp("files")
    write_city(folder, seed=11, days=425, per_day=14.0, last_day=LAST)
    path = folder / "tickets.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    before = [r for r in rows if r["受理时间"][:10] < LAST.isoformat()]
    today = [r for r in rows if r["受理时间"][:10] == LAST.isoformat()]
    write(path, before)
    parts = [*burst(before, today[0]), *today]
    since = ""
    for hour in HOURS:
        moment = f"{LAST.isoformat()} {hour}"
        part = [r for r in parts if since <= r["受理时间"] < moment]
        write(folder / f"until_{hour}.csv", part)
        since = moment
    return folder


def burst(before: Rows, like: dict[str, str]) -> Rows:
    """Return seven callers who say one thing nobody has said before, in a known community."""
    old = next(r for r in reversed(before) if r["社区"] and r["分类编码"])
    names = ("工单编号", "案件编号", "诉求人编号", "联系电话", "诉求人姓名", "证件号码")
    said = "紫薇塔楼顶蓄水箱昨夜突然爆裂倾泻，整栋住户家中进水没过脚踝，无人关阀处置"
    found = []
    for k in range(7):
        at = f"{LAST.isoformat()} 0{6 + k // 3}:{10 + 7 * k}:00"
        own = {n: f"{like[n]}9{k}" if like[n] else "" for n in names}
        place = {n: old[n] for n in ("行政区划", "区县", "街道", "社区", "分类编码",
                                     "一级分类", "二级分类", "三级分类")}  # fmt: skip
        times = dict.fromkeys(("来电时间", "受理时间"), at)
        later = {n: "" for n in like if n.endswith("时间") and n not in times and "截止" not in n}
        words = {"标题": "紫薇塔水箱爆裂", "主要内容": f"{said}，第{'一二三四五六七'[k]}户来电"}
        found.append(like | own | place | later | times | words)
    return found


def write(path: Path, rows: Rows) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def bring(store: Store, settings: Settings, path: Path) -> None:
    ingest(store, settings, SYSTEM, path, "standard", actor="t", place=PLACE)


def current(store: Store, settings: Settings) -> tuple[RunInfo, pd.DataFrame]:
    results = ResultStore.open(store, settings)
    run = results.current(ROOM, CITY_CODE)
    assert run is not None
    return run, warning_list(results, SYSTEM, run)


def night(store: Store, settings: Settings) -> None:
    pipeline.run(store, settings, only=["refresh", "warnings", "telling"])


def begun(store: Store, settings: Settings, files: Path) -> None:
    load_files(store, settings, SYSTEM, files, lambda _what, _share: None)
    refresh(store, settings, lasting_measures())
    night(store, settings)


@pytest.fixture(scope="module")
def prepared(files: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a home after the night before the day, on SQLite."""
    folder = tmp_path_factory.mktemp("home")
    settings = load_settings(home=folder, database_url="", storage="")
    store = open_store(settings)
    migrate(store)
    begun(store, settings, files)
    store.close()
    return folder


@pytest.fixture
def ready(prepared: Path, tmp_path: Path) -> Iterator[tuple[Store, Settings]]:
    """Yield a copy of it."""
    home = tmp_path / "ready"
    shutil.copytree(prepared, home)
    settings = load_settings(home=home, database_url="", storage="")
    store = open_store(settings)
    yield store, settings
    store.close()


def told(store: Store) -> list[str]:
    with store.read() as connection:
        return [str(t) for t in connection.execute(select(notice.c.about)).scalars()]


def open_ones(rows: pd.DataFrame) -> set[tuple[Any, ...]]:
    going = rows[rows["state"] != "closed"]
    columns = ["board", "detector", "state", "severity", "n", "opened"]
    return {tuple(r) for r in going.assign(opened=going["opened"].astype(str))[columns].to_numpy()}


def test_hours_tell_early_and_the_night_ends_as_if_alone(
    store: Store, settings: Settings, files: Path, ready: tuple[Store, Settings]
) -> None:
    begun(store, settings, files)
    first, _ = current(store, settings)
    numbers = []
    for hour in HOURS:
        bring(store, settings, files / f"until_{hour}.csv")
        run_id = pipeline.run_light(store, settings)
        assert runs.by_number(store, [run_id])[run_id].status == "done"
        run, rows = current(store, settings)
        assert (run.settings["light"], run.as_of) == (first.run_id, LAST)
        new = rows[(rows["opened"] == pd.Timestamp(LAST)) & (rows["detector"] == "same_words")]
        numbers.append(set(new["warning_id"][new["pushed"].notna()]))
    assert numbers[0]
    assert numbers[0] <= numbers[1] <= numbers[2]
    key = min(numbers[0])
    about = f"warning:{CITY_CODE}:{key}:pushed"
    early = told(store)
    # Nothing new: nothing is looked at, nobody is told twice.
    pipeline.run_light(store, settings)
    assert current(store, settings)[0].run_id == run.run_id
    night(store, settings)
    run, rows = current(store, settings)
    assert "light" not in run.settings
    assert key in set(rows["warning_id"][rows["state"] != "closed"])
    assert [a for a in told(store) if a == about] == [a for a in early if a == about]
    pushed = rows[rows["pushed"] == pd.Timestamp(LAST)]
    assert len(pushed) <= settings.warnings_budget

    other, alone = ready
    for hour in HOURS:
        bring(other, alone, files / f"until_{hour}.csv")
    night(other, alone)
    assert open_ones(rows) == open_ones(current(other, alone)[1])


def test_a_light_run_waits_for_what_only_a_night_can_give(
    ready: tuple[Store, Settings], files: Path
) -> None:
    sqlite_store, settings = ready
    results = ResultStore.open(sqlite_store, settings)
    assert "没有当天的工单" in why_not(results, SYSTEM, CITY_CODE)
    bring(sqlite_store, settings, files / "until_10.csv")
    with lease.held(sqlite_store, pipeline.LEASE, "流水线"), pytest.raises(lease.LeaseTakenError):
        pipeline.run_light(sqlite_store, settings)
    kept.sweep(settings.home, [])
    pipeline.run_light(sqlite_store, settings)
    last = runs.latest(sqlite_store, pipeline.LIGHT)
    assert last is not None
    detail = runs.steps(sqlite_store, last.run_id)["warnings"][1]
    assert "等下一次完整运行" in detail["jurisdictions"][CITY_CODE]
    assert runs.latest(sqlite_store, pipeline.ROOM) != last


def test_what_an_import_is_followed_by(
    ready: tuple[Store, Settings], files: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sqlite_store, settings = ready
    bring(sqlite_store, settings, files / "until_10.csv")
    whole = runs.latest(sqlite_store, pipeline.ROOM)
    assert whole is not None
    assert whole.finished_at is not None
    now = whole.finished_at + timedelta(minutes=5)
    # The newest ticket is of another day than the one that is running.
    assert light_due.due_after_import(sqlite_store, settings, now) == light_due.WHOLE
    loads = [feed.Load(now.date(), now.date())]
    monkeypatch.setattr(feed, "loads", lambda *_: loads)
    monkeypatch.setattr(light_due, "local_day", lambda at, _zone: at.date())
    assert light_due.due_after_import(sqlite_store, settings, now) == light_due.PART
    off = settings.model_copy(update={"warnings_light_minutes": 0})
    assert light_due.due_after_import(sqlite_store, off, now) == light_due.WHOLE
    late = whole.finished_at + PAUSE
    assert light_due.due_after_import(sqlite_store, settings, late) == light_due.WHOLE
    started = runs.start(sqlite_store, pipeline.LIGHT)
    runs.finish(sqlite_store, started, "done")
    run = runs.latest(sqlite_store, pipeline.LIGHT)
    assert run is not None
    soon: datetime = run.started_at + timedelta(minutes=settings.warnings_light_minutes - 1)
    monkeypatch.setattr(light_due, "_whole_lately", lambda *_: True)
    monkeypatch.setattr(light_due, "_brings_today", lambda *_: True)
    # Pages show at once what was imported; its warnings come with the next light part.
    assert light_due.due_after_import(sqlite_store, settings, soon) == light_due.PAGES
    after = soon + timedelta(minutes=2)
    assert light_due.due_after_import(sqlite_store, settings, after) == light_due.PART
    with sqlite_store.write() as connection:
        connection.execute(update(batch).values(finished_at=run.started_at - timedelta(hours=1)))
    assert light_due.due_without_marks(sqlite_store, settings, after) == ()
    with sqlite_store.write() as connection:
        connection.execute(update(batch).values(finished_at=run.started_at + timedelta(minutes=1)))
    assert light_due.due_without_marks(sqlite_store, settings, soon) == ()
    assert light_due.due_without_marks(sqlite_store, settings, after) == light_due.PART
    assert light_due.due_without_marks(sqlite_store, off, after) == ()


def test_the_light_part_has_steps_of_its_own() -> None:
    from click.testing import CliRunner

    from weisu.cli import cli

    with pytest.raises(CallError, match="--only"):
        CliRunner().invoke(cli, ["run", "--light", "--only", "refresh"], catch_exceptions=False)
