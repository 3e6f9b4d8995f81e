"""What the room stores: figures of areas by month, patterns over months, who reports too little."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import ClassVar

from pydantic import Field

from data_access.results.declared import Column as C  # noqa: N817 - a table of columns
from data_access.results.declared import Frame
from data_access.results.facts import RunFacts
from geo.statistics.frames import AREA_MEASURES, ROOM

__all__ = [
    "AREA_CATEGORY",
    "AREA_MONTHLY",
    "AREA_PATTERN",
    "AREA_REPORTING",
    "AREA_SERIES",
    "ROOM",
    "STORED",
    "VERSION",
    "Facts",
    "shape_print",
]

_TOLD = (
    C("hits", "float", "分子"),
    C("base", "float", "分母"),
    C("tickets", "int", "该区域当月全部工单", "件", required=True),
    C("few", "bool", "件数过少，对外不显示", required=True),
)
_WHERE = (
    C("level", "text", "区划级别", required=True),
    C("month", "day", "月份（首日）", required=True),
)
_OF_CATEGORY = (
    "area", "measure", "shown", "n", "value", "smoothed", "low", "high", "z", "p_adjusted", "kind",
)  # fmt: skip

AREA_MONTHLY = Frame(
    ROOM, "area_monthly", "区域月度指标", (*_WHERE, *AREA_MEASURES.columns, *_TOLD), "area"
)
"""Of all categories together: a row for each level, month, measure and area, sorted so.

``tickets``: what opening the area's tickets of the month shows; ``few``: withheld from who may not
open them."""

AREA_CATEGORY = Frame(
    ROOM,
    "area_category",
    "区域分类月度指标",
    (
        *_WHERE,
        C("category", "text", "诉求大类", required=True),
        *(AREA_MEASURES.column(name) for name in _OF_CATEGORY),
        *_TOLD,
    ),
    "area",
)
"""The same of every top-level category, where an area has tickets of it or their lack is news."""

AREA_PATTERN = Frame(
    ROOM,
    "area_pattern",
    "区域各月变化",
    (
        C("level", "text", "区划级别", required=True),
        C("measure", "text", "指标", required=True),
        C("area", "text", "区划编码", required=True),
        C("pattern", "text", "各月变化"),
        C("months", "int", "所看月数", "个月", required=True),
        C("hot", "int", "热点月数", "个月", required=True),
        C("cold", "int", "冷点月数", "个月", required=True),
        C("trend", "float", "聚集强度的趋势", "标准差"),
        C("trend_p", "float", "趋势的偶然可能", "比例"),
        C("note", "text", "说明"),
    ),
    "area",
)

AREA_REPORTING = Frame(
    ROOM,
    "area_reporting",
    "区域诉求活跃度",
    (
        C("level", "text", "区划级别", required=True),
        C("area", "text", "区划编码", required=True),
        C("settlement", "text", "城乡类别", required=True),
        C("observed", "float", "首次诉求（突增已削减）", "件"),
        C("expected", "float", "同类区域按人口应有", "件"),
        C("ratio", "float", "与预期之比"),
        C("smoothed", "float", "平滑值"),
        C("low", "float", "区间下限"),
        C("high", "float", "区间上限"),
        C("p_adjusted", "float", "校正后偶然可能", "比例"),
        C("kind", "text", "偏少或偏多"),
    ),
    "area",
)
"""Of the last twelve months together. ``settlement``: ``town`` or ``village``, within which areas
are compared; ``kind``: ``quiet``, ``loud`` or ''."""

AREA_SERIES = Frame(
    ROOM,
    "area_series",
    "区域各月聚集",
    (
        C("level", "text", "区划级别", required=True),
        C("month", "day", "月份（首日）", required=True),
        C("measure", "text", "指标", required=True),
        C("area", "text", "区划编码", required=True),
        C("z", "float", "聚集强度"),
        C("kind", "text", "与周边相比"),
    ),
    "whole",
)
"""Spots of a month among all areas with any ticket: what patterns are made of."""


STORED = (AREA_MONTHLY, AREA_CATEGORY, AREA_PATTERN, AREA_REPORTING, AREA_SERIES)
VERSION = 1
"""Raised where the same counts come to other rows: nothing is taken over then."""


def shape_print(frames: Sequence[Frame] = STORED, version: int = VERSION) -> str:
    """Return a print of what is stored: version, frames, their columns in order and types."""
    shapes = [(f.name, [(c.name, c.kind, c.required) for c in f.columns]) for f in frames]
    return hashlib.sha256(repr((version, shapes)).encode()).hexdigest()[:16]


class Facts(RunFacts):
    """What a run notes about itself.

    ``notes``: what was missing, in Chinese. ``levels``: levels looked at, the widest first.
    ``months``: first days of the months covered, the oldest first; ``partial``: those of them that
    are not whole. ``without``: by level, areas without outline; ``unpeopled``: by level, areas
    without population; ``outside``: by level, the share of tickets that name no area of it.
    ``prints``: by month what it was made of: where that is equal, the next night takes the month
    over; ``taken``: how many months were. ``shape``: print of what was stored (``shape_print``),
    empty in runs from before it was noted.
    """

    room: ClassVar[str] = ROOM
    notes: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()
    months: tuple[str, ...] = ()
    partial: tuple[str, ...] = ()
    without: dict[str, int] = Field(default_factory=dict)
    unpeopled: dict[str, int] = Field(default_factory=dict)
    prints: dict[str, str] = Field(default_factory=dict)
    taken: int = 0
    shape: str = ""
    outside: dict[str, float] = Field(default_factory=dict)
