"""The frames of the room ``warnings``: events with their evidence, and what texts say of risk."""

from __future__ import annotations

from data_access.results.declared import Column as C  # noqa: N817 - a table of columns
from data_access.results.declared import Frame, Link

ROOM = "warnings"
_OF_WARNING = Link("warning_ticket", "warning_id", ("warning_id",))

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
        C("expected", "float", "预期件数", "件", whole=True),
        C("p_value", "float", "偶然出现的概率", "0–1", whole=True),
        C("score", "float", "排序分", "无量纲", whole=True),
        C("n", "int", "工单件数", "件", whole=True),
        C("callers", "int", "诉求人数", "人", whole=True),
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
        C("expected", "float", "预期件数", "件", whole=True),
        C("p_value", "float", "偶然出现的概率", "0–1", whole=True),
        C("known", "text", "已知原因"),
        C("doubt", "text", "存疑的原因"),
        C("note", "text", "说明", whole=True),
    ),
    "linked",
    link=_OF_WARNING,
)

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

FACTS = Frame(
    ROOM,
    "facts",
    "运行说明",
    (
        C("name", "text", "名称", required=True),
        C("value", "float", "数值"),
        C("words", "text", "说明"),
    ),
    "open",
)

FRAMES = (
    WARNING, DETECTION, WARNING_TICKET, WARNING_DAILY, FIGURE, LATE_TICKET, TICKET_SIGNAL, BOARD,
    FACTS,
)  # fmt: skip
