"""``python -m benchmarks.hotspots_night``: a night of the pipeline on a base of a million.

The tickets of several demo cities stand as one jurisdiction's year in an extract. What a whole
run as of a day before the last would leave is made in little time (``hotspots_night_base``;
``--whole`` makes a real one); the tickets since are the night's. Measured is ``run_hotspots`` as
the pipeline calls it, from reading the frame to the current results, in a process of its own:
CPU seconds of every phase, the peak of memory.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

from benchmarks.hotspots_night_base import SEEDS, quick_base
from benchmarks.loading import LAST_DAY, opened


def main() -> int:
    """Print a JSON document per run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tickets", type=int, default=1_000_000)
    parser.add_argument("--days", type=int, default=365, help="that the tickets are spread over")
    parser.add_argument("--new", type=int, default=5_000, help="tickets of the night")
    parser.add_argument(
        "--work", type=Path, help="folder to keep the base in (default: thrown away)"
    )
    parser.add_argument("--whole", action="store_true", help="begin with a real whole run")
    parser.add_argument(
        "--ago", type=int, help="measure one run, as of so many days before the last"
    )
    parser.add_argument("--year", type=int, default=365, help="days that a run reads")
    given = parser.parse_args()
    if given.ago is not None:
        made = quick_base if given.ago and not given.whole else one
        found = made(given.work, given.ago, given.year)
        sys.stdout.write(json.dumps(found, ensure_ascii=False) + "\n")
        return 0
    with tempfile.TemporaryDirectory(prefix="weisu-night-") as name:
        work = given.work or Path(name)
        if not (work / "home").is_dir():
            base(work, given.tickets, given.days)
        ago = max(1, round(given.new * given.days / given.tickets))
        for days in (ago, 0):
            command = [sys.executable, "-m", "benchmarks.hotspots_night", "--work", str(work)]
            command += ["--ago", str(days), "--year", str(given.year)]
            command += ["--whole"] if given.whole else []
            sys.stdout.write(subprocess.run(command, stdout=-1, text=True, check=True).stdout)
            sys.stdout.flush()
    return 0


def base(work: Path, tickets: int, days: int) -> int:
    """Write the extract; return its tickets."""
    from benchmarks.big_extract import put_texts, small_city

    settings, store, _scope = small_city(work)
    store.close()
    return put_texts(settings, work / "files", tickets, days=days, seeds=SEEDS)


def one(work: Path, ago: int, year: int) -> dict[str, Any]:
    """Measure one run, as of ``ago`` days before the last."""
    from data_access.results.store import ResultStore
    from data_access.types import Scope
    from demo_city import CITY_CODE
    from hotspots import analysis
    from hotspots.frames import MEMBERS, TOPICS
    from hotspots.nightly_run import run_hotspots

    analysis.DAYS = year
    settings, store, _ = opened(work / "home")
    phases: dict[str, float] = {}
    at = [("", time.process_time())]

    def tell(what: str, _share: float) -> None:
        phases[at[0][0]] = round(time.process_time() - at[0][1], 1)
        at[0] = (what, time.process_time())

    asked = analysis.Asked(CITY_CODE, as_of=LAST_DAY - timedelta(days=ago))
    start, wall = time.process_time(), time.monotonic()
    done = run_hotspots(
        ResultStore.open(store, settings), Scope.system("benchmarks"), asked, report=tell
    )
    tell("", 1.0)
    store.close()
    return {
        "as_of": str(done.as_of),
        "way": done.message,
        "cpu_s": round(time.process_time() - start, 1),
        "wall_s": round(time.monotonic() - wall, 1),
        "phases_cpu_s": {name: value for name, value in phases.items() if name},
        "topics": done.rows(TOPICS),
        "grouped": done.rows(MEMBERS),
        "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    }


if __name__ == "__main__":
    sys.exit(main())
