"""Files that are in no store, for a look at them: ingested into one of their own and thrown away.

``weisu evaluate …`` uses it for whatever model it tries.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from data_access.settings import Settings, load_settings
from data_access.store.engine import Store, migrate, open_store
from data_access.types import Scope, WeisuError

ORDER = ("areas", "organisations", "local_events", "tickets", "ticket_events", "callbacks", "calls")
CODE, NAME = "eval00", "待检验数据"


@dataclass(frozen=True)
class Loaded:
    """A store with the files' rows in it, its extract up to date."""

    settings: Settings
    store: Store
    jurisdiction: str


@contextmanager
def loaded(path: Path, profile: str, scope: Scope, *, home: Path) -> Iterator[Loaded]:
    """Ingest a file, or a folder's files, by a profile; yield the store; remove it afterwards.

    ``home``: where the user's own profiles lie. ``WeisuError`` where no row came in.
    """
    from data_access.extract.refresh import refresh
    from data_access.importing.load import ingest
    from data_access.importing.profile import Jurisdiction
    from data_access.importing.profile_files import load_profile
    from data_access.metrics.additive import lasting_measures
    from weisu.commands.ingest import SUFFIXES

    if not path.exists():
        raise WeisuError(f"没有文件“{path}”。请核对路径。")
    found = load_profile(profile, home)
    files = [path] if path.is_file() else _in_order(path, SUFFIXES)
    if not files:
        raise WeisuError(f"目录“{path}”中没有可导入的文件（{'、'.join(sorted(SUFFIXES))}）。")
    place = found.jurisdiction or Jurisdiction(code=CODE, name=NAME, size="city")
    with tempfile.TemporaryDirectory(prefix="weisu-evaluate-") as folder:
        settings = load_settings(home=Path(folder), database_url="", storage="")
        store = open_store(settings)
        try:
            migrate(store)
            rows = 0
            for file in files:
                done = ingest(store, settings, scope, file, found, actor="evaluate", place=place)
                rows += done.inserted
            if not rows:
                raise WeisuError(f"“{path}”中没有一行能按模板“{profile}”导入，无法检验。")
            refresh(store, settings, lasting_measures())
            yield Loaded(settings, store, place.code)
        finally:
            store.close()


def _in_order(folder: Path, suffixes: set[str]) -> list[Path]:
    """Return a folder's files, those first that others build on."""
    files = [p for p in folder.iterdir() if p.is_file() and p.suffix.lower() in suffixes]
    place = {name: number for number, name in enumerate(ORDER)}
    return sorted(files, key=lambda p: (place.get(p.stem.split(".")[0], len(ORDER)), p.name))
