"""What is compared between areas: counts, rates per 10,000 residents, shares, ratios."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Form = Literal["count", "per_resident", "ratio", "share"]


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure of areas: ``hits`` ÷ ``base`` × ``unit``.

    ``form``: ``count``: hits alone; ``per_resident``: base is the population; ``ratio``: base is
    the expected count; ``share``: base is the tickets of which hits are part. ``evidence``: whether
    hits or base say how much an area's value rests on (``n``).
    """

    name: str
    label: str
    form: Form
    unit: float = 1.0

    @property
    def evidence(self) -> Literal["hits", "base"]:
        """Return which number tells how much a value rests on."""
        return "base" if self.form == "share" else "hits"


MEASURES = {
    one.name: one
    for one in (
        Measure("count", "件数", "count"),
        Measure("per_10k", "每万人件数", "per_resident", 10_000.0),
        Measure("to_expected", "与预期之比", "ratio"),
        Measure("on_time", "按时办结率", "share"),
        Measure("satisfied", "满意率", "share"),
        Measure("repeat", "重复率", "share"),
    )
}
