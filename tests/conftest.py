"""Fixtures that every room's tests share: a fresh home, both databases, the trial data."""

from __future__ import annotations

import gc
import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest

from data_access.accounts import passwords
from data_access.settings import Settings, load_settings
from data_access.store.engine import Store, migrate, open_store
from tests.support.durations import lines, of_files
from tests.support.postgres import (  # noqa: F401 - postgres_server and postgres_url are fixtures
    PostgresServer,
    create_database,
    drop_database,
    postgres_server,
    postgres_url,
)
from tests.support.schedule import LongFilesFirst, in_order

# An example that takes long on a busy machine is no fault of the code; benchmarks measure time.
hypothesis.settings.register_profile("weisu", deadline=None)
hypothesis.settings.load_profile("weisu")

# Without byte code every process that a test starts compiles all that it imports: as ``make`` does.
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

SHARED_DATA = Path(__file__).resolve().parents[2] / "shared" / "data"

_COLLECT = (50_000, 20, 100)
"""How many new objects make Python look for dead ones: as a web process has it."""
_HASHER = passwords._hasher


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run what takes long first."""
    items[:] = in_order(items)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Tell which files took longest; of a few tests there is nothing to tell."""
    found = of_files(r for reports in terminalreporter.stats.values() for r in reports)
    if len(found) > 1:
        terminalreporter.section("longest files")
        for line in lines(found):
            terminalreporter.write_line(line)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> LongFilesFirst | None:
    """Give out whole files in the order of the tests."""
    if config.getoption("dist") != "loadfile":
        return None
    config.option.loadscopereorder = False
    return LongFilesFirst(config, log)


def pytest_collection_finish() -> None:
    """Leave the tests and all they have imported out of the search for dead objects: a process that
    holds seven thousand tests would look through them again and again.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(*_COLLECT)


def pytest_unconfigure() -> None:
    """Look through everything again when all is over."""
    gc.unfreeze()


@pytest.fixture(scope="session", autouse=True)
def light_hashes() -> Iterator[None]:
    """Hash passwords alike, but at a cost of nothing: the product's own takes a third of a second
    of a core and 64 MB for every account and every sign-in.
    """
    from argon2 import PasswordHasher

    light = PasswordHasher(time_cost=1, memory_cost=16, parallelism=1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "_hasher", lambda: light)
        passwords._nobody.cache_clear()
        yield
    passwords._nobody.cache_clear()


@pytest.fixture
def full_hashes(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Hash passwords as the product does."""
    monkeypatch.setattr(passwords, "_hasher", _HASHER)
    passwords._nobody.cache_clear()
    yield
    passwords._nobody.cache_clear()


@pytest.fixture(autouse=True)
def own_main_module() -> Iterator[None]:
    """Put ``__main__`` back: a page under test takes its place, and a process that is started
    afterwards would run that page instead of the test's function.
    """
    main = sys.modules["__main__"]
    yield
    sys.modules["__main__"] = main


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty ``WEISU_HOME`` that commands started by the test use too."""
    folder = tmp_path / "var"
    monkeypatch.setenv("WEISU_HOME", str(folder))
    monkeypatch.delenv("WEISU_DATABASE_URL", raising=False)
    return folder


@pytest.fixture
def settings(home: Path) -> Settings:
    """Settings over the empty home, with SQLite."""
    return load_settings(home=home)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file to copy: migrating once a session saves a second a test."""
    home = tmp_path_factory.mktemp("template")
    store = open_store(load_settings(home=home))
    migrate(store)
    with store.engine.connect() as connection:
        connection.exec_driver_sql("ROLLBACK")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    store.close()
    return home / "weisu.db"


@pytest.fixture(scope="session")
def postgres_template(postgres_server: PostgresServer) -> str:  # noqa: F811 - the fixture
    """A migrated PostgreSQL database to copy."""
    url = create_database(postgres_server)
    store = open_store(load_settings(database_url=url))
    migrate(store)
    store.close()
    return url


@pytest.fixture
def sqlite_store(settings: Settings, sqlite_template: Path) -> Iterator[Store]:
    """A migrated store on SQLite."""
    settings.home.mkdir(parents=True, exist_ok=True)
    shutil.copy(sqlite_template, settings.home / "weisu.db")
    store = open_store(settings)
    yield store
    store.close()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def store(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """A migrated store, once on SQLite and once on a real PostgreSQL."""
    if request.param == "sqlite":
        yield request.getfixturevalue("sqlite_store")
        return
    settings = request.getfixturevalue("settings")
    server = request.getfixturevalue("postgres_server")
    url = create_database(server, request.getfixturevalue("postgres_template"))
    monkeypatch.setenv("WEISU_DATABASE_URL", url)
    found = open_store(settings.model_copy(update={"database_url": url}))
    yield found
    found.close()
    drop_database(server, url)


@pytest.fixture(scope="session")
def data_folder() -> Path:
    """The trial data beside the project; absent: skipped, which fails in CI."""
    if not SHARED_DATA.is_dir():
        if os.environ.get("CI"):
            pytest.fail(f"the trial data is missing: {SHARED_DATA}")
        pytest.skip(f"no trial data at {SHARED_DATA}")
    return SHARED_DATA
