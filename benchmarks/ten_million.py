"""Dashboard queries over up to ten million tickets: ours and three peers, growth, refresh, readers.

``python -m benchmarks.ten_million --rows 10000000`` prints one JSON document. The default is a
million rows. The extract is written by its own writer straight from the generator, for loading ten
million tickets through the store would take longer than everything else together.
"""

from __future__ import annotations

import argparse
import json
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks import ten_million_data as data
from benchmarks.measure import figure
from benchmarks.ten_million_queries import QUESTIONS, Question, our_sum, ours
from data_access.extract.layout import Storage
from data_access.extract.manifest import Manifest, write_manifest
from data_access.extract.query import Extract
from data_access.settings import Settings, load_settings

ROWS = 1_000_000
LIMIT_MS, LIMIT_MB = 100.0, 1024.0
TIMES_FASTER = 20.0
# Peers take seconds where we take milliseconds.
PEER_TIMES = 3


def wall_and_cpu(work: Callable[[], Any], times: int) -> tuple[float, float, Any]:
    """Return the median wall and the mean processor milliseconds of a call, and its last answer."""
    answer = work()
    walls = []
    before = time.process_time()
    for _ in range(times):
        start = time.perf_counter()
        answer = work()
        walls.append(time.perf_counter() - start)
    cpu = (time.process_time() - before) / times
    return 1000 * statistics.median(walls), 1000 * cpu, answer


def written(work: Path, rows: int, extract: Path | None) -> tuple[Settings, Manifest]:
    """Return the settings of an extract of so many tickets; ``extract``: one that is there."""
    from data_access.extract.manifest import read_manifest

    settings = load_settings(home=extract or work / "home")
    storage = Storage.of(settings)
    found = read_manifest(storage)
    if not found.months("tickets", data.CODE):
        found = data.write_extract(storage, rows)
    return settings, found


def first_answers(settings: Settings) -> list[dict[str, Any]]:
    """Measure each question asked for the first time: what a new process or generation pays."""
    extract = Extract(settings)
    rows = []
    for question in QUESTIONS:
        held, start = extract.held.seconds, time.perf_counter()
        ours(question, extract)()
        wall = time.perf_counter() - start
        note = f"of it filling tables in memory {1000 * (extract.held.seconds - held):.0f} ms"
        rows.append(
            {"figure": f"{question.name}, asked for the first time", "value": round(1000 * wall, 1),
             "unit": "ms wall", "note": note}
        )  # fmt: skip
    note = f"filled in {extract.held.seconds:.2f} s"
    size = round(extract.held.bytes / 2**20)
    return [*rows, {"figure": "counts held in memory", "value": size, "unit": "MB", "note": note}]


def our_answers(settings: Settings, times: int) -> dict[str, tuple[float, float, int]]:
    """Return by question the median wall and mean CPU milliseconds, and the sum to agree on.

    The first run of each doesn't count; ``first_answers`` tells what it takes.
    """
    extract = Extract(settings)
    found = {}
    for question in QUESTIONS:
        wall, cpu, answer = wall_and_cpu(ours(question, extract), times)
        found[question.name] = wall, cpu, our_sum(answer)
    return found


