"""Time limits of tickets: published rules as named presets, and deadlines by them.

A preset is configuration, not law: places differ. Each limit is looked up by urgency first, then by
ticket type, then the preset's default; a type on which the source is silent has no limit.

How a limit is counted, by its unit:

* ``workday``: the day of dispatch isn't counted; due at 23:59:59 of the n-th working day.
* ``day``: natural days, the day of dispatch not counted; due at 23:59:59 of the n-th day, worked or
  not. Zero days: the day of dispatch itself.
* ``hour``: clock hours from the moment of dispatch, nights and holidays included.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal

from data_access.calendar.workdays import END_OF_DAY, Deadline, add_working_days
from data_access.types import WeisuError

if TYPE_CHECKING:
    import pandas as pd

Unit = Literal["workday", "day", "hour"]
UNIT_LABELS: dict[Unit, str] = {"workday": "个工作日", "day": "日", "hour": "小时"}


@dataclass(frozen=True, slots=True)
class Limit:
    """``amount`` of ``unit``."""

    amount: int
    unit: Unit = "workday"

    @property
    def text(self) -> str:
        """The limit in words, such as 15 个工作日; zero days are 当日."""
        if self.unit == "day" and self.amount == 0:
            return "当日"
        return f"{self.amount} {UNIT_LABELS[self.unit]}"


@dataclass(frozen=True, slots=True)
class Preset:
    """A published rule. ``weak``: its source isn't good enough to be quoted as a fact."""

    name: str
    label: str
    by_type: Mapping[str, Limit]
    source: str
    by_urgency: Mapping[str, Limit] = field(default_factory=lambda: MappingProxyType({}))
    default: Limit | None = None
    weak: bool = False
    note: str = ""

    def limit(self, ticket_type: str | None, urgency: str | None = None) -> Limit | None:
        """Return the limit for a ticket, or None where the rule names none."""
        by_urgency = self.by_urgency.get(urgency or "")
        return by_urgency or self.by_type.get(ticket_type or "") or self.default


def _by(**limits: int) -> Mapping[str, Limit]:
    return MappingProxyType({kind: Limit(days) for kind, days in limits.items()})


PRESETS: Mapping[str, Preset] = MappingProxyType(
    {
        preset.name: preset
        for preset in (
            Preset(
                "guangdong",
                "广东",
                _by(咨询=2, 求助=10, 建议=10, 投诉=15, 举报=15),
                source="广东省政务服务便民热线管理办法(公开文本)",
                note="来源未规定表扬和其他类的时限,不设截止时间。",
            ),
            Preset(
                "shanghai",
                "上海",
                _by(咨询=1, 求助=5, 建议=5, 投诉=15, 举报=15),
                source="上海市公开的 12345 办理时限(1、5、15 个工作日三档)",
                note="三档时限有来源;各档对应哪类诉求为本系统的推断,使用前请按本地规定核对。",
            ),
            Preset(
                "tiered",
                "分级时限",
                MappingProxyType({}),
                source="培训资料所述的分级办法,未经核实",
                by_urgency=MappingProxyType({"紧急": Limit(2, "hour"), "加急": Limit(24, "hour")}),
                default=Limit(7, "day"),
                weak=True,
                note="突发 2 小时,水电气热等急事 24 小时,一般 7 日;疑难 15 日须另行认定。",
            ),
            Preset(
                "bureau",
                "部门内部时限",
                _by(咨询=3, 求助=3, 投诉=13),
                source="某局 12345 工单办理制度(公开文本)",
                by_urgency=MappingProxyType({"紧急": Limit(0, "day")}),
                note="应急当日办结;来源未规定其他类型的时限。部门内部时限,短于热线时限。",
            ),
            Preset(
                "general",
                "通用",
                MappingProxyType({}),
                source="网络文章所述的常见时限,未经核实",
                default=Limit(7),
                weak=True,
                note="一般 7 个工作日;复杂事项不超过 15 个工作日,须另行认定。",
            ),
        )
    }
)


def preset(name: str) -> Preset:
    """Return a preset by name; ``WeisuError`` lists the names where there is none."""
    try:
        return PRESETS[name]
    except KeyError:
        known = "、".join(f"{p.name}({p.label})" for p in PRESETS.values())
        raise WeisuError(f"没有名为“{name}”的时限预设,可用:{known}。") from None


def apply_limit(limit: Limit, t_dispatch: datetime, calendar: str = "cn") -> Deadline:
    """Return the deadline of a ticket dispatched at a local time. Hours and days are certain."""
    if limit.unit == "hour":
        return Deadline(t_dispatch + timedelta(hours=limit.amount), certain=True)
    if limit.unit == "day":
        last = t_dispatch.date() + timedelta(days=limit.amount)
        return Deadline(datetime.combine(last, END_OF_DAY), certain=True)
    return add_working_days(t_dispatch, limit.amount, calendar)


def deadline(
    ticket_type: str | None,
    urgency: str | None,
    t_dispatch: datetime,
    rule: str,
    calendar: str = "cn",
) -> Deadline | None:
    """Return when a ticket is due by the preset ``rule`` (local time), None without a limit."""
    limit = preset(rule).limit(ticket_type, urgency)
    return apply_limit(limit, t_dispatch, calendar) if limit else None


def deadlines(
    ticket_type: pd.Series[Any],
    urgency: pd.Series[Any],
    t_dispatch: pd.Series[Any],
    rule: str,
    calendar: str = "cn",
) -> pd.Series[Any]:
    """Return ``deadline`` for whole columns (local times): NaT without a limit or a dispatch."""
    import pandas as pd

    chosen = preset(rule)
    start = pd.to_datetime(t_dispatch).astype("datetime64[us]").reset_index(drop=True)
    due = pd.Series(pd.NaT, index=start.index, dtype="datetime64[us]")
    kinds, kind_names = pd.factorize(_filled(ticket_type))
    urgencies, urgency_names = pd.factorize(_filled(urgency))
    pairs = kinds * len(urgency_names) + urgencies
    for pair in pd.unique(pairs):
        kind, how_urgent = divmod(int(pair), len(urgency_names))
        limit = chosen.limit(str(kind_names[kind]), str(urgency_names[how_urgent]))
        if limit is None:
            continue
        rows = pairs == pair
        due[rows] = add_limit_each(limit, start[rows], calendar)
    return due.set_axis(t_dispatch.index)


def add_limit_each(limit: Limit, start: pd.Series[Any], calendar: str = "cn") -> pd.Series[Any]:
    """Return for each local moment when a limit that begins then ends."""
    import pandas as pd

    from data_access.calendar.vector import add_working_days_each

    if limit.unit == "workday":
        return add_working_days_each(start, limit.amount, calendar)
    if limit.unit == "hour":
        return start + pd.Timedelta(hours=limit.amount)
    last: pd.Series[Any] = start.dt.normalize() + pd.Timedelta(days=limit.amount)
    return last + pd.Timedelta(hours=23, minutes=59, seconds=59)


def _filled(values: pd.Series[Any]) -> pd.Series[Any]:
    """Return the texts with "" for what is missing."""
    texts = values.astype(object)
    return texts.where(texts.notna(), "")
