"""Files that wait to be imported: one folder each, for the owner only, gone within a day."""

from __future__ import annotations

import shutil
import time
import uuid
from pathlib import Path

from data_access.settings import Settings
from data_access.store.private_files import private_folder

KEPT_SECONDS = 24 * 3600.0


def upload_path(settings: Settings, name: str) -> Path:
    """Return where a file may be written under its own name (its last part only)."""
    safe = Path(name.replace("\\", "/")).name.lstrip(".") or "upload"
    private_folder(settings.home / "uploads")
    folder = settings.home / "uploads" / uuid.uuid4().hex
    private_folder(folder)
    path = folder / safe
    path.touch(mode=0o600)
    return path


def remove_upload(path: Path) -> None:
    """Remove a file that was imported, or that nobody wants any more, with its folder."""
    shutil.rmtree(path.parent, ignore_errors=True)


def sweep_uploads(settings: Settings, older_than: float = KEPT_SECONDS) -> int:
    """Remove what nobody imported within ``older_than`` seconds; return how many files went."""
    root = settings.home / "uploads"
    gone = 0
    for folder in root.iterdir() if root.is_dir() else ():
        if time.time() - folder.stat().st_mtime > older_than:
            shutil.rmtree(folder, ignore_errors=True)
            gone += 1
    return gone
