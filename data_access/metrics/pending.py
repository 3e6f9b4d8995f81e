"""KPI that the guide or published rules name and that can't be computed yet, with what is missing.

They are listed so that nobody takes their absence for an oversight; none of them has a number.
"""

from __future__ import annotations

from dataclasses import dataclass

from data_access.metrics.definitions_process import GUIDE
from data_access.metrics.registry import Target


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
        "proactive_share", "主动发现比例", "首次投诉前已发现的问题 ÷ 全部问题",
        "网格巡查等主动发现的记录",
    ),
    Pending(
        "key_problem_speed", "重点问题处置效率", "督办至办结天数的中位数,措施前后相比",
        "督办单及其办结时间", (Target(2025, 0.50, True, GUIDE),),
    ),
    Pending(
        "repeat_reduction", "重复诉求降幅", "1 − 措施后重复诉求 ÷ 不采取措施时的预期",
        "治理措施及其对照地点", (Target(2025, 0.30, True, GUIDE),),
    ),
    Pending(
        "one_time_no_repeat", "一次办结率(不含再诉)",
        "未重办且办结后 30 日内未就同一事项再次反映的工单 ÷ 已办结的工单",
        "重复诉求识别的结果(每件工单的后续工单)",
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
    Pending(
        "data_quality", "数据质量合格率", "符合数据规范的行 ÷ 全部行",
        "逐行的数据质量检查结果", (Target(2025, 0.95, True, GUIDE),),
    ),
)  # fmt: skip
