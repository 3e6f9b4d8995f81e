"""A machine whose clock jumps by an hour, a day or a year: nothing waits for a future that was
never there, and where a person has to act it is said.
"""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from data_access import health
from data_access.accounts import sessions
from data_access.accounts.overview import accounts_seen
from data_access.accounts.store import authenticate, create_account
from data_access.accounts.tables import account
from data_access.extract.refresh import refresh, sweep
from data_access.importing import batches, checks, drop_folder, quarantine
from data_access.importing import load as loading
from data_access.importing.load import ingest
from data_access.importing.retry import retry_batch
from data_access.keeping.backup import back_up
from data_access.metrics.additive import lasting_measures
from data_access.notices import outbox
from data_access.settings import Settings
from data_access.store import audit, lease, runs
from data_access.store.clock import utc_now
from data_access.store.engine import Store
from data_access.store.tables import analysis_run, batch, run_step
from tests.data_access.test_import import PLACE, SCOPE, current, row, write
from tests.notify.test_pure import notice
from weisu import light_due, scheduler
from weisu.pipeline import LIGHT, ROOM

JUMPS = [timedelta(hours=1), timedelta(days=1), timedelta(days=365)]
jumps = pytest.mark.parametrize("jump", JUMPS, ids=["an hour", "a day", "a year"])
PASSWORD = "Zhongshu-2031-lin"


def load(store: Store, settings: Settings, path: Path) -> Any:
    return ingest(store, settings, SCOPE, path, "standard", actor="t", place=PLACE)


def run_of(store: Store, room: str, at: datetime, status: str = "done") -> None:
    run_id = runs.start(store, room)
    values = {"status": status, "started_at": at, "finished_at": at if status == "done" else None}
    with store.write() as connection:
        mine = analysis_run.c.run_id == run_id
        connection.execute(update(analysis_run).where(mine).values(**values))
        connection.execute(
            run_step.insert().values(run_id=run_id, step="warnings", status="done", started_at=at)
        )


@jumps
def test_the_night_and_a_retry_are_due_again_at_once(jump: timedelta) -> None:
    now = datetime(2026, 3, 2, 15).astimezone()
    ahead = now + jump
    due = scheduler.still_due(runs.next_nightly(ahead, "02:30"), now, "02:30")
    assert now < due <= now + timedelta(days=2)
    assert due == runs.next_nightly(now, "02:30") or jump <= timedelta(days=1)
    paused = scheduler.still_pausing(ahead + scheduler.MAX_PAUSE, now)
    assert paused == now
    assert scheduler.still_pausing(now + scheduler.MAX_PAUSE, now) == now + scheduler.MAX_PAUSE
    # A clock put forward only makes the night come sooner.
    assert scheduler.still_due(runs.next_nightly(now, "02:30"), ahead, "02:30") <= due + jump


@jumps
def test_light_runs_do_not_wait_for_a_run_of_the_future(
    sqlite_store: Store, settings: Settings, tmp_path: Path, jump: timedelta
) -> None:
    now = utc_now()
    load(sqlite_store, settings, write(tmp_path / "a.csv", [row("1")]))
    run_of(sqlite_store, ROOM, now - timedelta(hours=2))
    run_of(sqlite_store, LIGHT, now + jump)
    assert light_due.due_without_marks(sqlite_store, settings, now) == light_due.PART
    run_of(sqlite_store, LIGHT, now)
    soon = now + timedelta(minutes=1)
    assert light_due.due_without_marks(sqlite_store, settings, soon) == ()


@jumps
def test_a_whole_run_of_the_future_is_neither_recent_nor_the_newest(
    sqlite_store: Store, settings: Settings, tmp_path: Path, jump: timedelta
) -> None:
    now = utc_now()
    run_of(sqlite_store, ROOM, now + jump)
    load(sqlite_store, settings, write(tmp_path / "a.csv", [row("1")]))
    assert light_due.due_after_import(sqlite_store, settings, now) == light_due.WHOLE
    run_of(sqlite_store, ROOM, now - timedelta(hours=30))
    newest = runs.latest(sqlite_store, ROOM)
    assert newest is not None
    assert newest.started_at < now


@jumps
def test_a_lease_taken_in_the_future_is_free(sqlite_store: Store, jump: timedelta) -> None:
    now = utc_now()
    assert lease.acquire(sqlite_store, "pipeline", "a", now=now + jump)
    assert lease.acquire(sqlite_store, "pipeline", "b", now=now)
    # And a clock put forward ends a lease, which its holder takes anew where nobody did.
    assert lease.current_holder(sqlite_store, "pipeline", now=now + jump) is None
    assert lease.acquire(sqlite_store, "pipeline", "b", now=now + jump)


@jumps
def test_sessions_and_pauses_of_the_future_are_void(
    sqlite_store: Store, settings: Settings, jump: timedelta
) -> None:
    now = utc_now()
    made = create_account(
        sqlite_store, settings, SCOPE, login="lin", display_name="林", password=PASSWORD,
        role="leader",
    )  # fmt: skip
    token = sessions.start_session(sqlite_store, settings, made.id, now=now + jump)
    assert sessions.find_session(sqlite_store, token, now=now) is None
    assert [one.sessions for one in accounts_seen(sqlite_store, SCOPE, now=now)] == [0]
    own = sessions.start_session(sqlite_store, settings, made.id, now=now)
    kept = sessions.find_session(sqlite_store, own, now=now + jump)
    assert (kept is None) is (jump >= timedelta(hours=settings.session_hours))
    # Last seen in the future, it is still open afterwards, and seen again.
    assert sessions.find_session(sqlite_store, own, now=now) is not None
    with sqlite_store.write() as connection:
        until = now + jump + timedelta(minutes=settings.login_pause_minutes)
        connection.execute(update(account).values(paused_until=until, failures=5))
    found = authenticate(sqlite_store, settings, "lin", PASSWORD, source="t", now=now)
    assert found.login == "lin"


