"""KPI that the guide or published rules name and that can't be computed yet, with what is missing.

They are listed so that nobody takes their absence for an oversight; none of them has a number.
"""

from __future__ import annotations

from dataclasses import dataclass

from data_access.metrics.definitions_process import GUIDE
from data_access.metrics.model import Target


@dataclass(frozen=True, slots=True)
class Pending:
    """A KPI without a number. ``missing``: what has to be there first."""

    name: str
    label: str
    formula: str
    missing: str
    targets: tuple[Target, ...] = ()


PENDING: tuple[Pending, ...] = (
    Pending(
        "alert_precision", "预警准确率", "判定有效的预警 ÷ 已判定的预警",
        "预警及其人工判定", (Target(2025, 0.80, True, GUIDE),),
    ),
    Pending(
        "alert_recall", "预警覆盖率", "事前有预警的事件 ÷ 全部事件", "预警及事后认定的事件",
    ),
    Pending(
        "alert_lead_days", "预警提前天数", "预警至事件发生天数的中位数", "预警及事后认定的事件",
    ),
    Pending("alerts_per_day", "日均预警数", "预警数 ÷ 天数", "预警"),
    Pending(
        "proactive_share", "主动发现比例", "首次投诉前已发现的问题 ÷ 全部问题",
        "网格巡查等主动发现的记录",
    ),
    Pending(
        "repeat_reduction", "重复诉求降幅", "1 − 措施后重复诉求 ÷ 不采取措施时的预期",
        "治理措施及其对照地点", (Target(2025, 0.30, True, GUIDE),),
    ),
    Pending(
        "sign_clock_stopped", "及时签收率(退单争议期间停表)",
        "扣除退单争议期间后,时限内签收的工单 ÷ 派单的工单", "退单申请的批复时间",
    ),
    Pending(
        "response_checked", "响应率(经核对)",
        "通话记录或影像可证实时限内已联系的工单 ÷ 派单的工单",
        "承办单位的外呼通话记录、影像证明",
    ),
    Pending(
        "shared_matter_share", "多人同诉占比", "多名诉求人反映同一事项的工单 ÷ 派单的工单",
        "重复诉求识别的结果(多人同诉)",
    ),
    Pending(
        "online_response_rate", "短信与在线响应率", "3 分钟内响应的会话 ÷ 全部会话",
        "短信与在线对话的会话记录",
    ),
    Pending(
        "report_accuracy", "报告准确率", "与重新计算相符的数字 ÷ 报告中的数字",
        "已生成的报告及其引用的数字", (Target(2025, 0.95, True, GUIDE),),
    ),
)  # fmt: skip
