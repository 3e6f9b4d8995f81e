"""Texts of the page 趋势预测: part of the catalogue in ``texts.py``."""

from __future__ import annotations

FORECAST: dict[str, str] = {
    "page.forecast": "趋势预测",
    "fc.making": "正在按您能看到的工单计算预测，约需数秒",
    "fc.short_title": "历史数据还不够，暂不能预测",
    "fc.short": (
        "{place}{why}。预测要先用过去的数据检验准不准，因此需要这么长的历史；"
        "补充导入更早的工单后，本页自动显示。"
    ),
    "fc.empty_title": "所选范围没有可预测的工单",
    "fc.empty": "可清除筛选，或放宽区域、分类、承办单位。",
    # --- the sentence and the advice
    "fc.sentence": "今后7天预计诉求约{n}件，{against}",
    "fc.sentence_item": "；{month}“{name}”预计约{expected}件，比平常月份{rise}",
    "fc.more": "比近7天多{share}",
    "fc.less": "比近7天少{share}",
    "fc.same": "与近7天大致相当",
    "fc.advice_item": "建议{units}{start}做好准备。",
    "fc.advice_item_own": "建议{start}做好准备。",
    "fc.advice_items": "建议{units}{start}做好准备，并关注{names}。",
    "fc.from_now": "即日起",
    "fc.from_week": "自{start}那一周起",
    "fc.rise_times": "多到{times}倍",
    "fc.advice_more": "诉求将明显增多，建议提前安排话务和承办力量。",
    "fc.advice_none": "没有明显的上升，按平常安排即可。",
    "fc.fresh": "数据截至{as_of}（{weekday}），方法：{model}；{error}",
    "fc.error": "过去{months}个月，提前一周的预测平均偏差{share}。",
    "fc.error_none": "历史不足，尚不能说明误差。",
    "fc.fresh_run": "运行编号 {run}",
    "fc.own": (
        "只用{cuts}按同样的方法重新计算，不含其他单位和区域的数字；为尽快显示，只用快速方法。"
    ),
    "fc.own_scope": "您能看到的工单",
    "fc.own_cut": "{cuts}的工单",
    "fc.no_run": "夜间预测还没有完成，以下是刚刚按现有数据算出的结果，只用快速方法。",
    "fc.stale": "预测截至{as_of}，数据已更新到{last_day}；下一次流水线运行后，本页会跟上。",
    "fc.uncertain": "{first}起的节假日安排尚未公布，按规则推算。",
    # --- tiles
    "fc.tile_week": "今后7天",
    "fc.tile_month": "今后28天",
    "fc.tile_error": "提前一周的平均偏差",
    "fc.count": "约{n}件",
    "fc.against_before": "近{days}天实际{n}件",
    "fc.error_note": "提前二至四周：{share}",
    "fc.error_note_none": "样本不足",
    "fc.help_sum": "今后{days}天每日预测之和；近{days}天为截至{as_of}的实际件数。",
    "fc.help_error": (
        "回测{origins}次：每次只用当时已有的数据预测，再与后来的实际相比。"
        "平均偏差 = 每日误差的绝对值之和 ÷ 实际件数之和。"
    ),
    # --- pictures
    "fc.title": "今后28天每天约{low}至{high}件，{peak}最多",
    "fc.title_flat": "今后28天每天约{n}件",
    "fc.key": (
        "实线为实际；虚线为预测，深色带可信度50%、浅色带可信度90%；灰点线为四周前作出的预测"
    ),
    "fc.key_rough": (
        "实线为实际；虚线为预测；每日不足5件，浅色带只是粗略范围；灰点线为四周前作出的预测"
    ),
    "fc.now": "▸ 今后",
    "fc.actual": "实际",
    "fc.expected": "预测",
    "fc.hover": "{day} {weekday}{note}<br>预测约{n}件<br>90%可信范围 {low} 至 {high} 件",
    "fc.hover_rough": "{day} {weekday}{note}<br>预测约{n}件<br>粗略范围 {low} 至 {high} 件",
    "fc.hover_past": "{day} {weekday}{note}<br>实际{n}件",
    "fc.hover_before": "<br>四周前预测约{n}件",
    "fc.before": (
        "四周前的预测与后来的实际相比：28天合计预测约{expected}件，实际{actual}件，"
        "每日平均偏差{share}，{inside}天落在90%可信范围内。"
    ),
    "fc.before_rough": (
        "四周前的预测与后来的实际相比：28天合计预测约{expected}件，实际{actual}件，"
        "每日平均偏差{share}。"
    ),
    "fc.before_none": "历史不足，没有四周前的预测可对照。",
    "fc.drivers_title": "近28天比{before}{change}件，主要是{main}",
    "fc.drivers_same": "近28天与{before}件数相同",
    "fc.drivers_月": "前28天",
    "fc.drivers_年": "去年同期",
    "fc.drivers_up": "多{n}",
    "fc.drivers_down": "少{n}",
    "fc.drivers_key": "各条相加正好等于合计",
    "fc.drivers_total": "合计",
    "fc.drivers_name": "变化原因",
    "fc.drivers_choose": "与谁比",
    "fc.drivers_none": "所选范围暂无变化原因：{why}",
    "fc.drivers_cut": "变化原因按全部工单计算，选了区域或分类时不显示。",
    "fc.reading_made": "由什么造成",
    "fc.reading_category": "哪类诉求",
    "fc.reading_area": "哪个区域",
    "fc.reading_who": "什么人",
    "fc.reading_choose": "角度",
    "fc.rest": "其余{count}项",
    "fc.unknown": "未填写",
    "fc.seats_name": "分时坐席",
    "fc.seats_title": "{day}（{weekday}）最忙，{hour}时前后需{n}个坐席",
    "fc.seats_key": "横线为来电偏多时（可信度90%的上限）所需；目标：15秒内接听率95%",
    "fc.seats_unit": "个坐席",
    "fc.seats_hover": (
        "{hour}时：预计来电{calls}通，需{n}个坐席<br>15秒内接听率{level}，平均等待{wait}秒"
    ),
    "fc.seats_note": (
        "每通按{handling}秒计（{measured}），来电者平均愿等{patience}秒；"
        "坐席数为同时在线接听的人数，休息、培训另计。"
    ),
    "fc.seats_measured": "近四周平均通话时长加60秒话后整理",
    "fc.seats_assumed": "数据源没有通话时长，取通行值",
    "fc.seats_cut": "话务不分区域和分类，选了筛选时不推算坐席。",
    "fc.no_seats": "暂不能推算分时坐席。",
    "fc.day": "日期",
    # --- the month
    "fc.month_title": "民情月历：{month}",
    "fc.month_what": (
        "格中为当日预计件数，颜色越深越多；“休”为法定节假日，“班”为调休上班，“起”为下列事项的开始。"
    ),
    "fc.month_items": "{month}要防的事",
    "fc.month_items_what": "按预计比平常多出的件数排列，过去重复诉求多的靠前。",
    "fc.month_none": "{month}没有明显高于平常的事项。",
    "fc.month_cut": "民情月历的事项按全部区域排出，选了区域时不显示。",
    "fc.holiday": "休",
    "fc.make_up": "班",
    "fc.begin": "起",
    "fc.col_rank": "序",
    "fc.col_matter": "事项",
    "fc.col_expected": "预计件数",
    "fc.col_rise": "比平常月份",
    "fc.col_start": "何时开始",
    "fc.col_units": "请哪些单位准备",
    "fc.col_evidence": "依据",
    "fc.rise": "多{share}",
    "fc.more_items": "其余{count}项见下方“查看数据”。",
    # --- tables
    "fc.details": "查看数据",
    "fc.table_cells": "分类预测",
    "fc.table_days": "每日预测",
    "fc.table_before": "四周前的预测与实际",
    "fc.table_items": "民情月历",
    "fc.table_seats": "分时坐席",
    "fc.table_drivers": "变化原因",
    "fc.cells_what": "分类合计与总数一致。每日不足5件的，范围只是粗略估计，不作承诺。",
    "fc.cell_code": "分类",
    "fc.cell_usual": "近28天实际",
    "fc.cell_week": "今后7天预计",
    "fc.cell_month": "今后28天预计",
    "fc.cell_change": "变化",
    "fc.cell_low": "每日下限",
    "fc.cell_high": "每日上限",
    "fc.cell_promise": "可信度",
    "fc.promised": "90%",
    "fc.rough": "粗略",
    "fc.day_mean": "预计件数",
    "fc.day_q": "{q}分位",
    "fc.day_actual": "实际件数",
    "fc.day_kind": "日类型",
    "fc.hour": "时刻",
    "fc.calls": "预计来电",
    "fc.agents": "坐席",
    "fc.agents_high": "来电偏多时的坐席",
    "fc.level": "15秒接听率",
    "fc.comparison": "比较",
    "fc.reading": "角度",
    "fc.part": "部分",
    "fc.change": "变化（件）",
    "fc.findings": "数据中的异常与变化",
    "fc.findings_what": "预测前已按下列情况处理；如有误报，请核对数据来源。",
    "fc.findings_more": "另有{count}项，见下载。",
    # --- methods
    "fc.model_snaive": "沿用上周同日",
    "fc.model_theta": "平滑外推",
    "fc.model_tsb": "稀疏序列平滑",
    "fc.model_regression": "计数回归（季节、节假日、趋势）",
    "fc.model_regression_quick": "计数回归（偏重近期）",
    "fc.model_ets": "指数平滑",
    "fc.model_stl_arima": "季节分解加自回归",
    "fc.model_sarimax": "季节自回归",
    "fc.model_prophet": "趋势与节假日分解",
    "fc.model_combination": "多种方法加权组合",
}
