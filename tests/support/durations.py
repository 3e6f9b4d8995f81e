"""How long each test file took, told at the end of a run: what to make lighter, and what first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

SHOWN = 40
LEAST = 5.0
"""Seconds of a file that is named."""


def of_files(reports: Iterable[Any]) -> list[tuple[str, float]]:
    """Return seconds by file, set up and torn down included, the longest first.

    ``reports``: of pytest, of any outcome; what else a run keeps has no duration.
    """
    seconds: dict[str, float] = defaultdict(float)
    for report in reports:
        name = getattr(report, "nodeid", "").partition("::")[0]
        if name and hasattr(report, "duration"):
            seconds[name] += report.duration
    return sorted(seconds.items(), key=lambda one: -one[1])


def lines(found: list[tuple[str, float]]) -> list[str]:
    """Return what is told: the sum, then the files that take longest."""
    told = [f"{sum(s for _, s in found):8.0f} s  all files, in all processes"]
    return told + [f"{s:8.0f} s  {name}" for name, s in found[:SHOWN] if s >= LEAST]
