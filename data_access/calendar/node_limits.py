"""Time limits of a ticket's nodes (signing, first contact, callback): published rules as named
presets, and limits of a place's own.

A preset is configuration, not law, and names only what its source names; a node without a limit is
judged by none. The limit of the closing is the ticket's deadline (``limits``).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal, cast

from data_access.calendar.limits import Limit, add_limit_each
from data_access.settings.working_hours import WorkingHours
from data_access.types import WeisuError

if TYPE_CHECKING:
    import pandas as pd

Node = Literal["sign", "contact", "callback"]
Unit = Literal["工作小时", "小时", "工作日", "日"]


@dataclass(frozen=True, slots=True)
class NodeSpan:
    """A node: its name, from which time its limit runs, which time ends it, when it is due."""

    label: str
    begins: str
    ends: str
    due: str


NODES: Mapping[Node, NodeSpan] = MappingProxyType(
    {
        "sign": NodeSpan("签收", "t_dispatch", "t_sign", "t_sign_due"),
        "contact": NodeSpan("首次联系", "t_dispatch", "t_first_contact", "t_contact_due"),
        "callback": NodeSpan("回访", "t_close", "t_callback", "t_callback_due"),
    }
)
_WRITTEN = re.compile(r"(\d{1,4}) *(工作小时|小时|工作日|日)")
_UNITS: Mapping[str, Any] = {"小时": "hour", "工作日": "workday", "日": "day"}


@dataclass(frozen=True, slots=True)
class NodeLimit:
    """``amount`` of ``unit``. Working hours count by the place's setting, the others as deadlines
    do: the day on which the limit begins is not counted.
    """

    amount: int
    unit: Unit

    @property
    def text(self) -> str:
        """The limit in words, such as 2 个工作小时."""
        return f"{self.amount} {'个' if self.unit.startswith('工作') else ''}{self.unit}"


NodeLimits = Mapping[Node, NodeLimit]


@dataclass(frozen=True, slots=True)
class NodePreset:
    """A published rule. ``dated``: when it was published, empty where its source does not say.
    ``weak``: its source isn't good enough to be quoted as a fact.
    """

    name: str
    label: str
    limits: NodeLimits
    source: str
    dated: str = ""
    weak: bool = False
    note: str = ""


NODE_PRESETS: Mapping[str, NodePreset] = MappingProxyType(
    {
        preset.name: preset
        for preset in (
            NodePreset(
                "guide",
                "应用指南",
                {"contact": NodeLimit(2, "工作小时")},
                source="《12345热线接办质效提升——数智化应用指南》响应时间不超过 2 小时",
                dated="2025",
                note="指南未写明是否只计工作时间，这里按工作小时计；签收、回访没有规定。",
            ),
            NodePreset(
                "bureau",
                "部门内部时限",
                {"callback": NodeLimit(1, "日")},
                source="某局 12345 工单办理制度（公开文本）：收到办结工单的次日回访",
                note="次日按自然日计，遇休息日不顺延；签收、首次联系没有规定。",
            ),
            NodePreset(
                "zhuhai",
                "珠海市场主体诉求",
                {"contact": NodeLimit(1, "工作小时")},
                source="《珠海市进一步强化市场主体诉求响应服务工作方案》的公开报道：工作时间 1 小时"
                "内与诉求人联系",
                dated="2023-05",
                note="只针对市场主体的诉求；个人诉求用它之前请按本地规定核对。",
            ),
            NodePreset(
                "shanghai",
                "上海先行联系",
                {"contact": NodeLimit(1, "工作日")},
                source="上海“先行联系”的通行说法，未经核实",
                weak=True,
            ),
            NodePreset(
                "general",
                "通用",
                {"sign": NodeLimit(1, "工作日")},
                source="网络文章所述的常见时限：1 个工作日内签收，未经核实",
                weak=True,
            ),
        )
    }
)


def node_limits(written: str | None) -> NodeLimits:
    """Return the limits of a preset's name or of ``as_written``'s words; none for None.

    ``WeisuError`` lists the presets, and says how own limits are written.
    """
    if not written:
        return {}
    if written in NODE_PRESETS:
        return NODE_PRESETS[written].limits
    found: dict[Node, NodeLimit] = {}
    for part in written.split(","):
        name, _, within = (piece.strip() for piece in part.partition("="))
        match = _WRITTEN.fullmatch(within)
        if name not in NODES or match is None or int(match[1]) == 0:
            known = "、".join(f"{p.name}（{p.label}）" for p in NODE_PRESETS.values())
            raise WeisuError(
                f"环节时限“{part.strip()}”认不出来。可写预设的名称：{known}；或逐个环节写明，如 "
                "{sign: 4 工作小时, contact: 1 工作日, callback: 3 工作日}，数字不为 0。"
            )
        found[cast("Node", name)] = NodeLimit(int(match[1]), cast("Unit", match[2]))
    return found


def as_written(value: object) -> object:
    """Return what a template says of the limits as one text, in the order of the nodes."""
    if not isinstance(value, Mapping):
        return value
    said = {str(name): str(within).strip() for name, within in value.items()}
    order = [*(n for n in NODES if n in said), *(n for n in said if n not in NODES)]
    return ",".join(f"{name}={said[name]}" for name in order)


def limits_text(written: str | None) -> str:
    """Return limits in words: 签收 4 个工作小时、回访 1 日."""
    return "、".join(f"{NODES[n].label} {one.text}" for n, one in node_limits(written).items())


def node_due_each(
    limit: NodeLimit, start: pd.Series[Any], calendar: str, hours: WorkingHours | None
) -> pd.Series[Any]:
    """Return for each local moment when a limit that begins then ends; NaT for none."""
    from data_access.calendar.vector import add_working_seconds_each

    if limit.unit == "工作小时":
        return add_working_seconds_each(start, limit.amount * 3600, calendar, hours)
    return add_limit_each(Limit(limit.amount, _UNITS[limit.unit]), start, calendar)
