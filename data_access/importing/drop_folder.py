"""A folder where another system drops files: which of them are whole, and where they go.

Nothing is imported here; see ``weisu/watching.py``. A file counts as whole once it has looked the
same twice, some seconds apart: upstream systems copy slowly, over networks that break.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from data_access.types import WeisuError

DONE, FAILED = "done", "failed"
NOTE = ".说明.txt"
_UNFINISHED = (".part", ".partial", ".tmp", ".temp", ".filepart", ".crdownload", ".swp", "~")
"""What programs end a name with while they still write."""
_MARKS = (".ok", ".done", ".flag", ".ctl", ".md5", ".sha256", ".sm3")
"""Marks beside a file, which are not data."""
_HIDDEN = re.compile(r"^(\.|~\$)")


@dataclass(frozen=True, slots=True)
class Look:
    """How a file looked: when any of it changes, it is still being written."""

    size: int
    changed_ns: int
    inode: int


Looks = Mapping[str, Look]
"""Looks by file name."""


def look(folder: Path) -> Looks:
    """Return how the files that may be imported look now.

    Hidden files, links, folders, what is still being written by its name, and marks are left where
    they are. Raises ``WeisuError`` where the folder can't be read.
    """
    try:
        entries = sorted(os.scandir(folder), key=lambda e: e.name)
    except OSError as error:
        raise WeisuError(
            f"投递目录“{folder}”读不到（{error.strerror}）。请检查目录是否存在、可否读写。"
        ) from error
    found = {}
    for entry in entries:
        low = entry.name.lower()
        if _HIDDEN.match(entry.name) or low.endswith((*_UNFINISHED, *_MARKS, NOTE)):
            continue
        at = _look(Path(entry.path))
        if at is not None:
            found[entry.name] = at
    return found


def _look(path: Path) -> Look | None:
    """Return how a plain file looks, None for anything else and for one that has gone."""
    try:
        seen = path.lstat()
    except FileNotFoundError:
        return None
    if not stat.S_ISREG(seen.st_mode):
        return None
    return Look(seen.st_size, seen.st_mtime_ns, seen.st_ino)


def whole(before: Looks, now: Looks) -> list[str]:
    """Return the names of the files that look as before, the oldest first: what is told last of a
    ticket holds."""
    same = [name for name, at in now.items() if before.get(name) == at]
    return sorted(same, key=lambda name: (now[name].changed_ns, name))


def is_unchanged(folder: Path, name: str, at: Look) -> bool:
    """Tell whether a file still looks as it did before it was read."""
    return _look(folder / name) == at


def put_away(folder: Path, name: str, into: str, note: str) -> Path:
    """Move a file into the sub-folder ``into`` with a note beside it, and return where it lies.

    The note is there first: a file that was moved has one, whenever the machine stops. A name that
    is taken gets a number. Raises ``WeisuError`` where the file can't be moved.
    """
    target = folder / into
    try:
        target.mkdir(exist_ok=True)
        place = _free(target, name)
        place.with_name(place.name + NOTE).write_text(note + "\n", encoding="utf-8")
        (folder / name).rename(place)
    except OSError as error:
        raise WeisuError(
            f"文件“{name}”没能移入“{target}”（{error.strerror}）。请检查目录可否写入、磁盘是否已满；"
            "已入库的行下次会自动跳过。"
        ) from error
    return place


def _free(folder: Path, name: str) -> Path:
    first = folder / name
    number, place = 1, first
    while place.exists():
        number += 1
        place = first.with_name(f"{first.stem}-{number}{first.suffix}")
    return place
