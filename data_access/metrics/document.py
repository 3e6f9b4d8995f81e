"""``docs/metrics.md`` and the preset table of ``docs/calendar.md``, made from the definitions."""

from __future__ import annotations

from data_access.calendar.limits import PRESETS, Preset
from data_access.metrics.registry import ASSESSED, ASSESSED_DOC, Metric, column_word, registry

_DIRECTIONS = {"higher_better": "越高越好", "lower_better": "越低越好", "neutral": "不分好坏"}
_HEAD = """# 指标口径

本页由程序从指标登记表生成,请勿手工修改;重新生成:`weisu metric --docs`。

页面、报告、考核和命令行的每一个数字都取自这里的同一份定义。每个指标可写作 `名称`,
也可写作 `名称:口径`,如 `satisfaction_rate:strict`;所有指标都可另加 `assessed`
({assessed}),如 `satisfaction_rate:strict,assessed`。

- **统计期**按受理日计(地区当地日期),含首日、不含末日。
- **统计日**(as of)之后发生的事一律不计:统计日后才办结的工单,在当时仍是未办结。
- **置信区间**均为 95%:比率用 Wilson 区间;时长分位数用次序统计量界限;件数是全数统计,不给区间。
- **样本不足**:低于最少样本的数值仍给出,但标注“样本不足(n 件)”,不参与比较。
- **缺少字段**:数据源没有所需字段时不给数值,并说明缺少什么;有替代算法的,用替代算法并注明。
- 比率与占比在程序接口中为 0 至 1 的小数,在页面上为百分数。

## 总表

| 名称 | 指标 | 单位 | 方向 | 最少样本 | 所需字段 |
|---|---|---|---|---|---|
"""


def as_markdown() -> str:
    """Return the whole page ``docs/metrics.md``."""
    metrics = list(registry().values())
    rows = [
        f"| `{m.name}` | {m.label} | {m.unit} | {_DIRECTIONS[m.direction]} "
        f"| {m.min_n or '—'} | {_needs(m)} |"
        for m in metrics
    ]
    sections = [_section(m) for m in metrics]
    return _HEAD.format(assessed=ASSESSED_DOC) + "\n".join([*rows, "", *sections])


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
    lines.append(f"- 口径 `{ASSESSED}`:{ASSESSED_DOC}")
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


def _limits(preset: Preset) -> str:
    words = [f"{kind} {limit.text}" for kind, limit in preset.by_urgency.items()]
    words += [f"{kind} {limit.text}" for kind, limit in preset.by_type.items()]
    if preset.default:
        words.append(f"其余 {preset.default.text}")
    return ",".join(words)
