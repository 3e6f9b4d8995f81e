"""Drop folders beside the timer: each is looked at often, and imported by a process of its own."""

from __future__ import annotations

import logging
import subprocess
import time

from data_access.importing.drop_folder import look
from data_access.settings import Settings
from data_access.settings.watch_folder import WatchFolder
from data_access.types import WeisuError
from weisu.beside import start_beside

SILENCE_SECONDS = 900.0
"""How often a folder is asked whether it has been silent, while nothing lies in it."""
log = logging.getLogger(__name__)


class DropTimer:
    """Starts ``weisu watch --once`` for a folder of the settings whenever something lies in it."""

    def __init__(self, settings: Settings) -> None:
        """Take the folders."""
        self._folders = settings.watch_folders
        self._children: dict[str, subprocess.Popen[bytes]] = {}
        self._asked: dict[str, float] = {}
        self._said: set[str] = set()

    def tick(self) -> None:
        """Start what is due; returns at once."""
        for name, folder in self._folders.items():
            child = self._children.get(name)
            if child is not None and child.poll() is None:
                continue
            if self._due(name, folder):
                self._asked[name] = time.monotonic()
                self._children[name] = start_beside("watch", *_arguments(folder))

    def close(self) -> None:
        """Wait for the imports that run."""
        for child in self._children.values():
            child.wait()

    def _due(self, name: str, folder: WatchFolder) -> bool:
        try:
            if look(folder.folder):
                return True
        except WeisuError as error:
            if name not in self._said:  # once: it is looked at every few seconds
                log.error("%s", error)
            self._said.add(name)
            return False
        self._said.discard(name)
        asked = self._asked.get(name)
        silent = asked is None or time.monotonic() - asked > SILENCE_SECONDS
        return bool(folder.silence_hours) and silent


def _arguments(folder: WatchFolder) -> list[str]:
    place = ["--jurisdiction", folder.jurisdiction] if folder.jurisdiction else []
    silence = ["--silence-hours", str(folder.silence_hours)]
    given = [str(folder.folder), "--profile", folder.profile, *place, *silence]
    return [*given, "--once", "--no-refresh"]
