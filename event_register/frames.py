"""What the room stores: events with their tickets, findings and history; facts of a run."""

from __future__ import annotations

from typing import ClassVar

from data_access.results.declared import Column as C  # noqa: N817 - a table of columns
from data_access.results.declared import Frame, Link
from data_access.results.facts import RunFacts

ROOM = "events"

EVENT_TICKET = Frame(
    ROOM,
    "event_ticket",
    "事件的工单",
    (
        C("ticket_no", "text", "工单编号", required=True),
        C("event_id", "text", "事件编号", required=True),
    ),
    "tickets",
)

_OF_EVENT = Link(EVENT_TICKET, "event_id", ("event_id",))

EVENT = Frame(
    ROOM,
    "event",
    "事件",
    (
        C("event_id", "text", "事件编号", required=True),
        C("name", "text", "事件名称", required=True),
        C("named_by", "text", "名称依据", required=True),
        C("area_code", "text", "区划"),
        C("category_code", "text", "分类"),
        C("lead_unit", "text", "建议牵头单位"),
        C("lead_share", "float", "牵头单位承办占比", "比例", whole=True),
        C("life", "bool", "涉及人身安全", required=True),
        C("state", "text", "状态", required=True),
        C("opened", "day", "登记日期", required=True),
        C("spoken", "day", "最近一次成为事件的依据", required=True),
        C("first", "day", "最早一件", whole=True),
        C("last", "day", "最近一件", whole=True),
        C("n", "int", "件数", "件", whole=True),
        C("n_recent", "int", "近7天件数", "件", whole=True),
        C("callers", "int", "诉求人数", "人", whole=True),
        C("part_of", "text", "所属事件"),
    ),
    "linked",
    link=_OF_EVENT,
)

EVIDENCE = Frame(
    ROOM,
    "evidence",
    "事件的依据",
    (
        C("event_id", "text", "事件编号", required=True),
        C("kind", "text", "来源", required=True),
        C("key", "text", "来源编号", required=True),
        C("name", "text", "来源名称"),
        C("rule", "text", "规则"),
        C("tie", "text", "归并依据"),
        C("n", "int", "窗口内件数", "件", whole=True),
        C("live", "bool", "是否仍在继续", required=True),
    ),
    "linked",
    link=_OF_EVENT,
)

# What merged into what and what was split off what: kept as long as results are.
CHANGE = Frame(
    ROOM,
    "change",
    "事件的并入与拆分",
    (
        C("event_id", "text", "事件编号", required=True),
        C("into", "text", "并入或拆出的事件", required=True),
        C("kind", "text", "变化", required=True),
        C("day", "day", "日期", required=True),
    ),
    "whole",
)


class Facts(RunFacts):
    """What a run notes about itself.

    ``notes``: what was missing, in Chinese. ``rooms``: the runs whose findings it rests on; a night
    does nothing where they are the same.
    """

    room: ClassVar[str] = ROOM
    notes: tuple[str, ...] = ()
    rooms: tuple[str, ...] = ()
