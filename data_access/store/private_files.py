"""Files and folders that only their owner may read."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

PART = ".part"


def private_folder(path: Path) -> None:
    """Make a folder for its owner only; one that is there already keeps its mode."""
    if not path.is_dir():
        path.mkdir(parents=True, mode=0o700, exist_ok=True)
        path.chmod(0o700)


def write_private(path: Path, content: bytes) -> None:
    """Write a file that only its owner can read, also where one of that name was there before."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as file:
        os.fchmod(file.fileno(), 0o600)
        file.write(content)


def write_once(path: Path, content: bytes) -> None:
    """Write a file for its owner only, whole or not at all; one that is there already stays.

    Of two processes at once the first one's stays: a link, unlike a rename, fails where the name
    is taken. The folder must be there. Raises ``OSError``.
    """
    handle, name = tempfile.mkstemp(prefix=".new-", dir=path.parent)  # mkstemp makes it 0600
    draft = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        path.hardlink_to(draft)
    except FileExistsError:
        return
    finally:
        draft.unlink()
    sync(path.parent)


def replace_private(path: Path, content: bytes) -> None:
    """Write a file for its owner only so that a reader sees the old one or the new one, whole.

    Killed on the way it leaves a ``PART`` beside the file, which the next writing overwrites.
    """
    part = path.with_name(f"{path.name}{PART}")
    write_private(part, content)
    sync(part)
    part.replace(path)


def sync(path: Path) -> None:
    """Wait until a file, or which names a folder holds, lies on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
