"""What a detector reports: one cell, one span of days, what was seen and what was expected."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["event", "data", "risk", "deadline", "repeat", "new"]

# What each detector is called to a duty officer.
DETECTORS = {
    "local": "局部突增",
    "city": "全市突增",
    "same_words": "多人同说一事",
    "silent": "来源中断",
    "incomplete": "数据未收全",
    "backlog": "集中补录",
    "recode": "疑似改码",
    "bulk_close": "集中办结",
    "emptied": "字段缺失",
    "new_code": "新分类编码",
    "new_matter": "新出现的事项",
    "repeat_caller": "一人多诉",
    "repeat_matter": "多人同诉",
    "redone": "多次重办",
    "passed_on": "多次转派",
    "risk_words": "风险词",
    "emotion": "情绪异常",
    "deadline": "可能超期",
    "scan": "时空聚集",
    "shift": "持续走高",
}

LISTED = ("deadline", "emotion", "shift", "scan")
"""Detectors whose findings are listed, each on a board of its own, and never pushed."""


@dataclass(frozen=True, slots=True)
class Detection:
    """One finding on one day. ``area`` "" is the whole jurisdiction, ``category`` "" any."""

    detector: str
    kind: Kind
    day: int
    days: int  # length of the window that ends with ``day``
    observed: float
    expected: float
    p_value: float
    area: str = ""
    category: str = ""
    channel: str = ""
    unit: str = ""
    known: str = ""  # what explains it: a local event of the calendar, a recurring season
    note: str = ""
    evidence: tuple[str, ...] = field(default=())
    doubt: str = ""  # why it is listed and not pushed although nothing explains it
    figures: tuple[tuple[str, float], ...] = ()  # what else its rule counted, by name

    @property
    def first(self) -> int:
        """The window's first day."""
        return self.day - self.days + 1

    @property
    def excess(self) -> float:
        """Cases beyond what was expected."""
        return self.observed - self.expected
