"""A real PostgreSQL for the tests: started by them, thrown away by them, on a Unix socket only.

`postgres_server` is one server for the session (one per worker when tests run in parallel);
`create_database(server)` gives a fresh database, `postgres_url` does so for one test. A machine
without PostgreSQL fails these tests, naming the package: they are never skipped.
"""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

SUPERUSER = "postgres"
START_SECONDS = 60
MISSING = (
    "PostgreSQL 未安装，这些测试需要它 / these tests need PostgreSQL: "
    "apt-get install --no-install-recommends postgresql"
)
# Nothing here outlives the session, so nothing needs to survive a power cut.
SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "max_connections": "100",
    "shared_buffers": "64MB",
}


@dataclass(frozen=True)
class PostgresServer:
    """A running server, reached over the Unix socket in `socket_dir`."""

    socket_dir: Path

    def url(self, database: str = "postgres") -> str:
        """The SQLAlchemy address of one of its databases."""
        return f"postgresql+psycopg://{SUPERUSER}@/{database}?host={self.socket_dir}"

    def connect(self, database: str = "postgres") -> psycopg.Connection:
        """A plain connection for administration, committing each statement."""
        return psycopg.connect(
            host=str(self.socket_dir), user=SUPERUSER, dbname=database, autocommit=True
        )


def create_database(server: PostgresServer, template: str = "template0") -> str:
    """A fresh database, copied from `template` (a name, or an address given by this function)."""
    name = f"t_{uuid.uuid4().hex}"
    with server.connect() as connection:
        connection.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(
                sql.Identifier(name), sql.Identifier(database_name(template))
            )
        )
    return server.url(name)


def drop_database(server: PostgresServer, url: str) -> None:
    """Drops a database that `create_database` made, whoever is still connected to it."""
    with server.connect() as connection:
        connection.execute(
            sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(
                sql.Identifier(database_name(url))
            )
        )


def database_name(url: str) -> str:
    """The database in an address of `PostgresServer.url`; a bare name stays as it is."""
    return url.rpartition("@/")[2].partition("?")[0]


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """One throw-away server for the session."""
    with running_server() as server:
        yield server


@pytest.fixture
def postgres_url(postgres_server: PostgresServer) -> Iterator[str]:
    """The address of a fresh, empty database for one test."""
    url = create_database(postgres_server)
    yield url
    drop_database(postgres_server, url)


@contextmanager
def running_server() -> Iterator[PostgresServer]:
    """Makes a cluster in a temporary folder, serves it, and removes both at the end."""
    binaries = find_binaries()
    if binaries is None:
        pytest.fail(MISSING, pytrace=False)
    owner = server_owner()
    # Directly under /tmp: a socket's path is limited to about a hundred characters, and the
    # server's own user must be able to reach it.
    base = Path(tempfile.mkdtemp(prefix="weisu-pg-", dir="/tmp" if Path("/tmp").is_dir() else None))
    log = base / "log"
    try:
        log.touch()
        if owner is not None:
            for path in (base, log):
                os.chown(path, owner.pw_uid, owner.pw_gid)
        initialise(binaries, base / "data", owner)
        process = start(binaries, base, log, owner)
        try:
            server = PostgresServer(socket_dir=base)
            wait_until_ready(server, process, log)
            yield server
        finally:
            stop(process)
    finally:
        shutil.rmtree(base, ignore_errors=True)


def find_binaries() -> Path | None:
    """The folder of `initdb` and `postgres`: the newest one Debian has, else the one on PATH."""
    found = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/initdb"),
        key=lambda path: float(path.parts[-3]) if path.parts[-3].isdecimal() else 0.0,
    )
    if found:
        return found[-1].parent
    on_path = shutil.which("initdb")
    return Path(on_path).resolve().parent if on_path else None


def server_owner() -> pwd.struct_passwd | None:
    """The user to run as: PostgreSQL refuses root, so root hands over to `postgres`."""
    if os.getuid() != 0:
        return None
    try:
        return pwd.getpwnam(SUPERUSER)
    except KeyError:
        pytest.fail(f"没有 postgres 用户 / there is no user postgres. {MISSING}", pytrace=False)


def initialise(binaries: Path, data: Path, owner: pwd.struct_passwd | None) -> None:
    """Makes the cluster: UTF-8, no locale of the machine, trust on the private socket."""
    done = subprocess.run(
        [
            *as_owner(owner),
            str(binaries / "initdb"),
            f"--pgdata={data}",
            f"--username={SUPERUSER}",
            "--auth=trust",
            "--encoding=UTF8",
            "--locale=C.UTF-8",
            "--no-sync",
        ],
        cwd=data.parent,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        pytest.fail(f"initdb 失败 / failed:\n{done.stdout}{done.stderr}", pytrace=False)


def start(
    binaries: Path, base: Path, log: Path, owner: pwd.struct_passwd | None
) -> subprocess.Popen[bytes]:
    """Starts the server as a child that also ends when the test process is killed."""
    options = {**SETTINGS, "unix_socket_directories": str(base)}
    command = [str(binaries / "postgres"), "-D", str(base / "data")]
    command += [part for key, value in options.items() for part in ("-c", f"{key}={value}")]
    with log.open("ab") as output:
        return subprocess.Popen(
            [*as_owner(owner, ends_with_parent=True), *command],
            cwd=base,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
        )


def as_owner(owner: pwd.struct_passwd | None, *, ends_with_parent: bool = False) -> list[str]:
    """What to put before a command to run it as `owner`."""
    setpriv = shutil.which("setpriv")
    if setpriv is None:
        if owner is not None:
            pytest.fail("没有 setpriv / there is no setpriv: apt-get install util-linux")
        return []
    words = [setpriv]
    if owner is not None:
        words += [f"--reuid={owner.pw_uid}", f"--regid={owner.pw_gid}", "--clear-groups"]
    if ends_with_parent:
        words += ["--pdeathsig", "QUIT"]
    return words if len(words) > 1 else []


def wait_until_ready(server: PostgresServer, process: subprocess.Popen[bytes], log: Path) -> None:
    """Returns once the server answers; fails with its log if it ends or stays silent."""
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            server.connect().close()
        except psycopg.OperationalError:
            if process.poll() is None and time.monotonic() < deadline:
                time.sleep(0.05)
                continue
            pytest.fail(f"PostgreSQL 未能启动 / did not start:\n{log.read_text()}", pytrace=False)
        return


def stop(process: subprocess.Popen[bytes]) -> None:
    """Ends the server at once: the cluster is thrown away."""
    process.send_signal(signal.SIGQUIT)
    try:
        process.wait(timeout=15)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
