"""What a metric is: how it reads, how it is computed, and in which other readings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

from data_access.extract.expressions import TRUE, Expression

Kind = Literal["count", "rate", "quantile", "share", "mean", "per_10k"]
Dataset = Literal["tickets", "calls", "tasks"]
Direction = Literal["higher_better", "lower_better", "neutral"]
Dimension = Literal[
    "day", "week", "month", "area_county", "area_street", "area_community", "category_1",
    "category_2", "category_3", "channel", "department", "hour", "ticket_type",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Form:
    """One way to compute a metric, over the relation ``t`` of its dataset.

    ``needs``: columns without which this form says nothing. ``base``: rows that count (the
    denominator). ``hit``: those of them in the numerator. ``value``: a whole number a row, for
    quantiles and means (see ``Metric.scale``). ``weight``: what a row counts in the numerator of
    a rate, in hundredths; None: 100 where ``hit`` holds. ``note``: said with the result
    where this form stands in for the first one.
    """

    needs: tuple[str, ...] = ()
    base: Expression = TRUE
    hit: Expression = TRUE
    value: Expression | None = None
    weight: Expression | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Target:
    """What a metric should reach from a year on. ``at_least``: or else at most.

    ``value``: a share (0 to 1) for rates, else in the metric's unit.
    """

    year: int
    value: float
    at_least: bool
    source: str


@dataclass(frozen=True, slots=True)
class Variant:
    """Another reading of a metric. ``forms`` replace the metric's own."""

    name: str
    label: str
    doc: str
    forms: tuple[Form, ...]


def variants_of(*variants: Variant) -> Mapping[str, Variant]:
    """Return variants by name."""
    return MappingProxyType({v.name: v for v in variants})


@dataclass(frozen=True, slots=True)
class Metric:
    """One figure: how it reads (label to version) and how it is computed (forms).

    Rates and shares are 0 to 1 (``unit`` % is how they are shown). ``min_n``: below it a value is
    given but marked as resting on too few cases. ``forms``: the first whose columns the source has
    is used. ``quantile``: which one, for kind quantile. ``dimension``: over what a share is taken.
    ``scale``: by what the whole numbers of a quantile or mean are divided to get the unit.
    """

    name: str
    label: str
    kind: Kind
    unit: str
    direction: Direction
    formula: str
    numerator: str
    denominator: str
    exclusions: str
    source: str
    forms: tuple[Form, ...]
    variants: Mapping[str, Variant] = field(default_factory=lambda: MappingProxyType({}))
    default_label: str = ""
    min_n: int = 0
    version: int = 1
    quantile: float = 0.5
    dimension: tuple[Dimension, ...] = ()
    dataset: Dataset = "tickets"
    targets: tuple[Target, ...] = ()
    scale: float = 3600.0

    def target(self, year: int) -> Target | None:
        """Return the target in force in ``year``, the strictest first where there are several."""
        return max((t for t in self.targets if t.year <= year), key=lambda t: t.year, default=None)

    @property
    def needs(self) -> tuple[str, ...]:
        """Columns of the extract that the metric is best computed from (its first form)."""
        return self.forms[0].needs
