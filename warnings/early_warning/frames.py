"""What the room stores: warnings with their evidence, what texts say of risk, facts of a run."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from data_access.results.declared import Column as C  # noqa: N817 - a table of columns
from data_access.results.declared import Frame, Link
from data_access.results.facts import RunFacts

ROOM = "warnings"

WARNING_TICKET = Frame(
    ROOM,
    "warning_ticket",
    "预警的工单",
    (
        C("ticket_no", "text", "工单编号", required=True),
        C("warning_id", "text", "预警编号", required=True),
    ),
    "tickets",
)

_OF_WARNING = Link(WARNING_TICKET, "warning_id", ("warning_id",))

WARNING = Frame(
    ROOM,
    "warning",
    "预警",
    (
        C("warning_id", "text", "预警编号", required=True),
        C("board", "text", "清单", required=True),
        C("kind", "text", "类型", required=True),
        C("detector", "text", "规则", required=True),
        C("branch", "text", "类别", required=True),
        C("severity", "text", "级别", required=True),
        C("rule", "text", "定级规则", required=True),
        C("area_code", "text", "区划"),
        C("category_code", "text", "分类"),
        C("channel", "text", "渠道"),
        C("unit", "text", "涉及单位"),
        C("lead_unit", "text", "建议牵头单位"),
        C("first", "day", "窗口起始", required=True),
        C("last", "day", "窗口结束", required=True),
        C("opened", "day", "发出日期", required=True),
        C("seen", "day", "最近一次出现", required=True),
        C("state", "text", "状态", required=True),
        C("pushed", "day", "推送日期"),
        C("life", "bool", "涉及人身安全", required=True),
        C("known", "text", "已知原因"),
        C("doubt", "text", "存疑的原因"),
        C("note", "text", "说明", whole=True),
        C("risks", "json", "风险词", whole=True),
        C("observed", "float", "实际件数", "件", whole=True),
        C("expected", "float", "规则的基准件数", "件", whole=True),
        C("since", "day", "所计首日"),
        C("counted", "float", "所计件数", "件", whole=True),
        C("due", "float", "同期预期件数", "件", whole=True),
        C("p_value", "float", "偶然出现的概率", "0–1", whole=True),
        C("score", "float", "排序分", "无量纲", whole=True),
        C("n", "int", "工单件数", "件", whole=True),
        C("callers", "int", "诉求人数", "人", whole=True),
        C("latest", "day", "最近一件工单", whole=True),
        C("places", "json", "各地点件数", whole=True),
        C("similar", "json", "相似的既往预警", whole=True),
    ),
    "linked",
    link=_OF_WARNING,
)

DETECTION = Frame(
    ROOM,
    "detection",
    "预警的依据",
    (
        C("warning_id", "text", "预警编号", required=True),
        C("detector", "text", "规则", required=True),
        C("kind", "text", "类型", required=True),
        C("area_code", "text", "区划"),
        C("category_code", "text", "分类"),
        C("channel", "text", "渠道"),
        C("unit", "text", "涉及单位"),
        C("first", "day", "窗口起始", required=True),
        C("last", "day", "窗口结束", required=True),
        C("observed", "float", "实际件数", "件", whole=True),
        C("expected", "float", "规则的基准件数", "件", whole=True),
        C("p_value", "float", "偶然出现的概率", "0–1", whole=True),
        C("known", "text", "已知原因"),
        C("doubt", "text", "存疑的原因"),
        C("note", "text", "说明", whole=True),
    ),
    "linked",
    link=_OF_WARNING,
)

WARNING_DAILY = Frame(
    ROOM,
    "warning_daily",
    "预警的每日件数",
    (
        C("warning_id", "text", "预警编号", required=True),
        C("day", "day", "日期", required=True),
        C("observed", "float", "实际件数", "件"),
        C("expected", "float", "预期件数", "件"),
    ),
    "whole",
)

FIGURE = Frame(
    ROOM,
    "figure",
    "预警的其他数值",
    (
        C("warning_id", "text", "预警编号", required=True),
        C("name", "text", "名称", required=True),
        C("value", "float", "数值", required=True),
    ),
    "whole",
)

LATE_TICKET = Frame(
    ROOM,
    "late_ticket",
    "可能超期的工单",
    (
        C("warning_id", "text", "预警编号", required=True),
        C("ticket_no", "text", "工单编号", required=True),
        C("unit", "text", "承办单位", required=True),
        C("deadline", "text", "截止时间（当地）", required=True),
        C("hours_left", "float", "剩余时间", "小时", required=True),
        C("probability", "float", "超期的可能性", "0–1", required=True),
    ),
    "tickets",
)

TICKET_SIGNAL = Frame(
    ROOM,
    "ticket_signal",
    "工单文字中的风险与情绪",
    (
        C("ticket_no", "text", "工单编号", required=True),
        C("day", "day", "日期", required=True),
        C("emotion", "text", "情绪"),
        C("emotion_score", "float", "高于同类多少", "标准差", whole=True),
        C("risks", "json", "风险类别"),
        C("words", "json", "命中的词"),
        C("raises", "bool", "是否计入", required=True),
        C("life", "bool", "涉及人身安全", required=True),
        C("model_version", "text", "词表版本", required=True),
    ),
    "tickets",
)

BOARD = Frame(
    ROOM,
    "board",
    "预警的延续状态",
    (
        C("moment", "text", "时点", required=True),
        C("board", "text", "清单", required=True),
        C("state", "json", "内容", required=True),
    ),
    "whole",
)


class Facts(RunFacts):
    """What a run notes: for the pages, and for telling what is new.

    ``notes``: what was missing, in Chinese. ``days``: how many were looked at. ``colours``: what
    each colour means here; ``floor``: classes that no verdict makes less watchful. ``listed``: the
    listed findings that were looked for, deadlines from the probability ``late_from`` on.
    ``since``: what was pushed or grew after this day is to be told.
    """

    room: ClassVar[str] = ROOM
    notes: tuple[str, ...] = ()
    days: int = 0
    colours: tuple[str, ...] = ()
    late_from: float = 0.5
    listed: tuple[str, ...] = ()
    floor: tuple[str, ...] = ()
    since: date | None = None
