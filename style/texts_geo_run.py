"""Texts about areas: the night's step, and what the command says."""

from __future__ import annotations

GEO_RUN: dict[str, str] = {
    "geo_run.no_areas": "区域表中没有可以比较的区域，不做区域分析",
    "geo_run.no_places": "工单没有填写区域，不做区域分析",
    "geo_run.too_few": "工单只有{count}件，不足{least}件，暂不做区域分析",
    "geo_run.unchanged": "数据没有变化，沿用现有的区域分析",
    "geo_run.just_done": "刚分析过同一天的数据，下次再更新",
    "geo_run.no_run": "地区 {code} 还没有区域分析。请先运行 weisu run；数据没有改动。",
}
