"""Whether an installation is well: each check says in words what it found.

``weisu doctor`` makes all of them; a page only those that read nothing large.
"""

from __future__ import annotations

import hashlib
import shutil
from typing import TYPE_CHECKING

from data_access.types import WeisuError
from style.texts import text

if TYPE_CHECKING:
    from data_access.settings import Settings
    from data_access.store.engine import Store

Finding = tuple[bool, str]
"""Whether all is well, and what was found."""
MIN_FREE_GB = 2
_RECENT = 1000
"""So many records of the audit log are looked at for moments of the future."""
_DATABASES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}


def disk(settings: Settings, _store: Store) -> Finding:
    """Look at the space that is left where the data lie."""
    free = shutil.disk_usage(settings.home).free / 1e9
    if free < MIN_FREE_GB:
        return False, f"数据目录 {settings.home} 所在磁盘只剩 {free:.1f} GB"
    return True, f"数据目录所在磁盘剩余 {free:.1f} GB"


def clock(_settings: Settings, store: Store) -> Finding:
    """Compare the machine's clock with the moments of the newest records."""
    from sqlalchemy import func, select

    from data_access.store.clock import is_ahead, utc_now
    from data_access.store.tables import audit_entry

    recent = select(audit_entry.c.at).order_by(audit_entry.c.seq.desc()).limit(_RECENT).subquery()
    with store.read() as connection:
        newest = connection.execute(select(func.max(recent.c.at))).scalar()
    if newest is not None and is_ahead(newest, utc_now()):
        return False, text("keep.clock_behind", newest=f"{newest:%Y-%m-%d %H:%M}")
    return True, text("keep.clock_fits")


def database(_settings: Settings, store: Store) -> Finding:
    """Ask the database something; imports that run or were cut off are named."""
    from sqlalchemy import func, select

    from data_access.store.tables import batch

    with store.read() as connection:
        running = connection.execute(
            select(func.count()).select_from(batch).where(batch.c.status == "running")
        ).scalar_one()
    name = store.engine.dialect.name
    words = f"，{running} 个导入批次正在进行或曾被中断" if running else ""
    return True, f"数据库可用（{_DATABASES.get(name, name)}）{words}"


def keys(settings: Settings, store: Store) -> Finding:
    """Open the vault's keys; where there is no data yet, they are made."""
    from data_access.store.vault.key_prints import known_keys
    from data_access.store.vault.print_state import is_mixed, reached
    from data_access.store.vault.rotation import under_way
    from data_access.store.vault.sealer import open_sealer

    try:
        open_sealer(store, settings)
    except WeisuError as error:
        return False, str(error)
    with store.read() as connection:
        if under_way(connection):
            return False, text("keep.rotation_unfinished")
        if reached(connection):
            mixed = is_mixed(connection)
            return False, text("keep.prints_unfinished" if mixed else "keep.prints_to_make_anew")
        chain = sorted(known_keys(connection).prints["hmac"])
    words = text("keep.keys_fit")
    if len(chain) > 1:
        words += text("keep.chain", names="、".join(f"hmac-{version}.key" for version in chain))
    return True, words


def extract_named(settings: Settings, _store: Store) -> Finding:
    """Say how many files the extract has, without reading them."""
    from data_access.extract.layout import Storage
    from data_access.extract.manifest import read_manifest

    try:
        manifest = read_manifest(Storage.of(settings))
    except WeisuError as error:
        return False, str(error)
    count = sum(len(m) for d in manifest.files.values() for m in d.values())
    return True, f"分析文件共 {count} 个"


def extract(settings: Settings, store: Store) -> Finding:
    """Read every file of the extract and compare it with its print, and its months with the store.

    What is looked at: tickets, callbacks, calls, tasks, daily counts, indexes of texts, names.
    """
    from data_access.extract.gaps import lacking_months
    from data_access.extract.layout import Storage
    from data_access.extract.manifest import read_manifest

    storage = Storage.of(settings)
    try:
        manifest = read_manifest(storage)
    except WeisuError as error:
        return False, str(error)
    if lacking := lacking_months(store, manifest):
        return False, text("keep.months_lacking", count=len({(c, m) for c, _, m in lacking}))
    files = [e for d in manifest.files.values() for m in d.values() for e in m.values()]
    wrong = sum(not storage.holds(entry.path, entry.sha256) for entry in files)
    for path in manifest.directories.values():
        content = storage.read(path)
        wrong += content is None or hashlib.sha256(content).hexdigest()[:16] not in path
    if wrong:
        return False, f"分析文件有 {wrong} 个缺失或损坏；请运行 weisu refresh --full"
    return True, f"分析文件第 {manifest.generation} 代，{len(files)} 个文件完好"
