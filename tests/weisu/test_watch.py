"""Drop folders: what is dropped is imported once, whatever happens meanwhile."""

import json
import random
import time
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from data_access.accounts.store import create_account
from data_access.importing import batches
from data_access.importing.drop_folder import DONE, FAILED, NOTE
from data_access.importing.load import ingest
from data_access.importing.profile_files import load_profile
from data_access.notices.tables import notice, notification
from data_access.settings import load_settings
from data_access.settings import settings as process_settings
from data_access.settings.watch_folder import WatchFolder
from data_access.store import lease
from data_access.store.clock import utc_now
from data_access.store.engine import StoreUnavailableError, open_store
from data_access.store.tables import lease as leases
from data_access.store.tables import quarantine, ticket_version, vault_item
from tests.data_access.test_import import PLACE, SCOPE, current, row, write
from tests.support.forks import FORK
from tests.support.killing import AS_LONG_AS_IT_TAKES, kill_points
from tests.weisu.test_commands import PLACE as PLACE_OPTIONS
from tests.weisu.test_commands import call
from weisu import drop_timer, watching
from weisu.drop_timer import DropTimer
from weisu.watching import Watched, Watcher

KILLS = kill_points(4)
"""Moments at which an import is killed, on each database; 200 by hand."""
ROWS = 400


@pytest.fixture
def folder(tmp_path):
    found = tmp_path / "drop"
    found.mkdir()
    return found


def watcher(store, settings, folder, **more):
    profile = load_profile("standard", settings.home)
    return Watcher(store, settings, SCOPE, Watched(folder, profile, PLACE, **more))


def one_round(found, settle=0.0):
    return found.round(lambda _: None, settle)


def told(store):
    with store.read() as connection:
        return list(connection.execute(select(notice.c.title, notice.c.text)))


def test_good_files_are_imported_and_bad_ones_put_aside_with_the_reason(store, settings, folder):
    create_account(
        store, settings, SCOPE, login="shuju", display_name="数据", password="Weisu-12345-x",
        role="system_admin",
    )  # fmt: skip
    write(folder / "a.csv", [row("1"), row("2"), ("", "not a time", "", "", "", "", "", "")])
    (folder / "b.csv").write_bytes(bytes(range(256)) * 40)
    arrivals = {one.name: one for one in one_round(watcher(store, settings, folder))}
    assert (arrivals["a.csv"].done, arrivals["b.csv"].done) == (True, False)
    assert set(current(store)) == {"1", "2"}
    assert arrivals["a.csv"].rows == 3
    assert "隔离1" in (folder / DONE / f"a.csv{NOTE}").read_text(encoding="utf-8")
    assert (folder / FAILED / f"b.csv{NOTE}").read_text(encoding="utf-8").strip()
    assert [p.name for p in folder.iterdir() if p.is_file()] == []
    ((title, words),) = told(store)
    assert "b.csv" in title
    assert words
    with store.read() as connection:
        assert connection.scalar(select(func.count()).select_from(notification)) == 1


def test_what_is_still_written_is_left_for_the_next_round(store, settings, folder):
    path = write(folder / "a.csv", [row("1")])
    found = watcher(store, settings, folder)

    def grows(_):
        with path.open("a", encoding="utf-8") as file:
            file.write(",".join(row("2")) + "\n")

    assert found.round(grows, 0.0) == []
    assert not current(store)
    assert one_round(found)[0].done
    assert set(current(store)) == {"1", "2"}


def test_a_file_that_changes_while_it_is_read_is_read_again(store, settings, folder, monkeypatch):
    path = write(folder / "a.csv", [row("1")])

    def and_grows(*arguments, **named):
        result = ingest(*arguments, **named)
        with path.open("a", encoding="utf-8") as file:
            file.write(",".join(row("2")) + "\n")
        return result

    monkeypatch.setattr(watching, "ingest", and_grows)
    found = watcher(store, settings, folder)
    assert one_round(found) == []
    assert path.exists()
    monkeypatch.setattr(watching, "ingest", ingest)
    assert one_round(found)[0].done
    assert set(current(store)) == {"1", "2"}


def test_a_store_that_is_away_is_not_the_files_fault(store, settings, folder, monkeypatch):
    write(folder / "a.csv", [row("1")])

    def full(*_, **__):
        raise StoreUnavailableError("磁盘空间不足")

    found = watcher(store, settings, folder)
    with monkeypatch.context() as away:
        away.setattr(watching, "ingest", full)
        with pytest.raises(StoreUnavailableError):
            one_round(found)
    assert (folder / "a.csv").exists()
    assert not told(store)
    assert one_round(found)[0].done


def test_two_watchers_of_one_folder_take_turns(store, settings, folder):
    write(folder / "a.csv", [row("1")])
    found = watcher(store, settings, folder)

    def meanwhile(_):
        with pytest.raises(lease.LeaseTakenError):
            one_round(found)

    assert [one.done for one in found.round(meanwhile, 0.0)] == [True]


