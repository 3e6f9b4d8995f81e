"""What a chance rests on, and how earlier ones held, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from deadline_risk.risk import RAISED
from style.texts import text
from style.wording import number, rate


def level_of(chance: float, high: float) -> str:
    """Return ``high``, ``raised`` or ``low``. ``high``: from which chance a risk is high."""
    return "high" if chance >= high else "raised" if chance >= RAISED else "low"


def basis_words(row: Mapping[str, Any], *, short: bool = False) -> str:
    """Return what the chance of a ticket rests on, with the counts. ``row``: of ``DUE_SOON``;
    ``short``: for a table, which says the rest in its heads.
    """
    basis = row["based_on"]
    key = f"deadlines.short_{basis}" if short else f"deadlines.based_{basis}"
    return text(key, n=number(row["n"]), late=number(row["late"]), days=int(row["days_left"]))


def held_words(facts: Mapping[str, Any]) -> str:
    """Return how the chances of earlier days held. ``facts``: the fields of ``Facts``."""
    judged, flagged = int(facts["judged"]), int(facts["flagged"])
    if not judged:
        return text("deadlines.held_none")
    said = text(
        "deadlines.held", judged=number(judged), late=rate(facts["all_late"] / judged, 1),
    )  # fmt: skip
    if not flagged:
        return said + text("deadlines.held_no_high")
    late = rate(facts["flagged_late"] / flagged, 1)
    return said + text("deadlines.held_high", flagged=number(flagged), late=late)
