"""Importing files: every row ends somewhere, twice the same file changes nothing, undo restores."""

from __future__ import annotations

import csv
import sqlite3
import threading
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from sqlalchemy import select

from data_access.importing import batches, quarantine
from data_access.importing.job import BatchResult
from data_access.importing.load import ingest
from data_access.importing.profile import Jurisdiction
from data_access.importing.retry import retry_batch
from data_access.settings import Settings, load_settings
from data_access.store.engine import Store, migrate, open_store
from data_access.store.tables import batch, category, extract_dirty, ticket_version
from data_access.types import NotAllowedError, Scope, WeisuError

PLACE = Jurisdiction(code="990101", name="演示县", limits="guangdong")
SCOPE = Scope.system("test")
HEADER = (
    "工单编号",
    "受理时间",
    "一级分类",
    "街道",
    "联系电话",
    "主要内容",
    "诉求类型",
    "派单时间",
)


def write(path: Path, rows: list[tuple[str, ...]], header: tuple[str, ...] = HEADER) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(header)
        writer.writerows(rows)
    return path


def row(number: str, *, day: int = 1, text: str = "路灯不亮", phone: str = "") -> tuple[str, ...]:
    accepted = f"2026-03-{day:02d} 09:00:00"
    return (number, accepted, "市政", "清河街道", phone, text, "投诉", accepted)


def load(store: Store, settings: Settings, path: Path) -> BatchResult:
    return ingest(store, settings, SCOPE, path, "standard", actor="test", place=PLACE)


def current(store: Store) -> dict[str, str]:
    with store.read() as connection:
        query = select(ticket_version).where(ticket_version.c.is_current)
        return {r.ticket_no: r.content for r in connection.execute(query)}


def test_every_row_ends_somewhere_and_a_second_load_changes_nothing(
    store: Store, settings: Settings, tmp_path: Path
) -> None:
    bad = ("4", "昨天", "市政", "清河街道", "", "日期不对", "投诉", "")
    path = write(tmp_path / "tickets.csv", [row("1"), row("2"), bad])
    first = load(store, settings, path)
    assert first.as_json() == {
        "read": 3,
        "inserted": 2,
        "updated": 0,
        "unchanged": 0,
        "quarantined": 1,
        "batch": first.batch,
    }
    again = load(store, settings, path)
    assert (again.inserted, again.updated, again.unchanged, again.quarantined) == (0, 0, 2, 1)
    assert len(quarantine.list_rows(store, SCOPE)) == 1
    reason = quarantine.list_rows(store, SCOPE)["reason"].item()
    assert "受理时间" in reason


def test_changed_rows_become_new_versions_and_undo_takes_them_back(
    store: Store, settings: Settings, tmp_path: Path
) -> None:
    load(store, settings, write(tmp_path / "a.csv", [row("1"), row("2")]))
    changed = write(tmp_path / "b.csv", [row("1", text="已经修好"), row("3")])
    second = load(store, settings, changed)
    assert (second.inserted, second.updated) == (1, 1)
    assert current(store) == {"1": "已经修好", "2": "路灯不亮", "3": "路灯不亮"}
    undone = batches.undo(store, SCOPE, second.batch, actor="test")
    assert undone.status == "undone"
    assert current(store) == {"1": "路灯不亮", "2": "路灯不亮"}
    third = load(store, settings, changed)
    assert (third.inserted, third.updated) == (1, 1)
    with pytest.raises(WeisuError, match="此前已撤销"):
        batches.undo(store, SCOPE, second.batch, actor="test")


def test_a_file_that_repeats_a_ticket_keeps_the_last_and_settles(
    store: Store, settings: Settings, tmp_path: Path
) -> None:
    rows = [row("1", text="先"), row("1", text="后"), row("1", text="先"), row("2")]
    path = write(tmp_path / "tickets.csv", rows)
    first = load(store, settings, path)
    assert (first.inserted, first.updated, first.unchanged) == (2, 2, 0)
    assert current(store)["1"] == "先"
    again = load(store, settings, path)
    assert (again.inserted, again.updated, again.unchanged) == (0, 0, 4)


