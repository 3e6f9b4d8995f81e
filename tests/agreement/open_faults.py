"""Disagreements that are known, and why they are there; each goes with what mends it.

A fault that is mended is taken out here: from then on the same disagreement fails the tests.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tests.agreement.facts import Disagreement


def _by_warnings(one: Disagreement) -> bool:
    told = {one.one.witness.page, one.other.witness.page}
    places = {one.one.witness.place, one.other.witness.place}
    return "warnings" in told or any("最要紧" in p or "依据" in p for p in places)


@dataclass(frozen=True)
class Fault:
    """Figures of which two witnesses are known to disagree, where ``told`` holds."""

    why: str
    figures: tuple[str, ...]
    told: Callable[[Disagreement], bool]

    def explains(self, one: Disagreement) -> bool:
        """Tell whether a disagreement is this fault's."""
        figure = one.meaning.figure.partition(":")[0].partition(".")[0]
        return figure in self.figures and self.told(one)


OPEN = (
    Fault(
        "A warning's findings are set against what their detector expected, its card against what "
        "the days' expectations come to, and pages against the cell's own.",
        ("expected", "event due"),
        _by_warnings,
    ),
)


def unexplained(found: list[Disagreement]) -> list[Disagreement]:
    """Return the disagreements that no open fault explains."""
    return [one for one in found if not any(fault.explains(one) for fault in OPEN)]
