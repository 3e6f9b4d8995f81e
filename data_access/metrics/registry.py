"""How metrics are looked up by name, and how they are said in words.

A metric is asked for as ``name`` or ``name:variant`` or ``name:variant,variant``. Two variants
exist for every metric over tickets and go with any other: ``assessed`` leaves out tickets that an
evaluation has struck out (keep_flag 剔除), ``matters`` counts a matter once however often it was
brought (repeats and merged tickets are left out). The default counts every ticket.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from data_access import schemas
from data_access.metrics.definitions import DEFINITIONS
from data_access.metrics.model import Form, Metric, Variant
from data_access.types import WeisuError

ASSESSED = "assessed"
ASSESSED_LABEL = "考核口径"
ASSESSED_DOC = "不含考核剔除的工单;默认口径包括全部工单"
MATTERS = "matters"
MATTERS_LABEL = "按事项"
MATTERS_DOC = (
    "同一事项只计首件:不含来源标记为重复、并单、或同一诉求人 30 日内就同一末级分类再次反映的工单;"
    "默认口径按工单计"
)
# Any one of these tells which tickets are repeats.
MATTER_COLUMNS = ("duplicate_of", "repeat_30d")

# Words for columns in sentences about what a source lacks, where the field's label isn't enough.
_COLUMN_WORDS = {
    "repeat_30d": "诉求人电话或编号",
    "repeat_90d": "诉求人电话或编号",
    "t_workday_1": "派单时间",
    "t_work_2h": "精确到时分的派单时间",
    "t_sign_due": "签收时限（由导入模板规定）",
    "t_contact_due": "首次联系时限（由导入模板规定）",
    "t_callback_due": "回访时限（由导入模板规定）",
    "contact_work_s": "精确到时分的派单和联系时间",
    "close_work_s": "精确到时分的派单和办结时间",
    "t_again": "办结后再次反映的工单",
    "n_return_apply": "退单申请的流转记录",
    "direct_reply": "直接答复标记",
    "satisfied": "满意度评价",
    "solved": "是否解决的回访结果",
    "due_result": "按时情况",
    "t_return_apply": "退单申请的流转记录",
    "t_reached": "回访是否接通",
    "population": "常住人口",
    "days_before": "启用产品前的办结天数(在设置中填写)",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """A metric as asked for: its full name, the forms to choose from, and the row condition."""

    name: str
    metric: Metric
    forms: tuple[Form, ...]
    assessed: bool
    matters: bool = False

    @property
    def own_variant(self) -> Variant | None:
        """The metric's own variant that was asked for, if any."""
        return next((self.metric.variants[v] for v in self.variant_names if v not in _COMMON), None)

    @property
    def label(self) -> str:
        """The label with its variants, such as 满意率(从严)."""
        words = [self.own_variant.label] if self.own_variant else []
        words += [MATTERS_LABEL] if self.matters else []
        words += [ASSESSED_LABEL] if self.assessed else []
        return self.metric.label + (f"({'、'.join(words)})" if words else "")

    @property
    def variant_names(self) -> tuple[str, ...]:
        """Names after the colon."""
        return tuple(v for v in self.name.partition(":")[2].split(",") if v)

    def form(self, present: Mapping[str, float]) -> Form | None:
        """Return the first form whose columns are filled somewhere in the source, or None."""
        if self.matters and not any(present.get(c, 0.0) > 0 for c in MATTER_COLUMNS):
            return None
        for form in self.forms:
            if all(present.get(column, 0.0) > 0 for column in form.needs):
                return form
        return None


_COMMON = (ASSESSED, MATTERS)


@cache
def registry() -> Mapping[str, Metric]:
    """Return every metric by name, in the order in which they are documented."""
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
    wanted = name.partition(":")[2].split(",") if ":" in name else []
    common = _COMMON if metric.dataset == "tickets" else ()
    for variant in wanted:
        if variant not in metric.variants and variant not in common:
            known = "、".join([*metric.variants, *common]) or "(无)"
            raise WeisuError(f"指标“{metric.label}”没有口径“{variant}”。可用:{known}。")
    own = [v for v in wanted if v in metric.variants]
    if len(own) > 1:
        raise WeisuError(f"指标“{metric.label}”一次只能选一种口径(可另加 {'、'.join(common)})。")
    forms = metric.variants[own[0]].forms if own else metric.forms
    return Asked(name, metric, forms, ASSESSED in wanted, MATTERS in wanted)


def with_variant(name: str, variant: str) -> str:
    """Return the name with one more of the common variants, where the metric has them."""
    if get(name).dataset != "tickets" or variant in name.partition(":")[2].split(","):
        return name
    return f"{name},{variant}" if ":" in name else f"{name}:{variant}"


def column_word(column: str) -> str:
    """Return how a column is called in a sentence."""
    if column in _COLUMN_WORDS:
        return _COLUMN_WORDS[column]
    for entity in (schemas.TICKET, schemas.CALL_LOG):
        found = next((f.label for f in entity.fields if f.name == column), None)
        if found is not None:
            return found
    raise KeyError(column)


def missing_columns(asked: Asked, present: Mapping[str, float]) -> tuple[str, ...]:
    """Return the columns that the asked metric's first form lacks."""
    lacking = tuple(c for c in asked.forms[0].needs if present.get(c, 0.0) <= 0)
    if lacking or not asked.matters:
        return lacking
    return tuple(c for c in MATTER_COLUMNS if present.get(c, 0.0) <= 0)


def missing_text(asked: Asked, columns: Sequence[str], where: str = "数据源") -> str:
    """Return the sentence that says what is missing: 数据源没有办结时间,无法计算办理时长中位数。"""
    words = "、".join(column_word(c) for c in columns)
    how = f"按事项计算{asked.metric.label}" if asked.matters else f"计算{asked.metric.label}"
    return f"{where}没有{words},无法{how}。"


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
    if asked.own_variant:
        parts.append(f"本图口径:{asked.own_variant.doc}")
    elif metric.default_label:
        parts.append(f"默认口径:{metric.default_label}")
    parts += [MATTERS_DOC] if asked.matters else []
    parts += [ASSESSED_DOC] if asked.assessed else []
    parts.append(f"口径版本 {metric.version}")
    return ";".join(parts) + "。"
