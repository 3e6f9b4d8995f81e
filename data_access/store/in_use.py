"""Who works with a home: every command shares a lock that the system gives back when it ends.

A restore needs the home for itself. The lock is the kernel's (``flock``), so a process that was
killed leaves nothing behind that somebody would have to clean up.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from data_access.store.private_files import private_folder
from data_access.types import WeisuError
from style.texts import text

FILE = ".in-use"
_SHARED: dict[Path, int] = {}


class InUseError(WeisuError):
    """Another process works with the home."""


def share(home: Path) -> None:
    """Say, until this process ends, that it works with the home.

    Raises ``InUseError`` while somebody has the home for himself.
    """
    if home in _SHARED:
        return
    handle = _opened(home)
    try:
        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError as error:
        os.close(handle)
        raise InUseError(text("keep.being_restored")) from error
    _SHARED[home] = handle


@contextmanager
def alone(home: Path) -> Iterator[None]:
    """Have the home for this process during the block; nobody begins to work with it meanwhile.

    Raises ``InUseError`` where any other process works with it.
    """
    shared = _SHARED.get(home)
    handle = _opened(home) if shared is None else shared
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        if shared is None:
            os.close(handle)
        raise InUseError(text("keep.home_in_use", home=home)) from error
    try:
        yield
    finally:
        if shared is None:
            os.close(handle)
        else:
            fcntl.flock(handle, fcntl.LOCK_SH)


def _opened(home: Path) -> int:
    private_folder(home)
    return os.open(home / FILE, os.O_RDWR | os.O_CREAT, 0o600)
