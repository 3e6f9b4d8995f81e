"""Texts about areas: the night's step, and what the command says."""

from __future__ import annotations

GEO_RUN: dict[str, str] = {
    "geo.no_areas": "区域表中没有可以比较的区域，不做区域分析",
    "geo.no_places": "工单没有填写区域，不做区域分析",
    "geo.too_few": "工单只有{count}件，不足{least}件，暂不做区域分析",
    "geo.unchanged": "数据没有变化，沿用现有的区域分析",
    "geo.just_done": "刚分析过同一天的数据，下次再更新",
    "geo.learn_no_areas": "还没有区划表，不学习地名",
    "geo.learn_too_few": "写明区划的工单只有{count}件，不足{least}件，暂不学习地名",
    "geo.learn_unchanged": "工单、区划和地点清单没有变化，沿用已学到的地名",
    "geo.learn_later": "今晚学习地名的时间已用完，明晚接着学",
    "geo.no_run": "地区 {code} 还没有区域分析。请先运行 weisu run；数据没有改动。",
    "geo.old_run": (
        "地区 {code} 的区域分析是旧版本算的，不能与真值比较。请先运行 weisu run；数据没有改动。"
    ),
    "geo.no_level": "没有这一级的区域分析。现有：{known}。",
    "geo.no_month": "没有 {asked} 的区域分析，现有 {known}。月份写作 2026-10。",
    "geo.no_category": "没有大类“{asked}”。可用：{known}。",
    "geo.no_category_expected": "与预期之比只按全部诉求计算，不分类别。请去掉 --category。",
    "geo.head": "{label}：{month}，{level} {count} 个，数据截至 {as_of}",
    "geo.partial": "本月数据不是整月，件数偏少，不宜与其他月份比较。",
    "geo.col_area": "区域",
    "geo.col_tickets": "全部工单",
    "geo.col_n": "依据件数",
    "geo.col_value": "指标值",
    "geo.col_smoothed": "平滑值",
    "geo.col_interval": "95%区间",
    "geo.col_z": "聚集强度",
    "geo.col_p": "校正后偶然可能",
    "geo.withheld": "件数过少，不显示",
    "geo.doctor_none": (
        "还没有区域边界（weisu geo import 导入）；区域分析以最近的区域代替相邻区域"
    ),
    "geo.doctor_whole": "区域边界 {counts}，图形有效，面积与登记一致",
    "geo.doctor_without": "；{counts}没有边界",
    "geo.doctor_wrong": (
        "区域边界中有 {count} 个损坏（{codes}等），请用 weisu geo import 重新导入"
    ),
    "geo.doctor_unreadable": (
        "地区 {code} 的区域边界读不出，已损坏；请用 weisu geo import 重新导入"
    ),
    "geo.doctor_count": "{level} {count} 个",
    "geo.evaluate_head": "检验区域分析：{place}，截至 {as_of}，{areas} 个社区（村）",
    "geo.evaluate_order": (
        "诉求意愿的排序与真值的相关系数：活跃度 {index}，人均件数 {per_head}（近12个月）"
    ),
    "geo.evaluate_quiet": (
        "判为诉求偏少 {quiet} 个，其中真值低于0.75的 {true_75} 个、低于0.9的 {true_90} 个；"
        "真值低于0.75的共 {truly} 个"
    ),
    "geo.evaluate_held": "区间含真值（按同类平均折算）：{held}",
    "geo.evaluate_kind": "城乡类别按名称判断，与真值一致：{agree}",
    "geo.evaluate_false": (
        "误报：把 {month} 的{level}数值随机打乱 {maps} 次（没有真聚集），"
        "{with_find} 次有误报，平均每次 {finds} 个"
    ),
    "geo.no_truth": "{path} 中没有 communities.csv。请给出 weisu demo --out 写出的目录。",
}
