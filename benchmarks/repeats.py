"""How the search for repeats grows: ``python -m benchmarks.repeats --sizes 30000,100000``.

Tickets of demo cities with their words, as many cities of different seeds as the size needs, each
with its own callers, places and numbers. Prints one JSON line a size.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pandas as pd

from benchmarks.repeat_frames import city_frame, together
from demo_city import write_city
from hotspots.repeats.find import find_repeats

LAST_DAY = date(2026, 6, 30)


def main(arguments: list[str] | None = None) -> int:
    """Measure each size in the order given."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default="30000,100000,300000")
    parser.add_argument("--seed", type=int, default=201)
    given = parser.parse_args(arguments)
    cities: list[pd.DataFrame] = []
    for size in map(int, given.sizes.split(",")):
        while sum(map(len, cities)) < size:
            cities.append(_city(given.seed + len(cities)))
        frame = together(cities).head(size)
        sys.stdout.write(json.dumps(measure(frame)) + "\n")
        sys.stdout.flush()
    return 0


def _city(seed: int) -> pd.DataFrame:
    with tempfile.TemporaryDirectory(prefix="weisu-repeats-") as name:
        write_city(Path(name), last_day=LAST_DAY, seed=seed, days=365)
        return city_frame(Path(name))


def measure(frame: pd.DataFrame) -> dict[str, float]:
    """Return processor seconds, candidates, groups and memory before and at the peak."""
    before = _forget_peak()
    start = time.process_time()
    run = find_repeats(frame, SimpleNamespace(categories={}, areas={}), as_of=LAST_DAY)
    return {
        "tickets": run.counts["tickets"],
        "cpu_seconds": round(time.process_time() - start, 1),
        "candidates": run.counts["candidates_all"],
        "groups": run.counts["groups"],
        "before_mb": before,
        "peak_mb": _status("VmHWM"),
    }


def _forget_peak() -> int:
    """Return the memory held now in MB; the peak counts from here on (Linux)."""
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    return _status("VmRSS")


def _status(name: str) -> int:
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) // 1024 for line in lines if line.startswith(name + ":"))


if __name__ == "__main__":
    sys.exit(main())