@jumps
def test_notices_of_the_future_go_out_and_a_short_jump_waits_its_time(
    sqlite_store: Store, jump: timedelta
) -> None:
    now = utc_now()
    ways = [outbox.Way("target:room", "webhook", now + jump + timedelta(days=2))]
    with sqlite_store.write() as connection:
        outbox.put(connection, notice("clock:1"), ways, now=now + jump)
    last = outbox.LONGEST_WAIT + timedelta(days=1)
    assert outbox.has_due(sqlite_store, now=now) is (jump > last)
    assert outbox.has_due(sqlite_store, now=now + last)


@jumps
def test_an_import_of_the_future_hides_no_silence(
    sqlite_store: Store, settings: Settings, tmp_path: Path, jump: timedelta
) -> None:
    now = utc_now()
    for name, at in (("a", now - timedelta(days=2)), ("b", now + jump)):
        done = load(sqlite_store, settings, write(tmp_path / f"{name}.csv", [row(name)]))
        with sqlite_store.write() as connection:
            mine = batch.c.id == done.batch
            connection.execute(update(batch).where(mine).values(finished_at=at))
    last = batches.last_done(sqlite_store, "standard", PLACE.code, now=now)
    assert last is not None
    assert last < now - timedelta(days=1)
    assert [b.id for b in batches.list_batches(sqlite_store, SCOPE)] == [2, 1]


@jumps
def test_rows_later_than_a_clock_put_back_are_told_and_come_in_once_it_is_right(
    sqlite_store: Store,
    settings: Settings,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    jump: timedelta,
) -> None:
    path = write(tmp_path / "a.csv", [row("1", day=3)])
    right = datetime(2026, 3, 3, 1, 30)  # noqa: DTZ001 - naive UTC: half an hour after the ticket
    late = jump > checks._CLOCK_SLACK
    monkeypatch.setattr(loading, "utc_now", lambda: right - jump)
    done = load(sqlite_store, settings, path)
    assert (done.inserted, done.quarantined) == ((0, 1) if late else (1, 0))
    said = [n for n in done.notes if "晚于本机时间" in n]
    assert len(said) == late
    for words in said:
        assert words.startswith("受理时间有 1 行晚于本机时间，整行隔离。请先核对本机的日期和时间")
    monkeypatch.setattr(loading, "utc_now", lambda: right)
    if late:
        retry_batch(sqlite_store, settings, SCOPE, done.batch, actor="t")
    assert set(current(sqlite_store)) == {"1"}
    assert quarantine.summary(sqlite_store, SCOPE) == []
    monkeypatch.setattr(loading, "utc_now", lambda: right + jump)
    assert load(sqlite_store, settings, path).unchanged == 1


@jumps
def test_half_written_files_are_waited_for_whatever_their_time_says(
    tmp_path: Path, jump: timedelta
) -> None:
    now = datetime.now(UTC).timestamp()
    for sign, name in ((1, "ahead.csv"), (-1, "back.csv")):
        (tmp_path / name).write_text("a", encoding="utf-8")
        os.utime(tmp_path / name, (now, now + sign * jump.total_seconds()))
    before = drop_folder.look(tmp_path)
    assert drop_folder.whole({}, before) == []
    assert drop_folder.whole(before, drop_folder.look(tmp_path)) == ["back.csv", "ahead.csv"]
    with (tmp_path / "ahead.csv").open("a", encoding="utf-8") as file:
        file.write("b")
    os.utime(tmp_path / "ahead.csv", (now, now + jump.total_seconds()))
    assert drop_folder.whole(before, drop_folder.look(tmp_path)) == ["back.csv"]


@jumps
def test_the_audit_keeps_its_order_and_the_check_names_the_clock(
    sqlite_store: Store, settings: Settings, jump: timedelta
) -> None:
    now = utc_now()
    assert health.clock(settings, sqlite_store)[0]
    for number, at in enumerate((now, now + jump, now)):
        with sqlite_store.write() as connection:
            audit.append(connection, actor="t", action="test", about=str(number), at=at)
    assert audit.verify(sqlite_store) is None
    assert [e.about for e in audit.entries(sqlite_store, SCOPE)] == ["2", "1", "0"]
    good, words = health.clock(settings, sqlite_store)
    assert not good
    assert "请核对本机的日期和时间" in words
    assert f"{now + jump:%Y-%m-%d}" in words


@jumps
def test_backups_and_the_extract_stand_whatever_the_clock_says(
    sqlite_store: Store,
    settings: Settings,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    jump: timedelta,
) -> None:
    load(sqlite_store, settings, write(tmp_path / "a.csv", [row("1")]))
    refresh(sqlite_store, settings, lasting_measures())
    for number, at in enumerate((utc_now() + jump, utc_now(), utc_now() - jump)):
        monkeypatch.setattr("data_access.keeping.backup.utc_now", lambda at=at: at)
        done = back_up(sqlite_store, settings, tmp_path / f"backup{number}", actor="t")
        assert done.made_at == at.isoformat(timespec="seconds")
    monkeypatch.setattr("data_access.extract.refresh.utc_now", lambda: utc_now() + jump)
    sweep(settings)
    assert health.extract(settings, sqlite_store)[0]