def test_phones_never_reach_the_analysis_tables(
    store: Store, settings: Settings, tmp_path: Path
) -> None:
    text = "请联系我,电话13812345678,身份证11010119900307721X"
    load(store, settings, write(tmp_path / "t.csv", [row("1", text=text, phone="13812345678")]))
    with store.read() as connection:
        found = connection.execute(select(ticket_version)).mappings().one()
    everything = " ".join(str(v) for v in found.values())
    assert "13812345678" not in everything
    assert "11010119900307721X" not in everything
    assert len(found["caller_key"]) == 32


def test_the_original_opens_with_the_right_only_and_leaves_a_trace(
    store: Store, settings: Settings, tmp_path: Path
) -> None:
    from data_access.store import audit
    from data_access.store.vault.sealer import open_items

    load(store, settings, write(tmp_path / "t.csv", [row("1", text="电话13812345678")]))
    with store.read() as connection:
        row_hash = connection.execute(select(ticket_version.c.row_hash)).scalar_one()
    address = (PLACE.code, "ticket", "1", row_hash)
    reader = Scope("bob", frozenset({"today.view"}), frozenset({PLACE.code}))
    with pytest.raises(NotAllowedError):
        open_items(store, settings, reader, [address], actor="bob", reason="核对")
    found = open_items(store, settings, SCOPE, [address], actor="ann", reason="核对")
    assert found[0]["content"] == "电话13812345678"
    entry = audit.entries(store, SCOPE, limit=1)[0]
    assert (entry.actor, entry.action) == ("ann", "vault.open")


def test_deadlines_follow_the_working_days_of_the_preset(
    store: Store, settings: Settings, tmp_path: Path
) -> None:
    # 15 working days after Monday 2026-03-02 end on Monday 2026-03-23.
    load(store, settings, write(tmp_path / "t.csv", [row("1", day=2)]))
    with store.read() as connection:
        found = connection.execute(select(ticket_version.c.deadline)).scalar_one()
    assert found.isoformat() == "2026-03-23T15:59:59"


def test_names_get_codes_that_stay(store: Store, settings: Settings, tmp_path: Path) -> None:
    load(store, settings, write(tmp_path / "a.csv", [row("1")]))
    load(store, settings, write(tmp_path / "b.csv", [row("2")]))
    with store.read() as connection:
        codes = connection.execute(
            select(ticket_version.c.area_code, ticket_version.c.category_code).distinct()
        ).all()
        names = connection.execute(select(category.c.code, category.c.name)).all()
    assert [tuple(r) for r in codes] == [("990101001", "01")]
    assert [tuple(r) for r in names] == [("01", "市政")]


def test_quarantined_rows_load_after_the_profile_is_mended(
    store: Store, settings: Settings, tmp_path: Path
) -> None:
    profiles = settings.home / "profiles"
    profiles.mkdir(parents=True)
    text = (
        "profile: mine\nlabel: 我的\njurisdiction: {code: '990102', name: 某县}\ntables:\n"
        "  - entity: ticket\n    columns:\n      ticket_no: 编号\n"
        "      t_accept: {from: 时间, formats: ['%Y-%m-%d']}\n"
    )
    (profiles / "mine.yaml").write_text(text, encoding="utf-8")
    path = write(tmp_path / "t.csv", [("1", "2026-03-01"), ("2", "01.03.2026")], ("编号", "时间"))
    first = ingest(store, settings, SCOPE, path, "mine", actor="test")
    assert (first.inserted, first.quarantined) == (1, 1)
    (profiles / "mine.yaml").write_text(
        text.replace("['%Y-%m-%d']", "['%Y-%m-%d', '%d.%m.%Y']"), encoding="utf-8"
    )
    again = retry_batch(store, settings, SCOPE, first.batch, actor="test")
    assert (again.inserted, again.quarantined) == (1, 0)
    assert quarantine.list_rows(store, SCOPE).empty


def test_imports_mark_the_months_that_must_be_rewritten(
    store: Store, settings: Settings, tmp_path: Path
) -> None:
    load(store, settings, write(tmp_path / "a.csv", [row("1")]))
    with store.read() as connection:
        months = {m for (m,) in connection.execute(select(extract_dirty.c.month))}
    # A ticket of March can be what one within 90 days later repeats.
    assert months == {"2026-03", "2026-04", "2026-05", "2026-06", "2026-07"}


