"""Texts of the page 趋势预测: part of the catalogue in ``texts.py``."""

from __future__ import annotations

FORECAST: dict[str, str] = {
    "page.forecast": "趋势预测",
    "fc.short_title": "历史数据还不够，暂不能预测",
    "fc.short": (
        "{place}{why}。预测要先用过去的数据检验准不准，因此需要这么长的历史；"
        "补充导入更早的工单后，本页自动显示。"
    ),
    # --- nothing stored for what is asked
    "fc.missing_title": "这一范围没有存下预测",
    "fc.missing_run_title": "预测还没有算出",
    "fc.missing_run": "预测每晚算好，本页只读取。今晚算好后自动显示。",
    "fc.missing_units_later": "各单位的预测从下一次夜间运行起提供。",
    "fc.missing_channel": "预测按区域、分类、承办单位给出，不分来源渠道。清除渠道筛选后即可查看。",
    "fc.missing_both": (
        "区域和承办单位不能同时选：夜间只存下各区域、各单位各自的预测。"
        "清除其中一项，即可查看该区域全部诉求或该单位全部诉求的预测。"
    ),
    "fc.missing_both_own": (
        "区域和承办单位不能同时选：您范围内的预测没有再细分。"
        "清除这项筛选，即可查看您范围内全部诉求的预测。"
    ),
    "fc.missing_both_limited": (
        "您的账号同时限于单位和辖区，夜间没有为这样的范围存下预测。实际件数可在“今日要情”查看。"
    ),
    "fc.missing_category": "预测到第二级分类为止。请改选上一级分类。",
    "fc.missing_none_title": "所选范围没有可预测的工单",
    "fc.missing_none": "可清除筛选，或放宽区域、分类、承办单位。",
    "fc.missing_outside": "所选范围不在您能看到的工单之内。可清除筛选。",
    "fc.missing_few_unit": (
        "最近16周承办的工单不足28件，太少，不作预测。实际件数可在“今日要情”查看。"
    ),
    "fc.missing_few_category": (
        "这一分类件数太少，没有单独预测。清除分类筛选，可查看全部分类的预测。"
    ),
    "fc.missing_few_area": "预测按区县或街道给出，没有这一区域单独的预测。请改选上一级区域。",
    # --- several areas or units
    "fc.sums_unit": "{count}个单位",
    "fc.sums_area": "{count}个区域",
    "fc.sums_sentence": "{places}今后7天预计诉求合计约{n}件，{against}",
    "fc.sums_advice": "预计最多的是{name}，今后28天约{n}件。",
    "fc.sums_advice_tied": "预计并列最多的是{name}，今后28天各约{n}件。",
    "fc.sums_counter": "个",
    "fc.sums_fresh": "数据截至{as_of}（{weekday}），由夜间运行算出。",
    "fc.sums_note": (
        "合计为各自预计件数之和；各自的可信范围不能相加，因此合计不给范围。"
        "在筛选中选定一个，可查看它的每日预测、可信范围和误差。"
    ),
    "fc.sums_left": "{names}最近16周不足28件，没有预测，不计入合计。",
    "fc.sums_total": "合计",
    "fc.sums_table": "各单位、各区域的预计件数",
    "fc.sums_name_unit": "承办单位",
    "fc.sums_name_area": "区域",
    # --- the sentence and the advice
    "fc.sentence": "今后7天预计诉求约{n}件，{against}",
    "fc.sentence_few": "近{days}天收到工单{n}件，其中近7天{week}件；件数少，不作预测",
    "fc.advice_few": "每周预计不足{least}件时不报预测数字，请逐件看工单。",
    "fc.fresh_few": "数据截至{as_of}（{weekday}）",
    "fc.sentence_item": "；{month}“{name}”预计约{expected}件，{rise}",
    "fc.more": "比近7天多{share}",
    "fc.less": "比近7天少{share}",
    "fc.same": "与近7天大致相当",
    "fc.advice_item": "建议{units}{start}做好准备。",
    "fc.advice_item_own": "建议{start}做好准备。",
    "fc.advice_items": "建议{units}{start}做好准备，并关注{names}。",
    "fc.from_now": "即日起",
    "fc.from_week": "自{start}那一周起",
    "fc.rise_times": "是近一年月均的{times}倍",
    "fc.advice_more": "诉求将明显增多，建议提前安排话务和承办力量。",
    "fc.advice_none": "没有明显的上升，按现有安排即可。",
    "fc.fresh": "数据截至{as_of}（{weekday}）；{error}",
    "fc.error": "过去{months}个月，提前一周的预测平均偏差{share}{few}。",
    "fc.error_few": "（每天件数少，逐日偏差本来就大）",
    "fc.error_none": "历史不足，尚不能说明误差。",
    "fc.fresh_run": "运行编号 {run}",
    "fc.own_unit": (
        "只预测这一单位承办的工单，由夜间运行用快速方法算出；各单位之和与全部工单的预测不必相等。"
    ),
    "fc.own_area": "只预测这一区域的工单，由夜间运行算出；各区域之和等于全部工单的预测。",
    "fc.stale": "预测截至{as_of}，数据已更新到{last_day}；今晚预测后，本页会跟上。",
    "fc.uncertain": "{first}起的节假日安排尚未公布，按规则推算。",
    # --- tiles
    "fc.tile_week": "今后7天",
    "fc.tile_month": "今后28天",
    "fc.tile_error": "提前一周的平均偏差",
    "fc.count": "约{n}件",
    "fc.against_before": "近{days}天实际{n}件{due}",
    "fc.due_before": "，预期约{n}件",
    "fc.error_note": "提前二至四周：{share}",
    "fc.error_note_none": "样本不足",
    "fc.help_sum": (
        "今后{days}天每日预测之和；近{days}天为截至{as_of}的实际件数，预期为各周之前作出的当周预期之和，"
        "与“今日要情”相同。"
    ),
    "fc.help_error": (
        "回测{origins}次：每次只用当时已有的数据预测，再与后来的实际相比。"
        "平均偏差 = 每日误差的绝对值之和 ÷ 实际件数之和。"
    ),
    # --- pictures
    "fc.title": "今后28天每天约{low}至{high}件，{peak}最多",
    "fc.title_flat": "今后28天每天约{n}件",
    "fc.key": (
        "实线为实际；虚线为预测，由内到外的色带可信度为50%、80%、90%；灰点线为此前作出的预测"
    ),
    "fc.key_rough": (
        "实线为实际；虚线为预测；每日不足5件，色带只是粗略范围；灰点线为此前作出的预测"
    ),
    "fc.now": "▸ 今后",
    "fc.hover": "{day} {weekday}{note}<br>预测约{n}件<br>90%可信范围{low}至{high}件",
    "fc.hover_rough": "{day} {weekday}{note}<br>预测约{n}件<br>粗略范围{low}至{high}件",
    "fc.hover_past": "{day} {weekday}{note}<br>实际{n}件",
    "fc.hover_before": "<br>此前预测约{n}件",
    "fc.before": (
        "{origin}与后来的实际相比：28天合计预测约{expected}件，实际{actual}件，"
        "每日平均偏差{share}，{inside}天落在90%可信范围内。"
    ),
    "fc.before_rough": (
        "{origin}与后来的实际相比：28天合计预测约{expected}件，实际{actual}件，"
        "每日平均偏差{share}。"
    ),
    "fc.before_shown": "{origin}作出的预测",
    "fc.before_remade": "按{origin}时的数据补算的预测",
    "fc.before_none": "历史不足，没有四周前的预测可对照。",
    "fc.drivers_title": "近28天比{before}{change}件，主要是{main}",
    "fc.drivers_same": "近28天与{before}件数相同",
    "fc.drivers_month": "前28天",
    "fc.drivers_year": "去年同期",
    "fc.drivers_up": "多{n}",
    "fc.drivers_down": "少{n}",
    "fc.drivers_key": "各条相加正好等于合计",
    "fc.drivers_now": "近28天{n}件",
    "fc.past_tickets": "查看近{days}天工单",
    "fc.drivers_total": "合计",
    "fc.drivers_name": "变化原因",
    "fc.drivers_choose": "与谁比",
    "fc.drivers_none": "所选范围暂无变化原因：{why}",
    "fc.drivers_cut": "变化原因按全部分类计算，选了分类时不显示。",
    "fc.drivers_few": "没有为这一范围分解变化：近期有缺数的日子，或件数太少。",
    "fc.reading_made": "由什么造成",
    "fc.reading_category": "哪类诉求",
    "fc.reading_area": "哪个区域",
    "fc.reading_who": "什么人",
    "fc.reading_choose": "角度",
    "fc.rest": "其余{count}项",
    "fc.unknown": "未填写",
    "fc.seats_name": "分时坐席",
    "fc.seats_title": "{day}（{weekday}）{hour}时前后最忙，需{n}个坐席",
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
    "fc.seats_cut": "话务不分承办单位、区域和分类，只看一部分工单时不推算坐席。",
    "fc.no_seats": "暂不能推算分时坐席。",
    "fc.day": "日期",
    # --- the month
    "fc.task": "交办预案：{matter}",
    "fc.task_title": "{month}{matter}诉求提前预案",
    "fc.task_says": "预计{month}{matter}诉求{n}件，{rise}",
    "fc.task_requirement": "请针对{matter}诉求制定预案，{start}开展排查和准备，并报送落实情况。",
    "fc.month_title": "民情月历：{month}",
    "fc.month_what": "格中为当日预计件数，底色越浓越多",
    "fc.month_holiday": "“休”为法定节假日",
    "fc.month_make_up": "“班”为调休上班",
    "fc.month_begin": "“起”为下列事项的开始",
    "fc.month_items": "{month}要防的事",
    "fc.month_items_what": "按预计比近一年月均多出的件数排列，过去重复诉求多的靠前。",
    "fc.month_none": "{month}没有明显高于近一年月均的事项。",
    "fc.holiday": "休",
    "fc.make_up": "班",
    "fc.begin": "起",
    "fc.col_rank": "序",
    "fc.col_matter": "事项",
    "fc.col_expected": "预计件数",
    "fc.col_norm": "近一年月均",
    "fc.col_last_year": "去年同月",
    "fc.col_rise": "与月均相比",
    "fc.col_start": "何时开始",
    "fc.col_units": "请哪些单位准备",
    "fc.col_evidence": "依据",
    "fc.rise": "比近一年月均多{share}",
    "fc.more_items": "其余{count}项见下方“查看数据”。",
    # --- tables
    "fc.details": "查看数据",
    "fc.table_cells": "分类预测",
    "fc.table_days": "每日预测",
    "fc.table_before": "此前的预测与实际",
    "fc.table_models": "各方法的误差",
    "fc.table_apart": "构成",
    "fc.table_items": "民情月历",
    "fc.table_findings": "数据异常",
    "fc.finding_first": "自",
    "fc.finding_last": "至",
    "fc.finding_text": "说明",
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
    "fc.cell_promise": "范围",
    "fc.promised": "可信度90%",
    "fc.rough": "粗略估计",
    "fc.day_mean": "预计件数",
    "fc.day_q": "{q}分位",
    "fc.day_actual": "实际件数",
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
    "fc.findings_more": "另有{count}项，见“查看数据”。",
    "fc.why_title": "预测方法与检验",
    "fc.why": (
        "为何用这个方法：用过去的数据检验{origins}次，提前一周的平均偏差，"
        "{model}为{own}{naive}{others}；{why}。"
    ),
    "fc.why_beside": "，沿用上周同日为{share}",
    "fc.why_others": "，{name}为{share}",
    "fc.why_combined": "各方法按回测误差加权，哪一种都没有明显更准",
    "fc.why_best": "它比其他方法明显更准",
    "fc.why_naive": "其他方法都不比它准",
    "fc.why_untested": "为何用这个方法：历史不足，尚不能检验，先沿用上周同日。",
    "fc.model_name": "方法",
    "fc.off_week": "提前1至7天的平均偏差",
    "fc.off_month": "提前8至28天的平均偏差",
    "fc.model_shown": "本页所用（各级合计一致）",
    # --- taken apart
    "fc.apart": "拆开看：趋势、星期、月份、节假日",
    "fc.apart_choose": "看哪一部分",
    "fc.apart_trend": "趋势",
    "fc.apart_week": "星期",
    "fc.apart_year": "月份",
    "fc.apart_holiday": "节假日",
    "fc.apart_trend_up": "剔除星期、季节、节假日后，每天由约{first}件升到{last}件",
    "fc.apart_trend_down": "剔除星期、季节、节假日后，每天由约{first}件降到{last}件",
    "fc.apart_trend_flat": "剔除星期、季节、节假日后，每天约{last}件，没有明显升降",
    "fc.apart_more": "{name}比全年平均多{share}，最为突出",
    "fc.apart_less": "{name}比全年平均少{share}，最为突出",
    "fc.apart_even": "各{what}相差不大",
    "fc.apart_unit": "与全年平均相比",
    "fc.apart_key": "按预测所用的季节、节假日曲线拆分，各部分相乘；由夜间运行算出",
    "fc.apart_young": "历史不足两年，月份的影响还不能与趋势完全分开，仅供参考。",
    "fc.apart_none": (
        "这一部分没有拆开：夜间运行只拆开全部工单、各区域、件数多的单位和各一级分类，"
        "且需要满{days}天历史、平均每天至少1件。"
    ),
    "fc.apart_value": "影响",
    "fc.apart_measure": "单位",
    "fc.apart_a_day": "件/天",
    "fc.apart_times": "倍",
    # --- methods
    "fc.model_snaive": "沿用上周同日",
    "fc.model_theta": "平滑外推",
    # No longer fitted; results of earlier nights name it.
    "fc.model_tsb": "稀疏序列平滑",
    "fc.model_regression": "计数回归（季节、节假日、趋势）",
    "fc.model_regression_quick": "计数回归（偏重近期）",
    "fc.model_ets": "指数平滑",
    "fc.model_stl_arima": "季节分解加自回归",
    "fc.model_sarimax": "季节自回归",
    "fc.model_prophet": "趋势与节假日分解",
    "fc.model_combination": "多种方法加权组合",
    "fc.weekday": "星期",
}
