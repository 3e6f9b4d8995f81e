"""Texts of the page 今日要情."""

from __future__ import annotations

LEADER: dict[str, str] = {
    "page.today": "今日要情",
    # --- today
    "today.basis_volume": "{period}受理，共 {days} 天",
    "today.basis_rate": "{period}受理，依据 {n} 件；95%可信范围 {low} 至 {high}",
    "today.assessed": "考核口径 {value}（剔除 {out} 件）",
    "today.no_earlier": "没有{label}数据，不作比较",
    "today.one_area": "已限定到一个街道（乡镇），没有区域可比。",
    "today.no_areas": "数据源没有区县、街道字段，无法比较各区域。",
    "today.leaf_category": "已限定到最细的诉求分类，没有下级分类可比。",
    "today.no_categories": "数据源没有诉求分类，无法判断哪一类上升。",
    "today.short_history": "本期之前的数据不足 28 天，暂不能判断各类是否高于往常。",
    "today.before": "前{days}天",
    "today.all_areas": "所选区域",
    "today.no_rises": "本期没有高于往常的诉求分类。",
    "today.title_trend": "每日诉求量",
    "today.title_rises": "上升的诉求分类",
    "today.title_areas": "各区域诉求",
    "today.title_rates": "按时办结与满意",
    "today.trend_bare": "每日诉求量",
    "today.trend_above": "本期{all}天中有{days}天高于通常范围，{top}最突出（{count}件）",
    "today.trend_within": "本期每日诉求量没有高于通常范围",
    "today.trend_key": "实线为实际，虚线为考虑工作日和节假日的预期，灰带为通常范围（八成的日子）",
    "today.area_above": "{name}每万人诉求最多，是{whole}平均的{times}倍",
    "today.area_even": "没有哪个区域的每万人诉求明显偏高",
    "today.area_counts": "{name}诉求最多，共{count}件",
    "today.area_key_rate": "按常住人口计算，括号内为件数，红色为明显高于其他区域",
    "today.area_key_count": "没有人口数据，按件数排列，不宜直接比较各区域",
    "today.area_key_top": "共{all}个区域，只列前{shown}个",
    "today.area_key_unplaced": "另有{count}件没有区域信息",
    "today.area_count": "{count}件",
    "today.area_rate": "{rate}（{count}件）",
    "today.area_rate_few": "{rate}（{count}件，样本不足）",
    "today.area_hover": (
        "{name}：每万人 {rate} 件\n95%可信范围 {low} 至 {high}\n{count} 件，常住人口 {people}"
    ),
    "today.rise_above": "{name}上升最明显：{count}件，按往常应为{expected}件左右",
    "today.rise_above_rare": "{name}上升最明显：{count}件，往常几乎没有",
    "today.rise_none": "没有诉求分类明显高于往常",
    "today.rise_key": "上条为本期，灰条为预期",
    "today.rise_key_notable": "红色为明显上升",
    "today.rise_key_season": "预期依据前8周和去年同期的季节变化",
    "today.rise_key_no_season": "预期依据前8周，没有去年数据，未考虑季节变化",
    "today.rise_observed": "{count}件（{ratio}）",
    "today.rise_observed_only": "{count}件",
    "today.rise_expected": "预期{count}件",
    "today.rise_rare": "预期不足1件",
    "today.rise_hover": (
        "{name}：本期 {count} 件，预期 {expected} 件\n为预期的倍数，95%可信范围 {low} 至 {high}"
    ),
    "today.rate_bare": "近6个月按时办结与满意情况",
    "today.rate_key": "按受理月份，最近一月为蓝色，只计到{day}；竖线为95%可信范围",
    "today.rate_now": "{label}{rate}",
    "today.rate_steady": "{label}{rate}，较上月无明显变化",
    "today.rate_up": "{label}{rate}，较上月上升{size}",
    "today.rate_down": "{label}{rate}，较上月下降{size}",
    "today.rate_hover": (
        "{label}（{month}）：{rate}\n95%可信范围 {low} 至 {high}\n分子 {hit} 件，分母 {n} 件"
    ),
    "today.month": "{month}月",
}