def test_two_users_at_once_lose_nothing(store: Store, settings: Settings, tmp_path: Path) -> None:
    small = settings.model_copy(update={"import_chunk_rows": 20})
    paths = [
        write(tmp_path / f"{part}.csv", [row(f"{part}{n}") for n in range(100)]) for part in "ab"
    ]
    results: list[BatchResult] = []
    threads = [
        threading.Thread(target=lambda p=path: results.append(load(store, small, p)))
        for path in paths
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(r.inserted for r in results) == 200
    assert len(current(store)) == 200


def test_an_import_cut_off_is_taken_up_where_it_stopped(
    store: Store, settings: Settings, tmp_path: Path
) -> None:
    path = write(tmp_path / "t.csv", [row(str(n)) for n in range(30)])
    small = settings.model_copy(update={"import_chunk_rows": 10})

    def stop(rows: int, _share: float | None) -> None:
        if rows == 20:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        ingest(store, small, SCOPE, path, "standard", actor="t", place=PLACE, progress=stop)
    again = load(store, settings, path)
    assert (again.inserted, again.unchanged) == (10, 20)
    with store.read() as connection:
        states = [s for (s,) in connection.execute(select(batch.c.status).order_by(batch.c.id))]
    assert states == ["failed", "done"]


def test_a_scope_without_the_right_or_the_place_is_refused(
    sqlite_store: Store, settings: Settings, tmp_path: Path
) -> None:
    path = write(tmp_path / "t.csv", [row("1")])
    for scope in (
        Scope("a", frozenset({"today.view"}), None),
        Scope("a", frozenset({"import.run"}), frozenset({"440310"})),
    ):
        with pytest.raises(NotAllowedError):
            ingest(sqlite_store, settings, scope, path, "standard", actor="a", place=PLACE)


numbers = st.sampled_from(["1", "2", "3", "4", ""])
texts = st.sampled_from(["路灯不亮", "停水", "占道"])
stamps = st.sampled_from(["2026-03-01 09:00:00", "2026-03-02", "3020-01-01 00:00:00", "", "x"])
lines = st.lists(st.tuples(numbers, stamps, texts), max_size=12)


@hypothesis_settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(first=lines, second=lines)
def test_counts_always_add_up(
    tmp_path_factory: pytest.TempPathFactory,
    first: list[tuple[str, ...]],
    second: list[tuple[str, ...]],
) -> None:
    folder = tmp_path_factory.mktemp("run")
    settings = load_settings(home=folder / "var")
    store = open_store(settings)
    migrate(store)
    header = ("工单编号", "受理时间", "主要内容")
    state: dict[str, str] = {}
    for name, rows in (("a.csv", first), ("b.csv", second)):
        if not rows:
            continue
        path = write(folder / name, rows, header)
        result = load(store, settings, path)
        good = [r for r in rows if r[0] and r[1].startswith("2026")]
        assert result.read == len(rows)
        assert result.quarantined == len(rows) - len(good)
        state |= {number: text for number, _, text in good}
        assert current(store) == state
        again = load(store, settings, path)
        assert (again.inserted, again.updated) == (0, 0)
        assert current(store) == state
    store.close()


def test_a_chunk_that_cannot_be_written_is_not_counted(
    sqlite_store: Store, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(tmp_path / "t.csv", [row(str(n)) for n in range(30)])
    small = settings.model_copy(update={"import_chunk_rows": 10})
    saves = 0
    save = batches.save_counts

    def full(*arguments: object, **more: object) -> None:
        nonlocal saves
        saves += 1
        if saves == 2:
            raise sqlite3.OperationalError("database or disk is full")
        save(*arguments, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(batches, "save_counts", full)
    with pytest.raises(sqlite3.OperationalError):
        load(sqlite_store, small, path)
    found = batches.list_batches(sqlite_store, SCOPE)[0]
    assert (found.status, found.read, found.inserted) == ("failed", 10, 10)
    assert len(current(sqlite_store)) == 10
