"""Faults and shifts in the data, found before fitting, and told to the user."""

from __future__ import annotations

from dataclasses import dataclass

from forecasting.cleaning import faults, shifts
from forecasting.cleaning.finding import Finding
from forecasting.types import History

__all__ = ["Cleaned", "Finding", "clean"]


@dataclass(frozen=True, eq=False)
class Cleaned:
    """The history to fit on and what was done to it. What came is never changed elsewhere."""

    history: History
    findings: tuple[Finding, ...]


def clean(history: History, *, level_shifts: bool = True) -> Cleaned:
    """Find and handle, in this order: months before the records begin, missing days, renamed
    categories, cells that went silent or began, level shifts.

    Knows nothing beyond the history's last day.
    """
    findings: list[Finding] = []
    for step in (
        faults.thin_start,
        faults.missing_days,
        faults.renamed,
        faults.silenced,
        faults.started,
    ):
        history, found = step(history)
        findings += found
    if level_shifts:
        history, found = shifts.level_shifts(history)
        findings += found
    return Cleaned(history, tuple(findings))
