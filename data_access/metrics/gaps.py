"""What a source doesn't send at all, and what can't be shown without it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Gap:
    """One kind of missing data: what it is called and what it is needed for."""

    name: str
    needed_for: str


# Any one of the columns will do.
_NEEDS: tuple[tuple[tuple[str, ...], Gap], ...] = (
    (("content", "title"), Gap("诉求正文", "热点与情绪分析")),
    (("lon",), Gap("坐标", "点位地图")),
    (("area_code",), Gap("行政区划", "区域比较")),
    (("category_code",), Gap("诉求分类", "分类升降")),
    (("org_lead",), Gap("承办单位", "单位评价")),
    (("caller_key",), Gap("诉求人标识", "重复诉求")),
    (("t_close",), Gap("办结时间", "办理时长")),
    (("deadline", "due_result"), Gap("截止时间", "按时办结率")),
    (("satisfied",), Gap("满意度评价", "满意率")),
)


def gaps(columns_present: Mapping[str, float]) -> tuple[Gap, ...]:
    """Return what the source never fills, by the share of tickets in which a column is filled."""
    return tuple(
        gap
        for columns, gap in _NEEDS
        if not any(columns_present.get(column, 0.0) > 0 for column in columns)
    )
