"""Texts of the page 数据就绪度."""

from __future__ import annotations

GOVERNANCE: dict[str, str] = {
    "page.readiness": "数据就绪度",
    # --- readiness
    "ready.sentence": "指南所列{all}个系统中，现有数据足以启用{ready}个：{names}",
    "ready.sentence_none": "指南所列{all}个系统，现有数据还不足以启用任何一个",
    "ready.advice_near": "{names}已接近门槛，可以先做准备。",
    "ready.advice_field": "建议先向来源系统补齐“{field}”，可多算{count}项指标（{names}）。",
    "ready.advice_none": "现有字段齐全，可按需要的先后启用。",
    "ready.threshold": "{what} {least}以上",
    "ready.value": "{what} {value}",
    "ready.instead": "（没有话务数据，以此代替）",
    "ready.unmeasured": "{what}：数据中没有",
    "ready.years": "{years}年",
    "ready.no_limit": "指南没有数量门槛",
    "ready.tile_systems": "可以启用的系统",
    "ready.tile_kpi": "可以计算的指标",
    "ready.tile_volume": "日均工单",
    "ready.help_systems": (
        "达到《12345热线接办质效提升——数智化应用指南》的全部数量门槛、且不缺所需字段的系统数；"
        "达到门槛八成的为接近门槛。所需字段由本产品列出，指南没有规定。"
    ),
    "ready.help_kpi": "所需字段都有、或有替代算法的指标数；指标共有几项、各需什么字段见指标口径。",
    "ready.help_volume": "{span}的平均，按自然日。",
    "ready.sums_right": "数据核对：近一年{count}项合计全部相符（各项之和加未分类等于总数）。",
    "ready.sums_wrong": (
        "数据核对不符：{checks}。请系统管理员运行 weisu refresh --full 后再看；原始数据没有改动。"
    ),
    "ready.sums_unsound": (
        "部分月份的工单明细与汇总件数不一致，这些月份暂不给出数字。原始数据没有改动，"
        "请系统管理员运行 weisu refresh --full 重新生成分析数据。"
    ),
    "ready.loop_governance": "未诉先办",
    "ready.loop_service": "接诉即办",
    "ready.col_system": "系统",
    "ready.col_verdict": "判断",
    "ready.col_guide": "指南的门槛",
    "ready.col_ours": "本地实测",
    "ready.col_missing": "缺少",
    "ready.col_field": "缺少的字段",
    "ready.col_opens": "补齐后可以计算",
    "ready.col_kpi": "指标",
    "ready.col_formula": "公式",
    "ready.col_needs": "还需要",
    "ready.fields_title": "缺少的字段与因此不能计算的指标",
    "ready.fields_none": "各项指标所需的字段都有。",
    "ready.instead_title": "用替代算法计算的指标（{count}项）",
    "ready.pending_title": "产品尚不能计算的指标（{count}项）",
    "ready.places_title": "工单的地点",
    "ready.places_line": (
        "近一年工单有{share}定到{level}。来源写明地点的{filed}件，从文字中识别的{found}件，"
        "没有地点的{without}件。"
    ),
    "ready.places_enough": "可以按区域比较。",
    "ready.places_few": (
        "按区域比较时会有遗漏：请先由来源系统登记到最细一级；来源补不了的，"
        "在“数据接入”导入本地地点清单，系统再从工单文字中识别。"
    ),
    "ready.places_unknown": "还没有区划表，无法判断工单的地点。请先在“数据接入”导入区划。",
    "ready.places_share": "{share}（{n}件）",
    "ready.level_community": "社区（村）",
    "ready.level_street": "街道（镇）",
    "ready.level_county": "区县",
    "ready.level_none": "没有地点",
    "ready.col_level": "定到",
    "ready.col_share": "占比",
    "ready.col_filed": "来源写明",
    "ready.col_found": "从文字识别",
    "ready.to_tickets": "查看这些工单",
    "ready.per_day": "{n}件",
}
