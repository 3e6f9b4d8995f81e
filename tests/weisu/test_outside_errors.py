"""A full disk, a closed place and a database that goes away are said, and nothing is lost."""

from __future__ import annotations

import errno
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError

from data_access.extract.layout import Storage
from data_access.extract.manifest import read_manifest
from data_access.importing import job
from data_access.keeping.backup import back_up
from data_access.settings import Settings
from data_access.settings import settings as process_settings
from data_access.store import runs
from data_access.store.engine import Store
from style.texts import text
from tests.data_access.test_import import load, row, write
from weisu import cli, pipeline
from weisu.outside_errors import outside_words

FULL = OSError(errno.ENOSPC, "No space left on device", "x.parquet")
MANY = [row(str(n), day=1 + n % 28, phone=f"138{n:08d}") for n in range(40)]


def lost(statement: str) -> OperationalError:
    return OperationalError(statement, {"p": "13800138000"}, Exception("server closed"))


def test_what_is_in_the_way_is_said_and_nothing_of_what_was_written() -> None:
    assert outside_words(FULL) == text("outside.disk_full")
    assert "x/y" in outside_words(PermissionError(errno.EACCES, "denied", "x/y"))
    full = OperationalError("INSERT", {}, sqlite3.OperationalError("database or disk is full"))
    assert outside_words(full) == text("outside.disk_full")
    said = outside_words(lost("INSERT 13800138000"))
    assert said == text("outside.database")
    assert "138" not in said
    assert outside_words(ValueError("13800138000")) == ""
    assert outside_words(FileNotFoundError(errno.ENOENT, "no", "x")) == ""


@pytest.fixture
def no_room(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """After three files the disk is full."""
    whole = Storage.write_whole
    written: list[str] = []

    def some(self: Storage, relative: str, content: bytes) -> None:
        if len(written) >= 3:
            raise FULL
        written.append(relative)
        whole(self, relative, content)

    monkeypatch.setattr(Storage, "write_whole", some)
    return monkeypatch


def test_a_command_that_meets_a_full_disk_says_so_and_is_done_later(
    sqlite_store: Store,
    settings: Settings,
    tmp_path: Path,
    no_room: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    no_room.setenv("WEISU_HOME", str(settings.home))
    process_settings.cache_clear()
    load(sqlite_store, settings, write(tmp_path / "t.csv", MANY))
    no_room.setattr("sys.argv", ["weisu", "refresh"])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert ended.value.code == 1
    said = capsys.readouterr().err
    assert text("outside.disk_full") in said
    assert "Traceback" not in said
    assert read_manifest(Storage.of(settings)).generation == 0
    no_room.undo()
    no_room.setenv("WEISU_HOME", str(settings.home))
    no_room.setattr("sys.argv", ["weisu", "refresh"])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert not ended.value.code
    assert read_manifest(Storage.of(settings)).generation == 1


def test_the_nights_record_says_that_the_disk_is_full(
    store: Store, settings: Settings, tmp_path: Path, no_room: pytest.MonkeyPatch
) -> None:
    load(store, settings, write(tmp_path / "t.csv", MANY))
    with pytest.raises(pipeline.StepsFailedError, match="磁盘空间不足"):
        pipeline.run(store, settings, only=("refresh",))
    last = runs.latest(store, pipeline.ROOM)
    assert last is not None
    assert "磁盘空间不足" in runs.steps(store, last.run_id)["refresh"][1]["error"]
    no_room.undo()
    pipeline.run(store, settings, only=("refresh",))
    assert read_manifest(Storage.of(settings)).generation == 1


def test_a_backup_that_does_not_fit_leaves_the_disk_free(
    store: Store, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    load(store, settings, write(tmp_path / "t.csv", MANY))

    def full(*_: Any, **__: Any) -> None:
        raise FULL

    monkeypatch.setattr("data_access.keeping.backup.verify", full)
    with pytest.raises(OSError, match="No space"):
        back_up(store, settings, tmp_path / "b", actor="t")
    assert not list(tmp_path.glob("b*"))


def test_an_import_into_a_full_database_says_so_and_goes_on_later(
    sqlite_store: Store, settings: Settings, tmp_path: Path
) -> None:
    path = write(tmp_path / "t.csv", MANY)
    many = [row(f"m{n}", text="水管爆裂" * 400) for n in range(3000)]
    load(sqlite_store, settings, path)
    more = write(tmp_path / "more.csv", many)
    with sqlite_store.engine.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count={pages + 50}")
    with pytest.raises(Exception, match="磁盘空间不足"):
        load(sqlite_store, settings, more)
    sqlite_store.close()  # the limit is the connection's
    done = load(sqlite_store, settings, more)
    assert done.inserted + done.unchanged == 3000
    assert load(sqlite_store, settings, path).unchanged == 40


def test_a_database_that_goes_away_is_said_and_taken_up_again(
    store: Store, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(tmp_path / "t.csv", MANY)
    write_rows = job._write_rows

    def ends(*given: Any, **named: Any) -> Any:
        if store.is_sqlite:  # it has no server that could end
            raise lost("INSERT")
        with store.engine.connect() as other:
            other.exec_driver_sql(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        return write_rows(*given, **named)

    monkeypatch.setattr(job, "_write_rows", ends)
    with pytest.raises(OperationalError) as gone:
        load(store, settings, path)
    assert outside_words(gone.value) == text("outside.database")
    monkeypatch.undo()
    again = load(store, settings, path)
    assert again.inserted + again.unchanged == 40
