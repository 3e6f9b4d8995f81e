"""How a figure stands to its target: said only as far as the figure's interval tells."""

from __future__ import annotations

from typing import Literal

from data_access.metrics.model import Target
from data_access.metrics.registry import ask

Verdict = Literal["reached", "missed", "near"]


def target_of(name: str, year: int) -> Target | None:
    """Return the target in force for a metric's name; a target is set for the default reading: by
    another one it would be reached or missed by choice."""
    asked = ask(name)
    return asked.metric.target(year) if asked.own_variant is None else None


def verdict(target: Target, low: float, high: float) -> Verdict:
    """Return whether a figure with the 95 % interval ``low`` to ``high`` reaches a target;
    ``near``: the interval holds it."""
    over, under = low > target.value, high < target.value
    reached, missed = (over, under) if target.at_least else (under, over)
    return "reached" if reached else "missed" if missed else "near"
