"""The evening before, kept beside the results: what a light run reads instead of the whole past.

One folder a jurisdiction and full run. It is written whole under another name and then renamed, so
that one who is cut off leaves nothing that looks whole. It can always be made again: what cannot be
read counts as missing, and the next full run makes it.
"""

from __future__ import annotations

import json
import shutil
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from data_access.results.kept_beside import place_of, sweep_places
from data_access.store.private_files import PART, private_folder, sync, write_private
from early_warning.detection import Detection
from early_warning.hourly.evening import CityDue, Evening, LocalDue
from early_warning.known import Calendar
from early_warning.live.state import detection
from early_warning.text.runs_before import ReadBefore

VERSION = 1
FOLDER = "hourly"
_CITY = ("observed", "before", "today", "phi", "usable")
_LOCAL = ("share", "cases", "year", "usable")


@dataclass(frozen=True)
class KeptEvening:
    """An evening and what was read of texts before it (None where texts tell nothing)."""

    evening: Evening
    words: ReadBefore | None


def keep(home: Path, jurisdiction: str, run_id: str, made: KeptEvening) -> None:
    """Write the evening of a full run; those of other runs of the jurisdiction go."""
    place = place_of(home / FOLDER, jurisdiction)
    private_folder(home / FOLDER)
    private_folder(place)
    draft = place / f"{run_id}{PART}"
    shutil.rmtree(draft, ignore_errors=True)
    private_folder(draft)
    evening, words = made.evening, made.words
    arrays: dict[str, Any] = {f"city.{n}": getattr(evening.city, n) for n in _CITY}
    for k, level in enumerate(evening.local):
        arrays |= {f"local.{k}.{n}": getattr(level, n) for n in _LOCAL}
    arrays["shares"] = evening.shares
    if words is not None:
        arrays |= {"owner": words.owner, "runs": words.runs}
        _save(draft / "past.npy", words.past)
        _save(draft / "past_here.npy", words.past_here)
    with (draft / "arrays.npz").open("wb") as file:
        np.savez(file, **arrays)
    evening.recent.to_parquet(draft / "recent.parquet")
    write_private(draft / "told.json", json.dumps(_told(made), ensure_ascii=False).encode())
    for one in draft.iterdir():
        one.chmod(0o600)
        sync(one)
    shutil.rmtree(place / run_id, ignore_errors=True)
    draft.rename(place / run_id)
    for old in place.iterdir():
        if old.name != run_id:
            shutil.rmtree(old, ignore_errors=True)


def kept(home: Path, jurisdiction: str, run_id: str) -> KeptEvening | None:
    """Return the evening of a full run; None where it is not there or of another version."""
    folder = place_of(home / FOLDER, jurisdiction) / run_id
    try:
        told = json.loads((folder / "told.json").read_text("utf-8"))
        if told["version"] != VERSION:
            return None
        arrays = dict(np.load(folder / "arrays.npz", allow_pickle=False))
        recent = pd.read_parquet(folder / "recent.parquet")
        words = None
        if told["words"] is not None:
            words = ReadBefore(
                told["words"]["now"], told["words"]["begin"],
                np.load(folder / "past.npy", mmap_mode="r", allow_pickle=False),
                np.load(folder / "past_here.npy", mmap_mode="r", allow_pickle=False),
                told["words"]["places"], arrays["owner"], arrays["runs"],
            )  # fmt: skip
        return KeptEvening(_evening(told, arrays, recent), words)
    except (OSError, ValueError, KeyError):
        return None


def sweep(home: Path, jurisdictions: list[str]) -> int:
    """Remove what was kept of jurisdictions that are no more; return of how many."""
    return sweep_places(home / FOLDER, jurisdictions)


def _save(path: Path, array: Any) -> None:
    with path.open("wb") as file:
        np.save(file, array, allow_pickle=False)


def _told(made: KeptEvening) -> dict[str, Any]:
    evening, words = made.evening, made.words
    return {
        "version": VERSION,
        "day": evening.day,
        "first": str(evening.first.astype("datetime64[D]")),
        "categories": list(evening.city.categories),
        "local": [
            {"areas": list(v.areas), "categories": list(v.categories), "length": v.length}
            for v in evening.local
        ],
        "calendar": asdict(evening.calendar),
        "renamed": sorted(evening.renamed),
        "matters": [asdict(one) for one in evening.matters],
        "told": evening.told,
        "near": {code: sorted(near) for code, near in evening.near.items()},
        "words": None if words is None else {
            "now": words.now, "begin": words.begin, "places": words.places,
        },
    }  # fmt: skip


def _evening(told: dict[str, Any], arrays: dict[str, Any], recent: pd.DataFrame) -> Evening:
    calendar = told["calendar"]
    going = [(str(k), str(n), int(a), int(b)) for k, n, a, b in calendar["going"]]
    return Evening(
        int(told["day"]),
        np.datetime64(told["first"]),
        CityDue(tuple(told["categories"]), *(arrays[f"city.{n}"] for n in _CITY)),
        tuple(
            LocalDue(
                areas=tuple(one["areas"]), categories=tuple(one["categories"]),
                length=float(one["length"]), **{n: arrays[f"local.{k}.{n}"] for n in _LOCAL},
            )
            for k, one in enumerate(told["local"])
        ),
        recent,
        arrays["shares"],
        Calendar(going, calendar["lifted"], calendar["names"]),
        frozenset(told["renamed"]),
        _matters(told["matters"]),
        bool(told["told"]),
        {str(code): frozenset(near) for code, near in told["near"].items()},
    )  # fmt: skip


def _matters(rows: list[dict[str, Any]]) -> tuple[Detection, ...]:
    return tuple(detection(row) for row in rows)
