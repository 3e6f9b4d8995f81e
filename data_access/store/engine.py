"""Opening the store and its two kinds of transaction. Nothing above knows which database it is."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Engine, Table, create_engine, event, make_url
from sqlalchemy.exc import OperationalError

from data_access.settings import Settings
from data_access.store.bulk import insert_into
from data_access.store.private_files import private_folder
from data_access.types import WeisuError

if TYPE_CHECKING:
    from alembic.config import Config

BUSY_SECONDS = 60
APPLICATION = "weisu"
"""What PostgreSQL shows of our connections."""
MIGRATIONS = Path(__file__).parent / "migrations"


class Store:
    """The database. ``read`` and ``write`` yield a connection inside a transaction."""

    def __init__(self, engine: Engine) -> None:
        """Wrap an engine made by ``open_store``."""
        self.engine = engine

    @property
    def is_sqlite(self) -> bool:
        """Whether this is the embedded database."""
        return self.engine.dialect.name == "sqlite"

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Yield a connection that sees one state of the data; nothing is written."""
        with self.engine.connect() as connection:
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """Yield a connection whose work is committed at the end or not at all.

        On SQLite the write lock is taken at once, so a reader-turned-writer can't fail half way.
        Raises ``WeisuError`` where the disk is full or the database stays locked.
        """
        try:
            with (
                self.engine.connect().execution_options(weisu_write=True) as connection,
                connection.begin(),
            ):
                yield connection
        except OperationalError as error:
            raise _explained(error) from error

    def tune(self) -> None:
        """Let SQLite look at its tables after many rows came in; PostgreSQL does so by itself."""
        if self.is_sqlite:
            # Within the write lock: an analysis that meets another writer would fail at once.
            with self.write() as connection:
                connection.exec_driver_sql("PRAGMA analysis_limit=1000")
                connection.exec_driver_sql("PRAGMA optimize")

    def close(self) -> None:
        """Give the connections back."""
        self.engine.dispose()


class StoreUnavailableError(WeisuError):
    """The database can't be written now, whatever was to be written: full, locked, read-only."""


def _explained(error: OperationalError) -> Exception:
    words = str(error.orig).lower()
    if "full" in words or "no space" in words:
        return StoreUnavailableError(
            "磁盘空间不足，本批数据没有写入；此前已提交的数据完好。请清理磁盘后重新执行同一操作，"
            "已入库的行会自动跳过。"
        )
    if "locked" in words or "lock timeout" in words:
        return StoreUnavailableError("数据库正被其他任务占用，本次没有写入。请稍后重试。")
    if "readonly" in words or "read-only" in words:
        return StoreUnavailableError(
            "数据库文件不可写，本次没有写入。请检查 WEISU_HOME 的目录权限。"
        )
    return error


def _prepare_sqlite(dbapi_connection: Any, _record: Any) -> None:
    if not isinstance(dbapi_connection, sqlite3.Connection):
        return
    # The driver's own implicit BEGIN is switched off: `_begin` decides which kind it is.
    dbapi_connection.isolation_level = None
    cursor = dbapi_connection.cursor()
    for pragma in (
        "journal_mode=WAL",
        "foreign_keys=ON",
        f"busy_timeout={BUSY_SECONDS * 1000}",
        "synchronous=NORMAL",
        "temp_store=MEMORY",
        "cache_size=-65536",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin(connection: Connection) -> None:
    write = connection.get_execution_options().get("weisu_write")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")


def _private_database(url: str) -> None:
    """Make the database's file for its owner only, before SQLite would by the process's umask.

    What SQLite keeps beside it gets the same mode. A file that is there keeps its own.
    """
    with suppress(FileExistsError):
        os.close(os.open(make_url(url).database or "", os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))


def open_store(settings: Settings) -> Store:
    """Open the database that the settings name; its folder is made where it is missing.

    Raises ``WeisuError`` where the server can't be reached.
    """
    url = settings.sqlalchemy_url
    if url.startswith("sqlite"):
        private_folder(settings.home)
        _private_database(url)
        engine = create_engine(url, connect_args={"timeout": BUSY_SECONDS})
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin)
        return Store(engine)
    named = {"application_name": APPLICATION}
    engine = create_engine(url, pool_pre_ping=True, connect_args=named)
    try:
        engine.connect().close()
    except OperationalError as error:
        raise WeisuError(
            f"无法连接数据库({engine.url.render_as_string(hide_password=True)})。"
            f"请检查 WEISU_DATABASE_URL 与数据库服务。原因：{error.orig}"
        ) from error
    return Store(engine)


def insert_ignore(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows, leaving those whose primary or unique key is there as they are."""
    if not rows:
        return
    connection.execute(insert_into(connection, table, ignore=True), list(rows))


def migrate(store: Store) -> None:
    """Bring the tables to this version's state; two processes at once wait for each other.

    Migrations first, then optional fields that cities may send since.
    """
    from data_access.store.new_fields import add_new_fields

    with store.write() as connection:
        if not store.is_sqlite:
            connection.exec_driver_sql("SELECT pg_advisory_xact_lock(7340012345)")
        upgrade(connection, "head")
        add_new_fields(connection)


def upgrade(connection: Connection, revision: str) -> None:
    """Run the migrations up to a revision, in the caller's transaction."""
    from alembic import command

    config = _migrations()
    config.attributes["connection"] = connection
    command.upgrade(config, revision)


def knows_revision(revision: str) -> bool:
    """Tell whether there is a migration of that name: a later version's are unknown."""
    from alembic.script import ScriptDirectory

    script = ScriptDirectory.from_config(_migrations())
    return revision in {found.revision for found in script.walk_revisions()}


def _migrations() -> Config:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    return config
