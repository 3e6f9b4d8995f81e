"""``docs/metrics.md`` and the preset table of ``docs/calendar.md``, made from the definitions."""

from __future__ import annotations

from data_access.calendar.limits import PRESETS, Preset
from data_access.calendar.node_limits import NODE_PRESETS, limits_text
from data_access.metrics.checklist import CHECKLIST
from data_access.metrics.datasets import DATASETS
from data_access.metrics.model import Metric, Target
from data_access.metrics.pending import PENDING
from data_access.metrics.registry import (
    ASSESSED,
    ASSESSED_DOC,
    MATTERS,
    MATTERS_DOC,
    column_word,
    registry,
)

_DIRECTIONS = {"higher_better": "越高越好", "lower_better": "越低越好", "neutral": "不分好坏"}
_HEAD = """# 指标口径

本页由程序从指标登记表生成,请勿手工修改;重新生成:`weisu metric --docs`。

页面、报告、考核和命令行的每一个数字都取自这里的同一份定义。每个指标可写作 `名称`,
也可写作 `名称:口径`,如 `satisfaction_rate:strict`。工单指标都可另加两种通用口径:

- `assessed`:{assessed}。
- `matters`:{matters}。

通用口径可与指标自己的口径同用,如 `satisfaction_rate:strict,matters,assessed`。

话务指标取自呼叫记录,不分区域、分类、单位和渠道,只能按日、周、月分组;按这些条件筛选时不给数值,并说明原因。

督办指标取自产品中签发的任务(保密任务一律不计),可按区域、分类、主办单位筛选,
可按日、周、月、区域、分类、主办单位分组;任务没有来源渠道、时段和诉求类型。
受限的账号只计本单位主办、本辖区内的任务。

- **统计期**按受理日(督办任务按签发日)计(地区当地日期),含首日、不含末日。
- **统计日**(as of)之后发生的事一律不计:统计日后才办结的工单,在当时仍是未办结。
- **置信区间**均为 95%:比率用 Wilson 区间(加权比率也用,偏保守);分位数用次序统计量界限;平均数用
  正态近似;万人诉求比用泊松区间;件数是全数统计,不给区间。
- **目标值**只列有出处的;出处为指南的,自 2025 年起。
- **核对**:明细、日汇总与清单的件数逐月相符才给数值;不符的月份给出说明。各分类、区域、单位、
  渠道的合计加未分类等于总数。
- **比较**:与上周、上月、去年同期相比,按工作日对齐,春节前后按距春节的天数对齐;之前的数值只算到当时
  同样长的时间为止。区间含“没有变化”的,一律写“无明显变化”。单位只与同组别、同级别、同工作量的比较。
- **样本不足**:低于最少样本的数值仍给出,但标注“样本不足(n 件)”,不参与比较。
- **缺少字段**:数据源没有所需字段时不给数值,并说明缺少什么;有替代算法的,用替代算法并注明。
- 比率与占比在程序接口中为 0 至 1 的小数,在页面上为百分数。

## 总表

| 名称 | 指标 | 单位 | 方向 | 目标 | 最少样本 | 所需字段 |
|---|---|---|---|---|---|---|
"""
_PENDING = """## 尚不能计算的指标

下列指标的数据或功能还没有,产品不给数值。

| 名称 | 指标 | 公式 | 目标 | 还需要 |
|---|---|---|---|---|
"""
_CHECKLIST = """## 对照表

指南和各地公开办法点名的指标,逐项对应到本产品的指标与口径;一项有几种算法的,各算法分列。

| 指标 | 由此回答 |
|---|---|
"""


def as_markdown() -> str:
    """Return the whole page ``docs/metrics.md``."""
    metrics = list(registry().values())
    rows = [
        f"| `{m.name}` | {m.label} | {m.unit} | {_DIRECTIONS[m.direction]} "
        f"| {_targets(m.targets, m.unit)} | {m.min_n or '—'} | {_needs(m)} |"
        for m in metrics
    ]
    sections = [_section(m) for m in metrics]
    head = _HEAD.format(assessed=ASSESSED_DOC, matters=MATTERS_DOC)
    pending = [
        f"| `{p.name}` | {p.label} | {p.formula} | {_targets(p.targets, '%')} | {p.missing} |"
        for p in PENDING
    ]
    answers = [f"| {label} | {_answers(names)} |" for label, names in CHECKLIST.items()]
    return (
        head + "\n".join([*rows, "", *sections]) + "\n" + _PENDING
        + "\n".join([*pending, "", _CHECKLIST + "\n".join([*answers, ""])])
    )  # fmt: skip


