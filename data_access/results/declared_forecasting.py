"""The frames of the room ``forecasting``: what will come, how sure that is, what to prepare.

All of them are said of every ticket of the jurisdiction. Who may see only some of them gets a
forecast that is made anew of those (``forecasting/making.py``), never a part of these.
"""

from __future__ import annotations

from data_access.results.declared import Column as C  # noqa: N817 - a table of columns
from data_access.results.declared import Frame

ROOM = "forecasting"
_CELL = (
    C("area", "text", "区域", required=True),
    C("category", "text", "分类", required=True),
    C("channel", "text", "渠道", required=True),
)

FORECAST = Frame(
    ROOM,
    "forecast",
    "预测",
    (
        *_CELL,
        C("origin", "day", "已知到", required=True),
        C("period", "day", "日期", required=True),
        C("grain", "text", "粒度", required=True),
        C("mean", "float", "预测", "件", required=True),
        C("q05", "float", "5%分位", "件"),
        C("q10", "float", "10%分位", "件"),
        C("q25", "float", "25%分位", "件"),
        C("q50", "float", "中位", "件"),
        C("q75", "float", "75%分位", "件"),
        C("q90", "float", "90%分位", "件"),
        C("q95", "float", "95%分位", "件"),
        C("model", "text", "方法", required=True),
        C("rough", "bool", "区间粗略", required=True),
        C("certain", "bool", "节假日已公布", required=True),
    ),
    "whole",
)

SCORE = Frame(
    ROOM,
    "forecast_score",
    "回测误差",
    (
        *_CELL,
        C("model", "text", "方法", required=True),
        C("horizon", "int", "提前天数", "天", required=True),
        C("mae", "float", "平均绝对误差", "件"),
        C("actual", "float", "日均实际", "件"),
        C("mase", "float", "相对误差", "倍"),
        C("origins", "int", "回测次数", "次"),
    ),
    "whole",
)

CALENDAR_ITEM = Frame(
    ROOM,
    "calendar_item",
    "民情月历",
    (
        C("month", "day", "月份", required=True),
        C("category", "text", "分类", required=True),
        C("rank", "int", "次序", required=True),
        C("expected", "float", "预计", "件"),
        C("norm", "float", "平常月", "件"),
        C("rise", "float", "为平常的", "倍"),
        C("low", "float", "下限", "件"),
        C("high", "float", "上限", "件"),
        C("last_year", "float", "去年同月", "件"),
        C("last_year_rise", "float", "去年为平常的", "倍"),
        C("repeat_rate", "float", "重复诉求占比", "比例"),
        C("score", "float", "次序依据", "件"),
        C("start", "day", "开始的一周"),
        C("departments", "text", "需准备的单位"),
        C("evidence", "text", "依据"),
    ),
    "whole",
)

DRIVER = Frame(
    ROOM,
    "driver",
    "变化的原因",
    (
        C("comparison", "text", "比较", required=True),
        C("before", "day", "前期开始", required=True),
        C("after", "day", "本期开始", required=True),
        C("reading", "text", "角度", required=True),
        C("key", "text", "部分", required=True),
        C("change", "int", "变化", "件", required=True),
        C("share", "float", "占变化的比例", "比例"),
    ),
    "whole",
)

STAFFING = Frame(
    ROOM,
    "staffing",
    "分时坐席",
    (
        C("day", "day", "日期", required=True),
        C("hour", "int", "时刻", "时", required=True),
        C("calls", "float", "预计来电", "通"),
        C("low", "float", "来电下限", "通"),
        C("high", "float", "来电上限", "通"),
        C("agents", "int", "坐席", "个"),
        C("agents_high", "int", "来电偏多时的坐席", "个"),
        C("level", "float", "15秒接听率", "比例"),
        C("wait_s", "float", "平均等待", "秒"),
        C("abandoned", "float", "放弃率", "比例"),
        C("occupancy", "float", "通话占用率", "比例"),
    ),
    "whole",
)

FINDING = Frame(
    ROOM,
    "finding",
    "数据异常与水平变化",
    (
        C("kind", "text", "类型", required=True),
        *_CELL,
        C("first", "day", "开始"),
        C("last", "day", "结束"),
        C("text", "text", "说明", required=True),
        C("factor", "float", "水平变化", "倍"),
    ),
    "whole",
)

FACTS = Frame(
    ROOM,
    "facts",
    "运行说明",
    (
        C("name", "text", "名称", required=True),
        C("value", "float", "数值"),
        C("words", "text", "说明"),
    ),
    "whole",
)

FRAMES = (FORECAST, SCORE, CALENDAR_ITEM, DRIVER, STAFFING, FINDING, FACTS)
