"""What the room stores: topics of the tickets' words, repeats, their network, facts of a run."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from data_access.results.declared import Column as C  # noqa: N817 - a table of columns
from data_access.results.declared import Frame, Link
from data_access.results.facts import RunFacts

ROOM = "hotspots"

TOPIC_TICKET = Frame(
    ROOM,
    "topic_ticket",
    "主题的工单",
    (
        C("ticket_no", "text", "工单编号", required=True),
        C("topic_id", "text", "主题编号", required=True),
        C("topic_mid", "text", "中层主题"),
        C("topic_coarse", "text", "大主题"),
        C("weight", "float", "贴合程度", "0–1"),
    ),
    "tickets",
)

TOPICS = Frame(
    ROOM,
    "topics",
    "主题",
    (
        C("topic_id", "text", "主题编号", required=True),
        C("depth", "int", "层级", required=True),
        C("parent_id", "text", "上级主题"),
        C("name", "text", "主题名称", required=True),
        C("auto_name", "text", "自动名称", required=True),
        C("words", "json", "主题词与权重"),
        C("said", "json", "群众常说的词与占比", whole=True),
        C("place_code", "text", "主要地点编码", whole=True),
        C("place_name", "text", "主要地点", whole=True),
        C("places", "json", "各地点件数", whole=True),
        C("category_code", "text", "主要分类"),
        C("category_share", "float", "主要分类占比", "比例", whole=True),
        C("first_day", "day", "最早一件", whole=True),
        C("last_day", "day", "最近一件", whole=True),
        C("born", "day", "首次出现", whole=True),
        C("n", "int", "件数", "件", whole=True),
        C("n_recent", "int", "近7天件数", "件", whole=True),
        C("callers", "int", "诉求人数", "人", whole=True),
        C("streets", "int", "涉及街道", "个", whole=True),
        C("expected", "float", "预期件数", "件", whole=True),
        C("state", "text", "状态", whole=True),
        C("into", "json", "并入或拆分为", whole=True),
        C("heat", "float", "热度", "无量纲", whole=True),
        C("heat_volume", "float", "热度：规模", "件", whole=True),
        C("heat_growth", "float", "热度：增长", "系数", whole=True),
        C("heat_breadth", "float", "热度：人数", "系数", whole=True),
        C("heat_spread", "float", "热度：范围", "系数", whole=True),
        C("heat_tone", "float", "热度：语气", "系数", whole=True),
        C("burst_level", "int", "突发级别", "级", whole=True),
        C("burst_since", "day", "突发起始", whole=True),
        C("stability", "float", "稳定度", "0–1"),
        C("stable", "bool", "是否稳定", required=True),
        C("typical", "json", "典型诉求", whole=True),
        C("pinned", "bool", "置顶", required=True),
        C("hidden", "bool", "隐藏", required=True),
    ),
    "linked",
    link=Link(TOPIC_TICKET, "topic_id", ("topic_id", "topic_mid", "topic_coarse")),
)

TOPIC_DAILY = Frame(
    ROOM,
    "topic_daily",
    "主题每日件数",
    (
        C("topic_id", "text", "主题编号", required=True),
        C("day", "day", "日期", required=True),
        C("tickets", "int", "件数", "件"),
        C("callers", "int", "诉求人数", "人"),
        C("streets", "int", "涉及街道", "个"),
    ),
    "whole",
)

# Heat by the window that is asked; ``topics`` tells the week's over all tickets beside the rest.
TOPIC_HEAT = Frame(
    ROOM,
    "topic_heat",
    "主题的热度",
    (
        C("window", "text", "时间窗", required=True),
        C("kind", "text", "范围类型", required=True),
        C("code", "text", "范围编码", required=True),
        C("topic_id", "text", "主题编号", required=True),
        C("n", "int", "件数", "件"),
        C("n_recent", "int", "窗内件数", "件"),
        C("callers", "int", "窗内诉求人数", "人"),
        C("streets", "int", "窗内涉及街道", "个"),
        C("expected", "float", "预期件数", "件"),
        C("state", "text", "状态"),
        C("heat", "float", "热度", "无量纲"),
        C("heat_volume", "float", "热度：规模", "件"),
        C("heat_growth", "float", "热度：增长", "系数"),
        C("heat_breadth", "float", "热度：人数", "系数"),
        C("heat_spread", "float", "热度：范围", "系数"),
        C("heat_tone", "float", "热度：语气", "系数"),
    ),
    "whole",
)

# What a part of a topic's tickets is expected to be: its share of what the whole topic is.
TOPIC_DUE = Frame(
    ROOM,
    "topic_due",
    "主题预期的折算",
    (
        C("window", "text", "时间窗", required=True),
        C("topic_id", "text", "主题编号", required=True),
        C("by_before", "float", "预期为窗前件数的倍数", "倍"),
        C("by_recent", "float", "预期为窗内件数的倍数", "倍"),
    ),
    "linked",
    link=Link(TOPIC_TICKET, "topic_id", ("topic_id", "topic_mid", "topic_coarse")),
)

TOPIC_HOURLY = Frame(
    ROOM,
    "topic_hourly",
    "主题的十二时辰",
    (
        C("topic_id", "text", "主题编号", required=True),
        C("hour", "int", "时刻", "时", required=True),
        C("today", "float", "当日件数", "件"),
        C("norm", "float", "近28天日均", "件"),
    ),
    "whole",
)

# What a night places new tickets by. Earlier runs stored "centroids", without floor and parents.
ANCHORS = Frame(
    ROOM,
    "anchors",
    "主题的向量",
    (
        C("number", "int", "序号", required=True),
        C("topic_id", "text", "主题编号", required=True),
        C("topic_mid", "text", "中层主题", required=True),
        C("topic_coarse", "text", "大主题", required=True),
        C("model", "text", "向量模型", required=True),
        C("floor", "float", "最低相似度", "余弦", required=True),
        C("vector", "vector", "中心向量", required=True),
    ),
    "whole",
)

MEMBERS = Frame(
    ROOM,
    "members",
    "重复诉求的工单",
    (
        C("ticket_no", "text", "工单编号", required=True),
        C("group_id", "text", "事项编号", required=True),
        C("rank", "int", "先后", "第几件"),
        C("probability", "float", "可信度", "0–1"),
    ),
    "tickets",
)

GROUPS = Frame(
    ROOM,
    "groups",
    "重复诉求",
    (
        C("group_id", "text", "事项编号", required=True),
        C("kind", "text", "类型", required=True),
        C("n", "int", "件数", "件", whole=True),
        C("callers", "int", "诉求人数", "人", whole=True),
        C("places", "int", "地点数", "个", whole=True),
        C("first", "day", "最早一件", whole=True),
        C("last", "day", "最近一件", whole=True),
        C("name", "text", "事项"),
        C("category_code", "text", "分类"),
        C("area_code", "text", "区划", whole=True),
        C("units", "json", "承办单位", whole=True),
        C("score", "float", "可信度", "0–1"),
        C("returns", "int", "退回次数", "次", whole=True),
    ),
    "linked",
    link=Link(MEMBERS, "group_id", ("group_id",)),
)

PAIRS = Frame(
    ROOM,
    "pairs",
    "重复的依据",
    (
        C("a", "text", "工单编号", required=True),
        C("b", "text", "另一工单编号", required=True),
        C("probability", "float", "可信度", "0–1"),
        C("evidence", "json", "依据"),
    ),
    "tickets",
    tickets=("a", "b"),
)

SUGGESTIONS = Frame(
    ROOM,
    "suggestions",
    "并单建议",
    (
        C("suggestion_id", "text", "建议编号", required=True),
        C("group_id", "text", "事项编号", required=True),
        C("tickets", "json", "工单"),
        C("probability", "float", "可信度", "0–1"),
        C("reason", "text", "理由"),
    ),
    "whole",
)

NODES = Frame(
    ROOM,
    "nodes",
    "网络的节点",
    (
        C("node_id", "text", "节点", required=True),
        C("kind", "text", "类型", required=True),
        C("label", "text", "名称"),
        C("n", "int", "件数", "件"),
        C("community", "int", "群组"),
        C("x", "float", "横坐标"),
        C("y", "float", "纵坐标"),
        C("is_bridge", "bool", "是否桥梁"),
    ),
    "whole",
)

EDGES = Frame(
    ROOM,
    "edges",
    "网络的连线",
    (
        C("a", "text", "一端", required=True),
        C("b", "text", "另一端", required=True),
        C("kind", "text", "关系"),
        C("n", "int", "件数", "件"),
    ),
    "whole",
)

CURE = Frame(
    ROOM,
    "cure",
    "治一处少百件",
    (
        C("rank", "int", "次序", required=True),
        C("kind", "text", "类型", required=True),
        C("key", "text", "节点", required=True),
        C("label", "text", "名称"),
        C("gain", "int", "可减少的重复", "件"),
        C("cumulative", "int", "累计减少", "件"),
        C("share", "float", "累计占比", "比例"),
    ),
    "whole",
)

PINGPONG = Frame(
    ROOM,
    "pingpong",
    "单位之间的往返",
    (
        C("from_unit", "text", "转出单位", required=True),
        C("to_unit", "text", "转入单位", required=True),
        C("returns", "int", "退回次数", "次"),
        C("tickets", "int", "涉及工单", "件"),
        C("back", "int", "反向退回次数", "次"),
        C("mutual", "int", "互相退回次数", "次"),
    ),
    "whole",
)

PINGPONG_TICKET = Frame(
    ROOM,
    "pingpong_ticket",
    "往返的工单",
    (
        C("ticket_no", "text", "工单编号", required=True),
        C("from_unit", "text", "转出单位", required=True),
        C("to_unit", "text", "转入单位", required=True),
    ),
    "tickets",
)


class Facts(RunFacts):
    """What a run notes: for the pages, and for the night that goes on from it.

    ``outlier_share``: of the tickets that are in no topic. Notes: what was missing, in Chinese.
    ``fitted``: the day of the last whole run, with ``fitted_outliers`` its outlier share and
    ``fitted_with`` a print of what it rested on.
    """

    room: ClassVar[str] = ROOM
    outlier_share: float | None = None
    topic_note: str = ""
    repeat_note: str = ""
    fitted: date | None = None
    fitted_outliers: float = 0.0
    fitted_with: str = ""
