"""The throw-away PostgreSQL itself: real, fresh for each test, gone at the end."""

import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.support.postgres import (
    PostgresServer,
    create_database,
    database_name,
    drop_database,
)

pytestmark = pytest.mark.postgres


def test_each_database_is_fresh_and_speaks_chinese(postgres_server: PostgresServer) -> None:
    first, second = create_database(postgres_server), create_database(postgres_server)
    engine = sa.create_engine(first)
    with engine.begin() as connection:
        assert connection.scalar(sa.text("show server_encoding")) == "UTF8"
        connection.execute(sa.text("create table 工单 (内容 text)"))
        connection.execute(sa.text("insert into 工单 values ('噪声扰民')"))
        assert connection.scalar(sa.text("select 内容 from 工单")) == "噪声扰民"
    engine.dispose()

    other = sa.create_engine(second)
    assert sa.inspect(other).get_table_names() == []
    other.dispose()

    copy_url = create_database(postgres_server, template=first)
    copy = sa.create_engine(copy_url)
    assert sa.inspect(copy).get_table_names() == ["工单"]
    copy.dispose()
    for url in (first, second, copy_url):
        drop_database(postgres_server, url)


def test_a_database_is_dropped_under_an_open_connection(postgres_server: PostgresServer) -> None:
    url = create_database(postgres_server)
    engine = sa.create_engine(url)
    with engine.connect() as connection:
        connection.scalar(sa.text("select 1"))
        drop_database(postgres_server, url)
        connection.invalidate()
    engine.dispose()
    with postgres_server.connect() as admin:
        names = admin.execute("select datname from pg_database").fetchall()
    assert (database_name(url),) not in names


def test_the_fixture_hands_out_a_usable_address(postgres_url: str) -> None:
    engine = sa.create_engine(postgres_url)
    with engine.connect() as connection:
        assert connection.scalar(sa.text("select 1")) == 1
    engine.dispose()


def test_the_server_ends_with_a_killed_test_process() -> None:
    script = (
        "import time\n"
        "from tests.support.postgres import running_server\n"
        "with running_server() as server:\n"
        "    print(server.socket_dir, flush=True)\n"
        "    time.sleep(60)\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", script],
        cwd=Path(__file__).parents[1],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    folder = Path(process.stdout.readline().strip())
    pid = int((folder / "data" / "postmaster.pid").read_text().splitlines()[0])
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdout.close()
    deadline = time.monotonic() + 20
    while Path(f"/proc/{pid}/stat").exists() and time.monotonic() < deadline:
        if Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z":
            break
        time.sleep(0.05)
    else:
        assert not Path(f"/proc/{pid}").exists(), "the server outlived the tests"
    shutil.rmtree(folder)


def test_a_machine_without_postgresql_is_told_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from tests.support import postgres

    monkeypatch.setattr(postgres, "find_binaries", lambda: None)
    with (
        pytest.raises(pytest.fail.Exception, match=r"apt-get install .*postgresql"),
        postgres.running_server(),
    ):
        pass
