"""``python -m benchmarks``: prints one JSON document with every figure; ``load``: see ``load.py``.

Figures are told, never judged: a slow machine or a busy one is no mistake of the product.
"""

from __future__ import annotations

import argparse
import json
import logging
import sys
import tempfile
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks import leader, load, loading, search, starting

SIZES = [100_000, 300_000, 1_000_000]
TICKETS = 20_000
TIMES = 5
GROUPS = ("help", "import", "ingest", "refresh", "leader", "search")


def main(arguments: list[str] | None = None) -> int:
    """Measure what was asked for and print it."""
    arguments = sys.argv[1:] if arguments is None else arguments
    if arguments[:1] == ["load"]:
        return load.main(arguments[1:])
    given = _parser().parse_args(arguments)
    sizes = given.sizes or ([given.tickets] if given.tickets else SIZES)
    tickets = given.tickets or TICKETS
    # Streamlit's remarks about running without a server are no part of the document.
    logging.disable(logging.WARNING)
    warnings.simplefilter("ignore")
    rows: list[dict[str, Any]] = []
    with tempfile.TemporaryDirectory(prefix="weisu-benchmarks-") as name:
        work = Path(name)
        groups: dict[str, Callable[[], list[dict[str, Any]]]] = {
            "help": lambda: starting.command_line(given.times),
            "import": lambda: starting.imports(given.times),
            "ingest": lambda: loading.imports(work, tickets, min(given.times, 3)),
            "refresh": lambda: loading.refreshing(work, tickets, min(given.times, 3)),
            "leader": lambda: leader.pages(work, sizes, given.times),
            "search": lambda: search.searches(work / "search", sizes, given.times),
        }
        for group in given.only or GROUPS:
            sys.stderr.write(f"{group} …\n")
            rows += groups[group]()
    sys.stdout.write(json.dumps(rows, ensure_ascii=False, indent=2) + "\n")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--only", type=_groups, help=f"some of {','.join(GROUPS)}")
    parser.add_argument(
        "--sizes",
        type=lambda text: [_size(part) for part in text.split(",")],
        help=f"tickets under the leader page (default {','.join(map(str, SIZES))})",
    )
    parser.add_argument(
        "--tickets",
        type=_size,
        help=f"tickets to import (default {TICKETS}); without --sizes also the leader page's",
    )
    parser.add_argument("--times", type=_size, default=TIMES, help="runs of each, for the median")
    return parser


def _groups(text: str) -> list[str]:
    found = text.split(",")
    unknown = sorted(set(found) - set(GROUPS))
    if unknown:
        raise argparse.ArgumentTypeError(f"unknown: {', '.join(unknown)}")
    return found


def _size(text: str) -> int:
    value = int(text.replace("_", ""))
    if value < 1:
        raise argparse.ArgumentTypeError("must be at least 1")
    return value


if __name__ == "__main__":
    sys.exit(main())
