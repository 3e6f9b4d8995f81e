"""What rooms keep beside the results from one run to the next: a folder for each jurisdiction."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import quote


def place_of(folder: Path, jurisdiction: str) -> Path:
    """Return the place of a jurisdiction in the folder that a room keeps."""
    return folder / f"jurisdiction={quote(jurisdiction, safe='')}"


def sweep_places(folder: Path, jurisdictions: Iterable[str]) -> int:
    """Remove the places of jurisdictions that have no tickets any more; return of how many."""
    kept = {place_of(folder, code) for code in jurisdictions}
    gone = [place for place in folder.iterdir() if place not in kept] if folder.is_dir() else []
    for place in gone:
        shutil.rmtree(place)
    return len(gone)
