"""Words of pictures and tables that several pages share: units, columns, marks."""

from __future__ import annotations

CHARTS: dict[str, str] = {
    # --- units and columns
    "unit.tickets": "件",
    "unit.per_10k": "件/万人",
    "unit.points": "个百分点",
    "unit.points_axis": "百分点",
    "column.day": "日期",
    "column.holiday": "节日",
    "column.tickets": "诉求量（件）",
    "column.expected": "预期（件）",
    "column.usual_low": "通常下限",
    "column.usual_high": "通常上限",
    "column.area_code": "区划编码",
    "column.area": "区域",
    "column.population": "常住人口",
    "column.per_10k": "每万人诉求",
    "column.low": "95%下限",
    "column.high": "95%上限",
    "column.category_code": "分类编码",
    "column.category": "诉求分类",
    "column.ratio": "为预期的倍数",
    "column.ratio_low": "倍数95%下限",
    "column.ratio_high": "倍数95%上限",
    "column.metric": "指标",
    "column.month": "月份",
    "column.value": "数值",
    "column.numerator": "分子",
    "column.denominator": "分母",
}
