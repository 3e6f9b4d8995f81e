"""Which warnings matter and in which order they are read."""

from __future__ import annotations

from dashboards.shell.rows import Row, is_missing
from dashboards.warnings_app.context import LEVELS
from early_warning.detection import LISTED


def rank(row: Row) -> tuple[int, bool, float, float, str]:
    """Severity, pushed before listed, then score, then the reader's own tickets."""
    level = LEVELS.index(row["severity"]) if row["severity"] in LEVELS else len(LEVELS)
    score: float = 0.0 if is_missing(row["score"]) else float(row["score"])
    return level, bool(is_missing(row["pushed"])), -score, -float(row["n"] or 0), row["warning_id"]


def matters(row: Row) -> bool:
    """Tell whether a warning is to be handled: above the lowest level, or pushed. What is only ever
    listed has groups of its own.
    """
    listed = row["detector"] in LISTED
    return not listed and (row["severity"] != LEVELS[-1] or not is_missing(row["pushed"]))
