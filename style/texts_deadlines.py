"""Texts about tickets that fall due soon."""

from __future__ import annotations

DEADLINES: dict[str, str] = {
    "deadlines.too_few": "时限已过的工单只有{count}件，不足{least}件，暂不估计超期可能",
    "deadlines.no_deadlines": "数据中没有办理时限，不估计超期可能",
    "deadlines.unchanged": "数据没有变化，沿用现有的到期风险",
    "deadlines.just_done": "刚估计过同一天的数据，下次再更新",
    "deadlines.no_run": "地区 {code} 还没有到期风险。请先运行 weisu run；数据没有改动。",
    "deadlines.head": "截至 {as_of}，10个工作日内到期的未办结工单 {count} 件",
    "deadlines.line": "{ticket_no}　{unit}　剩余{days}个工作日，超期可能{p}（{basis}）",
    "deadlines.based_unit_category": (
        "剩余{days}个工作日仍未办结的本单位同类工单{n}件中{late}件超期"
    ),
    "deadlines.based_unit": "剩余{days}个工作日仍未办结的本单位工单{n}件中{late}件超期",
    "deadlines.based_limit": "剩余{days}个工作日仍未办结的同等时限工单{n}件中{late}件超期",
    "deadlines.based_city": "剩余{days}个工作日仍未办结的工单{n}件中{late}件超期",
    "deadlines.short_unit_category": "本单位同类{n}件中{late}件",
    "deadlines.short_unit": "本单位{n}件中{late}件",
    "deadlines.short_limit": "同等时限{n}件中{late}件",
    "deadlines.short_city": "全部{n}件中{late}件",
    "deadlines.held": "过去半年按当时所知估计{judged}件，事后超期{late}",
    "deadlines.held_high": "；其中估计为高风险的{flagged}件，事后超期{late}。",
    "deadlines.held_no_high": "；没有估计为高风险的。",
    "deadlines.held_none": "还没有可供核对的以往估计。",
    "deadlines.level_high": "高",
    "deadlines.level_raised": "较高",
    "deadlines.level_low": "低",
}
