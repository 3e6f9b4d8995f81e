"""What is said of every area and measure: one frame."""

from __future__ import annotations

from data_access.results.declared import Column as C  # noqa: N817 - a table of columns
from data_access.results.declared import Frame

ROOM = "geo"

AREA_MEASURES = Frame(
    ROOM,
    "area_measures",
    "区域指标",
    (
        C("area", "text", "区划编码", required=True),
        C("measure", "text", "指标", required=True),
        C("shown", "bool", "件数足够", required=True),
        C("n", "int", "依据件数", "件", required=True),
        C("value", "float", "指标值"),
        C("smoothed", "float", "平滑值"),
        C("low", "float", "区间下限"),
        C("high", "float", "区间上限"),
        C("z", "float", "聚集强度"),
        C("moran", "float", "局部相似度"),
        C("p", "float", "偶然可能", "比例"),
        C("p_adjusted", "float", "校正后偶然可能", "比例"),
        C("kind", "text", "与周边相比"),
        C("pattern", "text", "各月变化"),
        C("like_median", "float", "同类区域中位数"),
        C("like_low", "float", "同类中位数下限"),
        C("like_high", "float", "同类中位数上限"),
        C("like_side", "int", "与相近区域相比", required=True),
        C("note", "text", "说明"),
    ),
    "area",
)
