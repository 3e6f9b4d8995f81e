"""What a metric is, and how metrics are looked up by name.

A metric is asked for as ``name`` or ``name:variant`` or ``name:variant,variant``. The variant
``assessed`` exists for every metric: it leaves out tickets that an evaluation has struck out
(keep_flag 剔除), while the default counts every row.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from types import MappingProxyType
from typing import Literal

from data_access import schemas
from data_access.types import WeisuError

Kind = Literal["count", "rate", "quantile", "share"]
Direction = Literal["higher_better", "lower_better", "neutral"]
Dimension = Literal[
    "day", "week", "month", "area_county", "area_street", "category_1", "category_2",
    "category_3", "channel", "department", "hour",
]  # fmt: skip

ASSESSED = "assessed"
ASSESSED_LABEL = "考核口径(不含剔除)"
ASSESSED_DOC = "不含考核剔除的工单;默认口径包括全部工单"

# Words for columns in sentences about what a source lacks, where the field's label isn't enough.
_COLUMN_WORDS = {
    "repeat_30d": "诉求人电话或编号",
    "direct_reply": "直接答复标记",
    "satisfied": "满意度评价",
    "solved": "是否解决的回访结果",
    "due_result": "按时情况",
}


@dataclass(frozen=True, slots=True)
class Form:
    """One way to compute a metric, in SQL over the relation ``t`` of the ticket extract.

    ``needs``: columns without which this form says nothing. ``base``: rows that count (the
    denominator). ``hit``: those of them in the numerator. ``value``: seconds, for quantiles.
    ``{as_of}`` stands for the first moment after the as-of day. ``note``: said with the result
    where this form stands in for the first one.
    """

    needs: tuple[str, ...] = ()
    base: str = "TRUE"
    hit: str = "TRUE"
    value: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Variant:
    """Another reading of a metric. ``forms`` replace the metric's own."""

    name: str
    label: str
    doc: str
    forms: tuple[Form, ...]


@dataclass(frozen=True, slots=True)
class Metric:
    """One figure: how it reads (label to version) and how it is computed (forms).

    Rates and shares are 0 to 1 (``unit`` % is how they are shown). ``min_n``: below it a value is
    given but marked as resting on too few cases. ``forms``: the first whose columns the source has
    is used. ``quantile``: which one, for kind quantile. ``dimension``: over what a share is taken.
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

    @property
    def needs(self) -> tuple[str, ...]:
        """Columns of the extract that the metric is best computed from (its first form)."""
        return self.forms[0].needs


@dataclass(frozen=True, slots=True)
class Asked:
    """A metric as asked for: its full name, the forms to choose from, and the row condition."""

    name: str
    metric: Metric
    forms: tuple[Form, ...]
    assessed: bool

    @property
    def label(self) -> str:
        """The label with its variants, such as 满意率(从严)."""
        words = [self.metric.variants[v].label for v in self.variant_names if v != ASSESSED]
        words += [ASSESSED_LABEL] if self.assessed else []
        return self.metric.label + "".join(f"({w})" for w in words)

    @property
    def variant_names(self) -> tuple[str, ...]:
        """Names after the colon."""
        return tuple(v for v in self.name.partition(":")[2].split(",") if v)

    def form(self, present: Mapping[str, float]) -> Form | None:
        """Return the first form whose columns are filled somewhere in the source, or None."""
        for form in self.forms:
            if all(present.get(column, 0.0) > 0 for column in form.needs):
                return form
        return None


@cache
def registry() -> Mapping[str, Metric]:
    """Return every metric by name, in the order in which they are documented."""
    from data_access.metrics.definitions import DEFINITIONS

    return MappingProxyType({metric.name: metric for metric in DEFINITIONS})


def get(name: str) -> Metric:
    """Return the metric of a name (variants are ignored); ``WeisuError`` lists what there is."""
    found = registry().get(name.partition(":")[0])
    if found is None:
        known = "、".join(f"{m.name}({m.label})" for m in registry().values())
        raise WeisuError(f"没有名为“{name}”的指标。可用的指标:{known}。")
    return found


@cache
def ask(name: str) -> Asked:
    """Read ``name[:variant[,variant]]``; ``WeisuError`` where one of the names is unknown."""
    metric = get(name)
    forms, assessed, own = metric.forms, False, 0
    for variant in name.partition(":")[2].split(",") if ":" in name else ():
        if variant == ASSESSED:
            assessed = True
        elif variant in metric.variants:
            forms, own = metric.variants[variant].forms, own + 1
        else:
            known = "、".join([*metric.variants, ASSESSED])
            raise WeisuError(f"指标“{metric.label}”没有口径“{variant}”。可用:{known}。")
    if own > 1:
        raise WeisuError(f"指标“{metric.label}”一次只能选一种口径(可另加 {ASSESSED})。")
    return Asked(name, metric, forms, assessed)


def column_word(column: str) -> str:
    """Return how a column is called in a sentence."""
    if column in _COLUMN_WORDS:
        return _COLUMN_WORDS[column]
    return schemas.TICKET.field(column).label


def missing_columns(asked: Asked, present: Mapping[str, float]) -> tuple[str, ...]:
    """Return the columns that the asked metric's first form lacks."""
    return tuple(c for c in asked.forms[0].needs if present.get(c, 0.0) <= 0)


def missing_text(asked: Asked, columns: Sequence[str], where: str = "数据源") -> str:
    """Return the sentence that says what is missing: 数据源没有办结时间,无法计算办理时长中位数。"""
    words = "、".join(column_word(c) for c in columns)
    return f"{where}没有{words},无法计算{asked.metric.label}。"


def definition_text(name: str) -> str:
    """Return the definition (口径) of a metric in one paragraph, for hovers and footnotes."""
    asked = ask(name)
    metric = asked.metric
    parts = [f"{asked.label}:{metric.formula}"]
    if metric.numerator and metric.kind in {"rate", "share"}:
        parts.append(f"分子:{metric.numerator}")
        parts.append(f"分母:{metric.denominator}")
    if metric.exclusions:
        parts.append(f"不计入:{metric.exclusions}")
    own = [metric.variants[v] for v in asked.variant_names if v != ASSESSED]
    if own:
        parts.append(f"本图口径:{own[0].doc}")
    elif metric.default_label:
        parts.append(f"默认口径:{metric.default_label}")
    if asked.assessed:
        parts.append(ASSESSED_DOC)
    parts.append(f"口径版本 {metric.version}")
    return ";".join(parts) + "。"
