"""What the room stores: what will come, how sure that is, what to prepare, facts of a run.

Frames of cells are read by area. What is said of a lead unit's tickets stands in frames of its own
(``unit_…``), read by unit. The month's matters, drivers and seats of every ticket are for those
only who may see them all.
"""

from __future__ import annotations

from typing import ClassVar

from data_access.results.declared import Column as C  # noqa: N817 - a table of columns
from data_access.results.declared import Frame, Reach
from data_access.results.facts import RunFacts

ROOM = "forecasting"
_CELL = (
    C("area", "text", "区域编码（* 为全部）", required=True),
    C("category", "text", "分类编码（* 为全部）", required=True),
    C("channel", "text", "来源渠道（* 为全部）", required=True),
)

_FORECAST = (
    *_CELL,
    C("origin", "day", "数据截至", required=True),
    C("period", "day", "预测日", required=True),
    C("grain", "text", "时间粒度", required=True),
    C("mean", "float", "预测件数", "件", required=True),
    *(
        C(f"q{q:02d}", "float", f"{q}% 分位数", "件", required=True)
        for q in (5, 10, 25, 50, 75, 90, 95)
    ),
    C("model", "text", "所用模型", required=True),
    C("rough", "bool", "区间仅供参考", required=True),
    C("certain", "bool", "节假日安排已公布", required=True),
)

_AHEAD = _FORECAST[len(_CELL) :]
_UNIT = C("unit", "text", "承办单位", required=True)
_UNIT_CELL = (_UNIT, C("category", "text", "分类编码（* 为全部）", required=True))
_REMADE = C("remade", "bool", "事后按当时的数据补算", required=True)

FORECAST = Frame(ROOM, "forecast", "预测", _FORECAST, "area")

EARLIER = Frame(
    ROOM,
    "earlier",
    "此前作出的预测",
    (*_FORECAST, _REMADE),
    "area",
)

_EXPECTED = (
    C("category", "text", "分类编码（* 为全部）", required=True),
    C("period", "day", "日期", required=True),
    C("mean", "float", "预期件数", "件", required=True),
    C("scatter", "float", "日件数的方差与均值之比", required=True),
    C("drift", "float", "整周偏离预期的相对标准差", required=True),
    C("season", "float", "季节为全年平均的倍数", "倍", required=True),
    C("weekday", "float", "星期、节假日为全年平均的倍数", "倍", required=True),
    C("event", "float", "已知事件为全年平均的倍数", "倍", required=True),
    _REMADE,
)
_AREA = C("area", "text", "区域编码", required=True)

EXPECTED = Frame(ROOM, "expected", "每日预期", (_AREA, *_EXPECTED), "area")
UNIT_EXPECTED = Frame(ROOM, "unit_expected", "各单位的每日预期", (_UNIT, *_EXPECTED), "unit")

# How the days of the whole and of units compare with each other, without how many tickets they
# have: the season of which a part takes its share, for those too who see only that part.
EXPECTED_SHAPE = Frame(
    ROOM,
    "expected_shape",
    "预期的起伏",
    (
        C("unit", "text", "承办单位（* 为全部）", required=True),
        C("category", "text", "分类编码（* 为全部）", required=True),
        C("period", "day", "日期", required=True),
        C("mean", "float", "预期为所存日均的倍数", "倍", required=True),
        C("scatter", "float", "1 加方差超出均值的倍数与所存日均之比", required=True),
        *(c for c in _EXPECTED if c.name in ("drift", "season")),
    ),
    "open",
)

_ERRORS = (
    C("model", "text", "模型", required=True),
    C("horizon", "int", "提前天数", "天", required=True),
    C("mae", "float", "平均绝对误差", "件", required=True),
    C("actual", "float", "实际日均件数", "件", required=True),
    C("mase", "float", "相对误差", "倍", required=True),
    C("origins", "int", "回测期数", "期", required=True),
)

SCORE = Frame(ROOM, "forecast_score", "预测回测误差", (*_CELL, *_ERRORS), "area")

_FOUND = (
    C("first", "day", "起始日", required=True),
    C("last", "day", "截止日", required=True),
    C("text", "text", "说明", required=True),
    C("factor", "float", "水平倍数", "倍", required=True),
)

FINDINGS = Frame(
    ROOM,
    "finding",
    "数据中的异常",
    (C("kind", "text", "类别", required=True), *_CELL, *_FOUND),
    "area",
)

_POINT = (
    C("part", "text", "构成（trend、week、year、holiday）", required=True),
    C("key", "text", "日期、星期、月份或节假日", required=True),
    C("place", "int", "次序", required=True),
    C("value", "float", "趋势为日均件数，其余为全年平均的倍数", required=True),
)