def _answers(names: tuple[str, ...]) -> str:
    missing = {p.name: p.missing for p in PENDING}
    return "、".join(
        f"`{name}`(还需要:{missing[name]})" if name in missing else f"`{name}`" for name in names
    )


def _targets(targets: tuple[Target, ...], unit: str) -> str:
    """Return the targets in one cell: 不低于 95%(2025 年起)."""
    return "、".join(target_words(t, unit) for t in targets) or "—"


def target_words(target: Target, unit: str) -> str:
    """Return a target as it is written: 不低于 95%(2025 年起)."""
    value = f"{target.value * 100:g}%" if unit == "%" else f"{target.value:g} {unit}"
    bound = "不低于" if target.at_least else "不超过"
    return f"{bound} {value}({target.year} 年起)"


def _needs(metric: Metric) -> str:
    words = [f"{column_word(c)} `{c}`" for c in metric.needs]
    return "、".join(words) or "—"


def _section(metric: Metric) -> str:
    lines = [f"## {metric.label} `{metric.name}`", "", f"- 公式:{metric.formula}"]
    lines.append(f"- {'分子' if metric.denominator else '计入'}:{metric.numerator}")
    if metric.denominator:
        lines.append(f"- 分母:{metric.denominator}")
    if metric.exclusions:
        lines.append(f"- 不计入:{metric.exclusions}")
    if metric.default_label:
        lines.append(f"- 默认口径:{metric.default_label}")
    lines += [f"- 口径 `{v.name}`({v.label}):{v.doc}" for v in metric.variants.values()]
    if metric.dataset == "tickets":
        lines.append(f"- 通用口径:`{ASSESSED}`、`{MATTERS}`")
    else:
        lines.append(f"- 数据:{DATASETS[metric.dataset].source}")
    lines += [f"- 目标:{target_words(t, metric.unit)},出处:{t.source}" for t in metric.targets]
    lines += [f"- 替代算法:{form.note}" for form in metric.forms if form.note]
    if metric.dimension:
        lines.append(f"- 分组:{'、'.join(f'`{d}`' for d in metric.dimension)},未指定时取第一个")
    lines.append(f"- 来源与说明:{metric.source}")
    lines.append(f"- 口径版本:{metric.version}")
    return "\n".join([*lines, ""])


def presets_as_markdown() -> str:
    """Return the table of time limit presets for ``docs/calendar.md``."""
    head = "| 预设 | 名称 | 时限 | 来源 | 说明 |\n|---|---|---|---|---|\n"
    rows = [
        f"| `{p.name}` | {p.label} | {_limits(p)} | {p.source}"
        f"{'(**来源较弱,仅供参考**)' if p.weak else ''} | {p.note} |"
        for p in PRESETS.values()
    ]
    return head + "\n".join(rows) + "\n"


def node_presets_as_markdown() -> str:
    """Return the table of the presets of nodes for ``docs/calendar.md``."""
    head = "| 预设 | 名称 | 时限 | 来源 | 日期 | 说明 |\n|---|---|---|---|---|---|\n"
    rows = [
        f"| `{p.name}` | {p.label} | {limits_text(p.name)} | {p.source}"
        f"{'(**来源较弱,仅供参考**)' if p.weak else ''} | {p.dated or '来源未注明'} | {p.note} |"
        for p in NODE_PRESETS.values()
    ]
    return head + "\n".join(rows) + "\n"


def _limits(preset: Preset) -> str:
    words = [f"{kind} {limit.text}" for kind, limit in preset.by_urgency.items()]
    words += [f"{kind} {limit.text}" for kind, limit in preset.by_type.items()]
    if preset.default:
        words.append(f"其余 {preset.default.text}")
    return ",".join(words)
