"""The frames of the room ``forecasting``: forecasts of cells, scores, findings in the data."""

from __future__ import annotations

from data_access.results.declared import Column as C  # noqa: N817 - a table of columns
from data_access.results.declared import Frame

ROOM = "forecasting"
_CELL = (
    C("area", "text", "区域编码（* 为全部）", required=True),
    C("category", "text", "分类编码（* 为全部）", required=True),
    C("channel", "text", "来源渠道（* 为全部）", required=True),
)

FORECAST = Frame(
    ROOM,
    "forecast",
    "预测",
    (
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
    ),
    "area",
)

SCORE = Frame(
    ROOM,
    "forecast_score",
    "预测回测误差",
    (
        *_CELL,
        C("model", "text", "模型", required=True),
        C("horizon", "int", "提前天数", "天", required=True),
        C("mae", "float", "平均绝对误差", "件", required=True),
        C("actual", "float", "实际日均件数", "件", required=True),
        C("mase", "float", "相对误差", "倍", required=True),
        C("origins", "int", "回测期数", "期", required=True),
    ),
    "area",
)

FINDINGS = Frame(
    ROOM,
    "finding",
    "数据中的异常",
    (
        C("kind", "text", "类别", required=True),
        *_CELL,
        C("first", "day", "起始日", required=True),
        C("last", "day", "截止日", required=True),
        C("text", "text", "说明", required=True),
        C("factor", "float", "水平倍数", "倍", required=True),
    ),
    "area",
)

FRAMES = (FORECAST, SCORE, FINDINGS)
