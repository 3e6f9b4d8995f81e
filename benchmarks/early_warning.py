"""What the daily engine costs, and how it grows: python -m benchmarks.early_warning.

Cells of counts (fit over three years and one day's tests), shared words by tickets a day, and the
optional scan of one day. CPU seconds of this process.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from early_warning.cells import code_tickets
from early_warning.space_time.daily import scan_day
from early_warning.surge.covariates import design
from early_warning.surge.daily import fit_daily, window_tests
from early_warning.text.shared_words import SharedWords

FIRST = np.datetime64("2023-01-01")


def cpu(work: Callable[[], Any]) -> float:
    """Return the CPU seconds of a piece of work."""
    started = time.process_time()
    work()
    return time.process_time() - started


def cells(count: int) -> None:
    """Fit ``count`` daily cells over three years and test the last day."""
    random = np.random.default_rng(0)
    days = FIRST + np.arange(1096)
    rows = design(days, origin=FIRST)
    rate = random.lognormal(-1.0, 1.0, size=(count, 1))
    counts = random.poisson(rate, size=(count, 1096)).astype(float)
    model = fit_daily(counts[:, :-1], rows.rows[:-1], rows.penalty)
    window_tests(counts, model.mean(rows.rows), (1, 2, 3, 5, 7, 10, 14))


def texts(per_day: int, days: int = 200) -> None:
    """Read ``days`` days of texts of 190 characters, and look at each day after the first 160."""
    random = np.random.default_rng(1)
    phrases = ["".join(chr(0x4E00 + c) for c in random.integers(0, 3000, 9)) for _ in range(4000)]
    n = per_day * days
    chosen = random.integers(0, len(phrases), (n, 21))
    said = ["".join(phrases[k] for k in row) for row in chosen.tolist()]
    where = [f"990181{k % 24:03d}{k % 6:03d}" for k in range(n)]
    words = SharedWords(said, np.repeat(np.arange(days), per_day), np.arange(n), where)
    for day in range(160, days):
        words.matters(day)


def scan(per_day: int) -> None:
    """Scan one day of 150 communities and 25 first-level categories."""
    random = np.random.default_rng(2)
    codes = [f"990181{k // 7:03d}{k % 7:03d}" for k in range(150)]
    n = per_day * 100
    frame = pd.DataFrame({
        "t_accept": FIRST + random.integers(0, 100 * 86_400, n).astype("timedelta64[s]"),
        "area": random.choice(codes, n), "caller": [f"c{k}" for k in range(n)],
        "category": [f"{k:02d}0101" for k in random.integers(1, 26, n)],
    })  # fmt: skip
    areas = pd.DataFrame({"code": codes, "lon": random.uniform(123, 124, 150),
                          "lat": random.uniform(37, 38, 150)})  # fmt: skip
    scan_day(code_tickets(frame, FIRST), areas, 99)


def main() -> None:
    """Print CPU seconds by size."""
    for count in (1250, 2500, 5000, 10_000):
        print(f"cells {count}: {cpu(partial(cells, count)):.1f}")
    for per_day in (75, 150, 300):
        print(f"texts {per_day} a day, 200 days: {cpu(partial(texts, per_day)):.1f}")
    for per_day in (75, 150, 300):
        print(f"scan {per_day} a day, one day: {cpu(partial(scan, per_day)):.1f}")


if __name__ == "__main__":
    main()