def test_silence_is_told_once_and_ends_with_the_next_file(store, settings, folder):
    found = watcher(store, settings, folder, silence=timedelta(hours=6))
    now = utc_now()
    assert not found.tell_silence(now)
    write(folder / "a.csv", [row("1")])
    one_round(found)
    assert not found.tell_silence(now + timedelta(hours=5))
    assert found.tell_silence(now + timedelta(hours=8))
    assert found.tell_silence(now + timedelta(hours=9))
    assert len(told(store)) == 1
    assert batches.last_done(store, "standard", "other") is None


def test_the_command_prints_a_line_a_file_and_fails_where_one_failed(home, tmp_path, folder):
    process_settings.cache_clear()
    call(
        "ingest", write(tmp_path / "first.csv", [row("1")]), "--profile", "standard", *PLACE_OPTIONS
    )
    write(folder / "a.csv", [row("2")])
    options = ("--profile", "standard", "--jurisdiction", "990101", "--once", "--settle", "0")
    done = call("watch", folder, *options, "--json", "--no-refresh")
    (said,) = [json.loads(line) for line in done.stdout.splitlines()]
    assert (done.exit_code, said["file"], said["done"], said["rows"]) == (0, "a.csv", True, 1)
    (folder / "b.csv").write_bytes(b"\x00\x01\x02" * 500)
    assert call("watch", folder, *options, "--no-refresh").exit_code == 1
    assert call("watch", folder, *options, "--no-refresh").exit_code == 0


def test_the_timer_starts_an_import_only_where_something_lies(folder, monkeypatch, settings):
    started: list[tuple[object, ...]] = []

    class Child:
        def poll(self):
            return None if len(started) == 1 else 0

        def wait(self):
            return 0

    def start(*arguments):
        started.append(arguments)
        return Child()

    monkeypatch.setattr(drop_timer, "start_beside", start)
    watched = WatchFolder(folder=folder, profile="standard", jurisdiction="990101", silence_hours=0)
    timer = DropTimer(settings.model_copy(update={"watch_folders": {"upstream": watched}}))
    timer.tick()
    assert not started
    write(folder / "a.csv", [row("1")])
    timer.tick()
    timer.tick()
    assert len(started) == 1
    assert started[0][:4] == ("watch", str(folder), "--profile", "standard")
    assert "--once" in started[0]


# ---------------------------------------------------------------- killed


def work(settings, folder):
    """What is killed: rounds until nothing lies there."""
    store = open_store(settings)
    found = watcher(store, settings, folder)
    while one_round(found):
        pass


def held(store):
    """What an import leaves: rows of tickets, opened originals, rows put aside."""
    with store.read() as connection:
        tickets = select(ticket_version.c.ticket_no, ticket_version.c.content)
        found = sorted(map(tuple, connection.execute(tickets)))
        counts = [
            connection.scalar(select(func.count()).select_from(table))
            for table in (vault_item, quarantine)
        ]
    return found, counts


@AS_LONG_AS_IT_TAKES
def test_an_import_that_is_killed_ends_as_if_it_had_not_been(store, settings, folder, tmp_path):
    settings = load_settings(
        home=settings.home, import_chunk_rows=20,
        database_url=store.engine.url.render_as_string(hide_password=False).replace("+psycopg", "")
        if not store.is_sqlite else "",
    )  # fmt: skip
    rows = [row(str(n), text=f"路灯不亮{n}", phone=f"139{n:08d}") for n in range(ROWS)]
    rows[7] = ("7", "not a time", "", "", "", "", "", "")
    found = watcher(store, settings, folder)
    write(folder / "whole.csv", [(f"w{r[0]}" if r[0] else "", *r[1:]) for r in rows])
    began = time.perf_counter()
    one_round(found)
    lasts = time.perf_counter() - began
    unbroken, counts = held(store)
    dice = random.Random(20261130)
    for kill in range(KILLS):
        write(folder / f"{kill}.csv", [(f"{kill}-{r[0]}" if r[0] else "", *r[1:]) for r in rows])
        child = FORK.Process(target=work, args=(settings, folder))
        child.start()
        child.join(dice.uniform(0.0, 1.0 + 1.5 * lasts))
        child.kill()
        child.join()
        with store.write() as connection:  # a minute later the dead one's lease is over
            connection.execute(leases.delete())
        one_round(found)
        assert not (folder / f"{kill}.csv").exists()
        tickets, now = held(store)
        mine = [
            (no.removeprefix(f"{kill}-"), words)
            for no, words in tickets
            if no.startswith(f"{kill}-")
        ]
        assert mine == [(no.removeprefix("w"), words) for no, words in unbroken]
        assert now[0] == counts[0] * (kill + 2)