COMPONENT = Frame(ROOM, "component", "预测的构成", (*_CELL, *_POINT), "area")

_ITEM = (
    C("month", "day", "月份", required=True),
    C("category", "text", "分类编码", required=True),
    C("rank", "int", "次序", required=True),
    C("expected", "float", "预计件数", "件", required=True),
    C("norm", "float", "近一年月均件数", "件", required=True),
    C("rise", "float", "为近一年月均的倍数", "倍", required=True),
    C("low", "float", "预计下限", "件", required=True),
    C("high", "float", "预计上限", "件", required=True),
    C("last_year", "float", "去年同月件数", "件"),
    C("last_year_rise", "float", "去年同月为当年月均的倍数", "倍"),
    C("repeat_rate", "float", "重复诉求占比", required=True),
    C("score", "float", "排序依据", "件", required=True),
    C("start", "day", "开始的一周", required=True),
    C("departments", "text", "需准备的单位", required=True),
    C("evidence", "text", "依据", required=True),
)

CALENDAR_ITEM = Frame(ROOM, "calendar_item", "民情月历", _ITEM, "whole")

_PART = (
    C("comparison", "text", "与谁比", required=True),
    C("before", "day", "前期首日", required=True),
    C("after", "day", "本期首日", required=True),
    C("reading", "text", "角度", required=True),
    C("key", "text", "部分", required=True),
    C("change", "int", "变化", "件", required=True),
    C("share", "float", "占变化的比例"),
)

DRIVER = Frame(ROOM, "driver", "变化原因", _PART, "whole")

AREA_ITEM = Frame(ROOM, "area_item", "各区域的民情月历", (_AREA, *_ITEM), "area")
AREA_DRIVER = Frame(ROOM, "area_driver", "各区域的变化原因", (_AREA, *_PART), "area")

UNIT_FORECAST = Frame(ROOM, "unit_forecast", "各单位的预测", (*_UNIT_CELL, *_AHEAD), "unit")
UNIT_EARLIER = Frame(
    ROOM, "unit_earlier", "此前作出的各单位预测", (*_UNIT_CELL, *_AHEAD, _REMADE), "unit"
)
UNIT_SCORE = Frame(ROOM, "unit_score", "各单位预测的回测误差", (*_UNIT_CELL, *_ERRORS), "unit")
UNIT_FINDING = Frame(
    ROOM,
    "unit_finding",
    "各单位数据中的异常",
    (C("kind", "text", "类别", required=True), *_UNIT_CELL, *_FOUND),
    "unit",
)
UNIT_ITEM = Frame(ROOM, "unit_item", "各单位的民情月历", (_UNIT, *_ITEM), "unit")
UNIT_DRIVER = Frame(ROOM, "unit_driver", "各单位的变化原因", (_UNIT, *_PART), "unit")
UNIT_COMPONENT = Frame(ROOM, "unit_component", "各单位预测的构成", (*_UNIT_CELL, *_POINT), "unit")

# Of all tickets, by channel: the last days as they are and will be when all is recorded.
COMPLETENESS = Frame(
    ROOM,
    "completeness",
    "近几天的到齐程度",
    (
        C("period", "day", "日期", required=True),
        C("channel", "text", "来源渠道", required=True),
        C("seen", "float", "已录入件数", "件", required=True),
        C("mean", "float", "预计全部件数", "件", required=True),
        C("low", "float", "预计下限", "件", required=True),
        C("high", "float", "预计上限", "件", required=True),
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
        C("calls", "float", "预计来电", "通", required=True),
        C("low", "float", "来电下限", "通", required=True),
        C("high", "float", "来电上限", "通", required=True),
        C("agents", "int", "坐席", "个", required=True),
        C("agents_high", "int", "来电偏多时的坐席", "个", required=True),
        C("level", "float", "目标时间内接听率", required=True),
        C("wait_s", "float", "平均等待", "秒", required=True),
        C("abandoned", "float", "放弃率", required=True),
        C("occupancy", "float", "占用率", required=True),
    ),
    "whole",
)


class Facts(RunFacts):
    """What a run notes. ``cells``: of the grid ``area_level`` × ``category_level``.

    Notes: why there are no drivers or seats, in Chinese. Seats rest on ``handling_s`` and
    ``patience_s`` seconds; ``handling_measured``: from the source's own calls.
    """

    room: ClassVar[str] = ROOM
    reach: ClassVar[Reach] = "whole"
    cells: int = 0
    area_level: str = ""
    category_level: int = 0
    driver_note: str = ""
    seat_note: str = ""
    handling_s: float | None = None
    handling_measured: bool = False
    patience_s: float | None = None
