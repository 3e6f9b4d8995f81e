"""Texts about events: what several pages say of the event that a warning or topic belongs to."""

from __future__ import annotations

EVENTS: dict[str, str] = {
    "event.no_warnings": "还没有预警结果，事件只按主题与重复诉求登记",
    "event.no_hotspots": "没有热点分析结果，事件只按预警登记",
    "event.nothing_found": "还没有预警、热点结果，不作事件登记",
    "event.unchanged": "预警、热点、预测没有变化，沿用现有事件登记",
    "event.state_new": "新发",
    "event.state_growing": "扩大",
    "event.state_steady": "持续",
    "event.state_fading": "减弱",
    "event.state_ended": "已结束",
    "event.line": "所属事件：{name}（{id}），{first}至{last}共{n}件、{callers}人，{state}",
    "event.own": "所属事件：{name}（{id}），其中您可查看的{n}件、{callers}人，{state}",
    "event.lead": "建议牵头：{unit}",
    "event.lead_share": "承办{share}",
    "event.no_lead": "没有单位承办过半，需明确牵头单位",
    "event.kind_warning": "预警",
    "event.kind_topic": "主题",
    "event.kind_repeat": "重复诉求",
    "event.kind_peak": "预测高峰",
    "event.found_by": "同一事件还见于：{names}",
    "event.found_one": "{kind}“{name}”",
    "event.with": "同一事件的其他预警（{count}条）",
}