def megabytes() -> float:
    """Return the most memory that this process has had."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def growth(settings: Settings, whole: Manifest, sizes: list[int], times: int) -> list[Any]:
    """Measure the ten questions on the newest months that hold so many tickets."""
    storage = Storage.of(settings)
    rows = []
    try:
        for size in sizes:
            some = data.last_months(whole, size)
            write_manifest(storage, some)
            tickets = sum(e.rows for e in some.months("tickets", data.CODE).values())
            for name, (wall, cpu, _) in our_answers(settings, times).items():
                rows.append(
                    {"figure": name, "value": round(wall, 1), "unit": "ms wall",
                     "cpu_ms": round(cpu, 1), "size": tickets, "limit": LIMIT_MS}
                )  # fmt: skip
    finally:
        write_manifest(storage, whole)
    return rows


def beside_peers(
    settings: Settings, whole: Manifest, work: Path, found: dict[str, tuple[float, float, int]]
) -> list[dict[str, Any]]:
    """Ask the peers the same questions, one peer at a time, and set the figures side by side."""
    from benchmarks import ten_million_peers as peers

    storage = Storage.of(settings)
    entries = whole.months("tickets", data.CODE)
    files = [storage.path(entries[m].path) for m in sorted(entries)]
    times: dict[str, dict[str, float]] = {q.name: {} for q in QUESTIONS}

    def measure(peer: Any) -> None:
        for question in QUESTIONS:
            wall, _, total = wall_and_cpu(_answering(peer, question), PEER_TIMES)
            wanted = found[question.name][2]
            if total != wanted:
                sys.stderr.write(f"{peer.name}: {question.name}: {total} instead of {wanted}\n")
            times[question.name][peer.name] = wall

    sqlite = peers.Sqlite(work / "peer.db", files)
    measure(sqlite)
    sqlite.close()
    (work / "peer.db").unlink()
    with peers.postgres_server() as server:
        postgres = peers.Postgres(server, files, work)
        measure(postgres)
        postgres.close()
    measure(peers.Pandas(files))
    size = sum(e.rows for e in entries.values())
    return [_beside(name, found[name][0], walls, size) for name, walls in times.items()]


def _answering(peer: Any, question: Question) -> Callable[[], int]:
    return lambda: int(peer.answer(question))


def _beside(name: str, wall: float, walls: dict[str, float], size: int) -> dict[str, Any]:
    """One line: the peer that is named is the second slowest, which has to be 20 times slower."""
    order = sorted(walls, key=lambda peer: walls[peer])
    second = order[-2]
    note = "; ".join(f"{peer} {walls[peer]:.0f} ms" for peer in order)
    line = figure(
        f"{name}, beside peers", wall, "ms wall", peer=second, peer_value=walls[second],
        size=size, note=note, limit=LIMIT_MS,
    )  # fmt: skip
    return line | {
        "times_faster": {peer: round(walls[peer] / wall, 1) for peer in order},
        "wanted_times_faster_than_slowest_two": TIMES_FASTER,
    }


def main(arguments: list[str] | None = None) -> int:
    """Measure and print."""
    given = _parser().parse_args(arguments)
    rows: list[dict[str, Any]] = []
    with tempfile.TemporaryDirectory(prefix="weisu-ten-million-") as name:
        work = Path(name)
        settings, whole = written(work, given.rows, given.extract)
        size = sum(e.rows for e in whole.months("tickets", data.CODE).values())
        sizes = [s for s in (1_000_000, 3_000_000) if s < size]
        if "queries" in given.only:
            rows += first_answers(settings)
            found = our_answers(settings, given.times)
            for title, (wall, cpu, _) in found.items():
                rows.append(
                    {"figure": title, "value": round(wall, 1), "unit": "ms wall",
                     "cpu_ms": round(cpu, 1), "size": size, "limit": LIMIT_MS}
                )  # fmt: skip
            rows.append(
                {"figure": "memory of the ten questions", "value": round(megabytes()),
                 "unit": "MB", "size": size, "limit": LIMIT_MB}
            )  # fmt: skip
        if "growth" in given.only:
            rows += growth(settings, whole, sizes, given.times)
        if "refresh" in given.only:
            from benchmarks import ten_million_refresh

            rows += ten_million_refresh.measure(settings, whole, work)
        if "peers" in given.only:
            rows += beside_peers(settings, whole, work, our_answers(settings, given.times))
    sys.stdout.write(json.dumps(rows, ensure_ascii=False, indent=2) + "\n")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.ten_million", description=__doc__)
    parser.add_argument("--rows", type=int, default=ROWS)
    parser.add_argument("--times", type=int, default=9, help="runs of each question")
    parser.add_argument(
        "--extract", type=Path, help="a folder (WEISU_HOME) to keep the extract in and use again"
    )
    parser.add_argument(
        "--only", type=lambda text: text.split(","),
        default=["queries", "growth", "refresh", "peers"],
    )  # fmt: skip
    return parser


if __name__ == "__main__":
    sys.exit(main())
