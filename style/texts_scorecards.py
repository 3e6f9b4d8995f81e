"""Texts about the scorecards of units."""

from __future__ import annotations

SCORECARDS: dict[str, str] = {
    "scorecards.wrong_period": (
        "不认识统计期“{period}”，没有作任何统计。写法：2026（全年）、2026Q3（季度）、2026-10（月）。"
    ),
    "scorecards.no_tickets": (
        "地区 {code} 在 {first} 至 {last} 没有可以考核的工单。"
        "数据自 {start} 至 {end}，请改选统计期。"
    ),
    "scorecards.unit_without_tickets": (
        "{unit}在 {first} 至 {last} 没有工单，没有评分卡。请改选统计期。"
    ),
    "scorecards.head": "{unit}　{first} 至 {last}　截至 {as_of}",
    "scorecards.partial": "统计期到 {last} 才结束，以下只计到 {as_of}。",
    "scorecards.all_units": "{count} 个单位的评分卡　{first} 至 {last}　截至 {as_of}",
    "scorecards.how": (
        "期望值：把全部单位的工单按分类、类型、渠道、区域、月份和忙闲放在一起估计，同样的工单在一般单位"
        "应达到多少。95%的一般单位落在“期望范围”之内。“明显”的，全部这样的判断中误判预计不超过一成；"
        "只写“可能”的，每二十个一般单位也会有一个，宜再看一期。其余单位之间没有名次。"
    ),
    "scorecards.no_expectation": "您能查看的单位不足{least}个，或可计算的工单太少，没有期望值。",
    "scorecards.col_indicator": "指标",
    "scorecards.col_value": "数值",
    "scorecards.col_hits": "分子",
    "scorecards.col_n": "件数",
    "scorecards.col_interval": "95%区间",
    "scorecards.col_target": "目标",
    "scorecards.col_expected": "期望值",
    "scorecards.col_band": "期望范围",
    "scorecards.col_verdict": "与期望相比",
    "scorecards.col_year": "近12个月",
    "scorecards.col_unit": "单位",
    "scorecards.target_at_least": "不低于{value}",
    "scorecards.target_at_most": "不超过{value}",
    "scorecards.target_reached": "已达到",
    "scorecards.target_missed": "未达到",
    "scorecards.target_near": "说不准",
    "scorecards.verdict_better": "明显好于期望",
    "scorecards.verdict_maybe_better": "可能好于期望",
    "scorecards.verdict_same": "无明显差异",
    "scorecards.verdict_maybe_worse": "可能差于期望",
    "scorecards.verdict_worse": "明显差于期望",
    "scorecards.verdict_small_n": "样本不足",
    "scorecards.verdict_saturated": "多数单位满分，不分高下",
    "scorecards.score": "{preset}：{total}（满分{full}）",
    "scorecards.part": "　{metric} {rate}　{points}分",
    "scorecards.start": "　起评分　{points}分",
    "scorecards.left_out": "　没有数值而不计的：{metrics}",
    "scorecards.source": "　依据：{source}（{dated}）",
    "scorecards.unreadable": "读不出评分办法文件 {file}。请检查其格式；没有作任何计算。",
    "scorecards.unknown_preset": "没有名为“{preset}”的评分办法。可用的：{known}。",
    "scorecards.preset_lacks": "评分办法“{preset}”没有写明 {what}，不能使用。请补充后再试。",
    "scorecards.preset_kind": (
        "评分办法“{preset}”的 kind“{kind}”不认识；可用：points（得分制）、deduction（扣分制）、"
        "ratio（与目标之比）。"
    ),
    "scorecards.preset_number": "评分办法“{preset}”的 {what} 写得不对，不能使用。请改正后再试。",
    "scorecards.unknown_metric": (
        "评分办法“{preset}”用到的指标“{metric}”没有登记，不能使用。指标名称见 weisu metric。"
    ),
    "scorecards.no_rate": "评分办法“{preset}”用到的“{metric}”不是分好坏的比率，不能计分。",
    "scorecards.no_weights": "评分办法“{preset}”的权重合计为0，不能计分。请至少给一个指标权重。",
    "scorecards.no_weight_left": (
        "按评分办法“{preset}”，这个单位有数值的指标权重合计为0，没有得分。"
    ),
    "scorecards.deductions": (
        "评分办法“{preset}”最多可扣的分合计应大于0、不超过起评分。请改正后再试。"
    ),
    "scorecards.no_figures": "评分办法“{preset}”的各项指标，这个单位都没有数值，没有得分。",
    "scorecards.no_target": (
        "“{metric}”在{year}年没有目标值，不能按目标计分。请在评分办法中写明目标。"
    ),
}
