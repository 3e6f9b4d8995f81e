"""Faults and shifts in the data, found before fitting, and told to the user."""

from __future__ import annotations

from dataclasses import dataclass

from forecasting.calendar.features import Calendar
from forecasting.cleaning import faults, recent, shifts
from forecasting.cleaning.finding import Finding
from forecasting.types import History

__all__ = ["Cleaned", "Finding", "clean", "trusted"]


def trusted(history: History, calendar: Calendar | None = None) -> History:
    """Return the counts by which forecasts may be judged: what was imported twice, in part or not
    at all is unknown, and so are a cell's odd days."""
    quiet = None if calendar is None else calendar.quiet(history.days)
    history, _ = recent.doubled_days(history)
    history, _ = faults.missing_days(history)
    history, _ = recent.partial_days(history, quiet)
    return recent.fresh_outliers(history)[0]


@dataclass(frozen=True, eq=False)
class Cleaned:
    """The history to fit on and what was done to it. What came is never changed elsewhere."""

    history: History
    findings: tuple[Finding, ...]


def clean(
    history: History, calendar: Calendar | None = None, *, level_shifts: bool = True
) -> Cleaned:
    """Find and handle, in this order: months before the records begin, days imported twice,
    missing days, last days loaded in part, renamed categories, cells that went silent or began,
    single odd days, level shifts.

    ``calendar``: tells quiet days from days loaded in part. Knows nothing beyond the history's last
    day.
    """
    findings: list[Finding] = []
    quiet = None if calendar is None else calendar.quiet(history.days)

    def partial(known: History) -> tuple[History, list[Finding]]:
        return recent.partial_days(known, quiet)

    steps = [
        faults.thin_start,
        recent.doubled_days,
        faults.missing_days,
        partial,
        faults.renamed,
        faults.silenced,
        faults.started,
        recent.fresh_outliers,
    ]
    if level_shifts:
        steps.append(shifts.level_shifts)
    for step in steps:
        history, found = step(history)
        findings += found
    return Cleaned(history, tuple(findings))
