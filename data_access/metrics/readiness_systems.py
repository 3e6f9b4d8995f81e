"""The guide's fourteen systems: from what volume each is worth having, and what data it needs.

Thresholds and effects are those of the guide; where it names a share or an effect only, no
threshold is made up. ``needs`` are our own: columns without which the
system has nothing to work on.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Loop = Literal["governance", "service"]
Measured = Literal["tickets_per_day", "calls_per_day", "closed_per_day", "enquiries_per_day",
                   "days", "tickets", "seats", "enquiry_share", "call_matters"]  # fmt: skip

LABELS: dict[Measured, str] = {
    "tickets_per_day": "日均工单",
    "calls_per_day": "日均人工呼入",
    "closed_per_day": "日均办结",
    "enquiries_per_day": "日均咨询",
    "days": "数据年限",
    "tickets": "工单总量",
    "seats": "坐席数",
    "enquiry_share": "咨询类占比",
    "call_matters": "日均电话诉求",
}
UNITS: dict[Measured, str] = {
    "tickets_per_day": "件", "calls_per_day": "次", "closed_per_day": "件",
    "enquiries_per_day": "件", "days": "天", "tickets": "件", "seats": "个", "enquiry_share": "%",
    "call_matters": "件",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Threshold:
    """The guide's least value of something measured. ``stand_in``: measured where that isn't."""

    measured: Measured
    least: float
    stand_in: Measured | None = None


@dataclass(frozen=True, slots=True)
class System:
    """One of the fourteen. ``needs``: any column of each group, over tickets or calls.

    ``effect``: what the guide says it brings. ``caution``: what to know besides.
    """

    name: str
    label: str
    loop: Loop
    does: str
    effect: str
    thresholds: tuple[Threshold, ...] = ()
    needs: tuple[tuple[str, ...], ...] = ()
    caution: str = ""
    fields: tuple[str, ...] = ()


_TEXT = ("content", "title")
_THOUSAND = Threshold("tickets_per_day", 1000)
_YEAR = Threshold("days", 365)
_CALLS = Threshold("calls_per_day", 3000, "call_matters")

SYSTEMS: tuple[System, ...] = (
    System(
        "decision", "智能决策分析", "governance", "汇总数据,找热点、趋势和成因",
        "分析效率提高 20 倍,预警准确率 80% 以上", (_YEAR, _THOUSAND),
        (("category_code",), ("area_code",)),
    ),
    System(
        "opinion", "智能舆情预警", "governance", "识别语义和情绪,在扩散前预警",
        "准确率 85% 以上,响应时间缩短 30%", (_THOUSAND,), (_TEXT, ("category_code",)),
    ),
    System(
        "report", "智能报告生成", "governance", "按模板生成日报、周报、专报",
        "编写时间减少 90%,准确率 95%", (_THOUSAND,), (("category_code",), ("org_lead",)),
    ),
    System(
        "ask", "智能问数", "governance", "用中文提问,几秒内给出数字和图",
        "取数效率提高 10 倍", (_YEAR,), (("category_code",),),
    ),
    System(
        "dispatching", "主动治理调度", "governance", "把预警变成任务,跟踪到见效",
        "重点问题处置效率提高 50%,重复诉求下降 30%", (),
        (("area_code",), ("org_lead",), ("t_close",)),
        "指南没有设数量门槛,县级可先行",
    ),
    System(
        "labelling", "智能数据标注", "governance", "人机协同标注,控制标签质量",
        "标注准确率 90% 以上,模型效果提高 20%", (Threshold("tickets", 100_000),), (_TEXT,),
    ),
    System(
        "governing", "智能数据治理", "governance", "统一标准,检查和提高数据质量",
        "数据利用率提高 50%,合格率 95%", (Threshold("tickets_per_day", 3000),), (),
    ),
    System(
        "dispatch", "智能派单", "service", "识别诉求,找到责任单位并派出",
        "自动派单 95%,准确率 90% 以上", (_THOUSAND,), (_TEXT, ("org_lead",), ("t_dispatch",)),
    ),
    System(
        "inspection", "智能质检", "service", "检查每一个通话和每一张工单",
        "效率提高 50 倍,成本降低 60%", (Threshold("seats", 50), _CALLS), (),
    ),
    System(
        "callback", "智能回访", "service", "自动回访,汇总满意度,形成闭环",
        "回访覆盖率 80%,成本降低 60%", (Threshold("closed_per_day", 1000),), (("t_close",),),
    ),
    System(
        "knowledge", "智能知识库", "service", "汇集、检索和推送知识",
        "使用率提高 40%,准确率 98%", (), (("category_code",),),
        "指南没有设数量门槛,县级可先行",
    ),
    System(
        "assistant", "智能座席助手", "service", "实时转写、推送知识、自动填单",
        "效率提高 25% 至 30%,培训时间减半", (_CALLS,), (),
        "指南另要求复杂诉求占 30% 以上,数据中没有复杂程度,须人工判断",
    ),
    System(
        "online", "智能线上咨询", "service", "多渠道全天候答复咨询",
        "80% 自动答复,分流 20% 至 30% 的电话",
        (Threshold("enquiries_per_day", 2000),), (("ticket_type",),),
        "指南另要求常见问题占 40% 以上,须先整理常见问题",
    ),
    System(
        "voice", "智能语音问答", "service", "用语音自动答复常见问题",
        "分流 25% 至 35% 的电话",
        (_CALLS, Threshold("enquiry_share", 0.5)), (("ticket_type",),),
        "国家标准 GB/T 33358 要求不设语音菜单、直接接入人工,须同时看等待和放弃",
    ),
)  # fmt: skip
