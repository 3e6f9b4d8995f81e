"""What the room stores: open tickets that fall due with their risk, and how it held; facts."""

from __future__ import annotations

from typing import ClassVar

from data_access.results.declared import Column as C  # noqa: N817 - a table of columns
from data_access.results.declared import Frame
from data_access.results.facts import RunFacts

ROOM = "deadlines"

DUE_SOON = Frame(
    ROOM,
    "due_soon",
    "即将到期的工单",
    (
        C("ticket_no", "text", "工单编号", required=True),
        C("unit", "text", "承办单位"),
        C("category", "text", "分类"),
        C("deadline", "time", "办理时限", required=True),
        C("days_left", "int", "剩余工作日", "天", required=True),
        C("p_late", "float", "超期可能", "比例", required=True),
        C("low", "float", "区间下限", "比例", required=True),
        C("high", "float", "区间上限", "比例", required=True),
        C("based_on", "text", "依据", required=True),
        C("n", "int", "依据件数", "件", required=True),
        C("late", "int", "依据中超期件数", "件", required=True),
    ),
    "tickets",
)
# Of tickets that were given this much risk at earlier days, how many were late.
HELD = Frame(
    ROOM,
    "held",
    "超期可能与事后结果",
    (
        C("from_p", "float", "可能性自", "比例", required=True),
        C("to_p", "float", "可能性至", "比例", required=True),
        C("n", "int", "件数", "件", required=True),
        C("expected", "float", "预计超期占比", "比例", required=True),
        C("late", "int", "实际超期", "件", required=True),
        C("low", "float", "区间下限", "比例", required=True),
        C("high", "float", "区间上限", "比例", required=True),
    ),
    "open",
)


class Facts(RunFacts):
    """What a run notes about itself.

    ``note``: why there is nothing, in Chinese. ``judged``: tickets that were judged at earlier days
    and whose deadline has passed since; ``brier`` their mean squared error, ``brier_base`` that of
    saying of each the city's share at as many days left; ``flagged`` those called a high risk (from
    ``high_from`` on), ``flagged_late`` how many of them were late, ``all_late`` how many of all.
    """

    room: ClassVar[str] = ROOM
    note: str = ""
    high_from: float = 1.0
    judged: int = 0
    brier: float = 0.0
    brier_base: float = 0.0
    flagged: int = 0
    flagged_late: int = 0
    all_late: int = 0
