"""Imports what lies in a drop folder, once, and tells when a file fails or none comes.

One round looks twice; what looked the same is imported in the order it was written, and put into
``done`` or ``failed`` with a note. Where the machine stops between the two, the file is read again
and its rows are there already. What is not the file's fault (the database is busy or away, the
disk is full) leaves it where it is, for the next round.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from data_access.accounts.model import Account
from data_access.importing import batches
from data_access.importing.drop_folder import (
    DONE,
    FAILED,
    Look,
    is_unchanged,
    look,
    put_away,
    whole,
)
from data_access.importing.load import digest_of, ingest
from data_access.importing.profile import Jurisdiction, Profile
from data_access.settings import Settings
from data_access.store import lease
from data_access.store.engine import Store, StoreUnavailableError
from data_access.store.vault.sealer import open_sealer
from data_access.types import Scope, WeisuError
from geo.place_finder import finders_of
from notify.post import Notice, post
from style.texts import text

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Watched:
    """A folder and how its files are read. ``place``: whose data it is, where the profile is
    silent."""

    folder: Path
    profile: Profile
    place: Jurisdiction | None = None
    silence: timedelta = timedelta(0)

    @property
    def code(self) -> str:
        """The jurisdiction's code, empty where none is named."""
        found = self.place or self.profile.jurisdiction
        return found.code if found is not None else ""


@dataclass(frozen=True)
class Arrival:
    """What became of a file: ``batch`` None where it was not imported."""

    name: str
    done: bool
    note: str
    batch: int | None = None
    rows: int = 0

    def as_json(self) -> dict[str, object]:
        """Return what ``weisu watch --json`` prints of it."""
        named = {"file": self.name, "done": self.done, "note": self.note}
        return {**named, "batch": self.batch, "rows": self.rows}


@dataclass(frozen=True)
class Watcher:
    """Who watches what: the store, the settings and the scope that imports."""

    store: Store
    settings: Settings
    scope: Scope
    watched: Watched

    def round(self, pause: Callable[[float], object], settle: float) -> list[Arrival]:
        """Look, wait with ``pause`` for ``settle`` seconds, look again, and import what is whole.

        Two watchers of one folder take turns. Raises ``WeisuError`` where nothing can be imported
        at all: no folder, no keys, a store that is away.
        """
        folder = self.watched.folder
        before = look(folder)
        if not before:
            return []
        name = hashlib.sha256(str(folder.resolve()).encode()).hexdigest()[:16]
        with lease.held(self.store, f"watch:{name}", text("watch.what")):
            open_sealer(self.store, self.settings)
            pause(settle)
            now = look(folder)
            found = [self._arrival(name, now[name]) for name in whole(before, now)]
            return [one for one in found if one is not None]

    def _arrival(self, name: str, at: Look) -> Arrival | None:
        """Import a file and put it away; None where it changed meanwhile."""
        path = self.watched.folder / name
        try:
            found = self._imported(name, path)
        except (StoreUnavailableError, lease.LeaseTakenError):
            raise
        except FileNotFoundError:
            return None
        except WeisuError as error:
            found = Arrival(name, done=False, note=str(error))
        if not is_unchanged(self.watched.folder, name, at):
            log.info("a dropped file changed while it was read; it is read again")
            return None
        placed = put_away(self.watched.folder, name, DONE if found.done else FAILED, found.note)
        if not found.done:
            self._tell_failed(found, digest_of(placed))
        return found

    def _imported(self, name: str, path: Path) -> Arrival:
        watched, actor = self.watched, self.scope.actor
        result = ingest(
            self.store, self.settings, self.scope, path, watched.profile,
            actor=actor, place=watched.place, places=finders_of(self.store, self.scope),
        )  # fmt: skip
        lines = [
            text("watch.read", batch=result.batch, **_shown(result.counts)),
            *result.notes,
            *result.further_lines,
        ]
        if result.quarantined:
            lines.append(text("watch.aside", batch=result.batch))
        rows = result.read + sum(one.read for one in result.further)
        return Arrival(name, done=True, note="\n".join(lines), batch=result.batch, rows=rows)

    def _tell_failed(self, arrival: Arrival, digest: str) -> None:
        notice = Notice(
            about=f"drop:{digest[:32]}",
            room="import",
            title=text("watch.failed_title", name=arrival.name),
            text=arrival.note,
            link="/import",
            needs="import.run",
        )
        self._tell(notice)

    def tell_silence(self, now: datetime) -> bool:
        """Tell once where no file has been imported for longer than is usual; return whether it is
        so. ``now``: naive UTC. A folder that never brought anything is not silent."""
        last = batches.last_done(
            self.store, self.watched.profile.profile, self.watched.code, now=now
        )
        if not self.watched.silence or last is None or now - last < self.watched.silence:
            return False
        label = self.watched.profile.label
        hours = int((now - last).total_seconds() // 3600)
        notice = Notice(
            about=f"drop-silence:{self.watched.profile.profile}:{last:%Y%m%d%H%M%S}",
            room="import",
            title=text("watch.silent_title", label=label),
            text=text("watch.silent", label=label, hours=hours),
            link="/import",
            needs="import.run",
        )
        self._tell(notice)
        return True

    def _tell(self, notice: Notice) -> None:
        """Tell those who import into this jurisdiction. The notice names none: who runs imports
        sees no unit's figures, and would be told nothing that is of a jurisdiction's."""

        def ours(account: Account) -> bool:
            return account.jurisdictions is None or self.watched.code in account.jurisdictions

        with self.store.write() as connection:
            post(connection, self.settings, notice, only=ours)


def _shown(counts: Mapping[str, int]) -> dict[str, str]:
    return {name: f"{count:,}" for name, count in counts.items()}
