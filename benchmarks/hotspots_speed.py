"""``python -m benchmarks.hotspots_speed``: time and memory of a whole run, and of one night.

Tickets of a demo city, each measure in a process of its own. ``whole``: as many tickets as asked
for, their vectors computed before. ``night``: a base of a million tickets over four years, all of
whose vectors are in the store; the newest tickets of the window a night reads (63 days) are new:
their vectors, those of the others out of the store, and the update.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.hotspots_data import city
from demo_city import write_city
from hotspots.topics.find import find_topics
from hotspots.topics.prepare import prepare
from hotspots.topics.settings import TopicSettings
from hotspots.vectors.embedder import joined
from hotspots.vectors.lsa import Lsa
from hotspots.vectors.store import VectorStore

LAST = date(2026, 6, 30)
NIGHT_DAYS = 63
YEARS_DAYS = 4 * 365


def main() -> int:
    """Print one JSON document."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--measure", choices=("whole", "night"))
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--tickets", type=int, default=100_000, help="of the whole run")
    parser.add_argument("--a-night", type=int, default=5_000, help="new tickets of a night")
    parser.add_argument("--base", type=int, default=1_000_000, help="tickets kept before a night")
    given = parser.parse_args()
    if given.measure:
        if given.measure == "whole":
            result = whole(given.folder)
        else:
            result = night(given.folder, base=given.base, new=given.a_night)
        sys.stdout.write(json.dumps(result, ensure_ascii=False) + "\n")
        return 0
    rows = []
    for measure, days, a_day in (
        ("whole", 365, given.tickets / 365),
        ("night", NIGHT_DAYS, given.base / YEARS_DAYS + given.a_night / NIGHT_DAYS),
    ):
        with tempfile.TemporaryDirectory(prefix="weisu-topics-") as name:
            write_city(
                Path(name), last_day=LAST, days=days, per_day=int(a_day), seed=7, truth=False
            )
            command = [sys.executable, "-m", "benchmarks.hotspots_speed", "--measure", measure]
            command += ["--base", str(given.base), "--a-night", str(given.a_night)]
            done = subprocess.run(
                [*command, "--folder", name], capture_output=True, text=True, check=True
            )
            rows.append(json.loads(done.stdout.splitlines()[-1]))
    sys.stdout.write(json.dumps(rows, ensure_ascii=False, indent=2) + "\n")
    return 0


def whole(folder: Path) -> dict[str, Any]:
    """Measure a whole run with vectors at hand, stability included."""
    frame, names = city(folder)
    settings = TopicSettings(samples=0)
    data = prepare(frame, names, as_of=LAST, seed=0, vectors=None, settings=settings)
    kept = data.vectors.copy()
    frame = data.frame
    del data
    start, wall = time.process_time(), time.monotonic()
    run = find_topics(frame, names, as_of=LAST, vectors=kept)
    return _result("whole run, vectors cached", len(frame), 0, start=start, wall=wall, run=run)


class Copies:
    """Vectors of texts made before, over and over: they fill a store without encoding."""

    def __init__(self, version: str, vectors: np.ndarray) -> None:
        """Take the version to pass for, and the vectors."""
        self.version, self.dimensions = version, vectors.shape[1]
        self._vectors = vectors

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        """Return as many vectors as there are texts."""
        return np.resize(self._vectors, (len(texts), self.dimensions))


def night(folder: Path, *, base: int, new: int) -> dict[str, Any]:
    """Measure the vectors of ``new`` tickets and the update, over a store of ``base`` vectors."""
    frame, names = city(folder)
    texts = [joined(t, c) for t, c in zip(frame["title"], frame["content"], strict=True)]
    numbers = frame["ticket_no"].tolist()
    old = len(frame) - new
    with tempfile.TemporaryDirectory(prefix="weisu-vectors-") as name:
        store = VectorStore(Path(name))
        model = Lsa.fit(texts[:old], names)
        vectors, _ = store.vectors(model, numbers[:old], texts[:old])
        earlier = [f"E{number:09d}" for number in range(base - old)]
        store.vectors(Copies(model.version, vectors), earlier, earlier)
        del earlier
        settings = TopicSettings(samples=0)
        step = max(1, old // 60_000)
        first = find_topics(
            frame[:old:step].reset_index(drop=True),
            names,
            as_of=LAST,
            vectors=vectors[::step],
            settings=settings,
        )
        del vectors
        start, wall = time.process_time(), time.monotonic()
        vectors, made = store.vectors(model, numbers, texts)
        run = find_topics(
            frame,
            names,
            as_of=LAST,
            vectors=vectors,
            previous=first,
            refit=False,
            settings=settings,
        )
    return _result(f"night, {base} vectors kept", len(frame), made, start=start, wall=wall, run=run)


def _result(
    name: str, tickets: int, new: int, *, start: float, wall: float, run: Any
) -> dict[str, Any]:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {
        "measure": name,
        "tickets": tickets,
        "vectors_computed": new,
        "cpu_s": round(time.process_time() - start, 1),
        "wall_s": round(time.monotonic() - wall, 1),
        "peak_mb": round(peak),
        "topics": run.topics.groupby("depth").size().to_dict(),
        "outlier_share": round(run.outlier_share, 3),
    }


if __name__ == "__main__":
    sys.exit(main())
