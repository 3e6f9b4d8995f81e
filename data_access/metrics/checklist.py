"""Every figure that the guide and published rules name, and what answers it here.

One row a figure, one entry a reading of it: a metric, a metric with a variant, or a name of
``pending``, which says what is missing. Nothing is left out silently: a test compares this list
with the registry, and ``docs/metrics.md`` prints it.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

CHECKLIST: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "呼叫接通率": ("answer_rate", "answer_rate:no_short"),
        "15秒接听率": ("answer_15s_rate", "answer_15s_rate:offered"),
        "平均等待、通话": ("wait_seconds_mean", "talk_seconds_mean"),
        "短信与在线响应": ("mailbox_reply_rate", "online_response_rate"),
        "直接办结率": ("direct_reply_rate",),
        "填写规范率": ("fill_rate",),
        "派单准确率": ("dispatch_accuracy", "dispatch_accuracy:applied"),
        "自动派单率": ("auto_dispatch_rate",),
        "及时签收率": (
            "sign_on_time_rate", "sign_on_time_rate:hours_2", "sign_on_time_rate:hours_4",
            "sign_on_time_rate:workday_1", "sign_on_time_rate:own_limit", "sign_clock_stopped",
        ),
        "退单率": (
            "return_rate", "return_rate:applied", "return_times_mean", "return_times_mean:applied",
        ),
        "响应率": (
            "response_rate", "response_rate:workday_1", "response_rate:own_limit",
            "response_checked",
        ),
        "响应时间": (
            "response_hours_median", "response_hours_p90", "response_rate:hours_2",
            "response_hours_median:working_hours", "response_hours_p90:working_hours",
            "response_rate:work_hours_2",
        ),
        "按时办结率": ("on_time_rate", "on_time_rate:settled", "on_time_rate:original"),
        "超期率": ("overdue_rate", "overdue_rate:settled", "overdue_rate:original"),
        "延期率": ("extension_rate", "extension_rate:twice"),
        "一次办结率": ("one_time_rate", "one_time_rate:no_redo", "one_time_rate:no_repeat"),
        "重办率": ("redo_rate",),
        "平均办理时长": (
            "close_hours_mean", "close_hours_median", "close_hours_p90",
            "close_hours_mean:working_hours", "close_hours_median:working_hours",
            "close_hours_p90:working_hours",
        ),
        "办结率": ("closed_rate",),
        "回访覆盖率": (
            "callback_coverage", "callback_coverage:with_direct", "callback_reach_rate",
            "callback_on_time_rate",
        ),
        "解决率": ("solved_rate", "solved_rate:declared"),
        "满意率": (
            "satisfaction_rate", "satisfaction_rate:strict", "satisfaction_rate:weighted_60",
            "satisfaction_rate:weighted_80",
        ),
        "回访核实率": ("callback_verified_rate", "callback_verified_rate:claimed"),
        "重复诉求率": (
            "repeat_rate", "repeat_rate:days_90", "repeat_rate:dispatched", "repeat_rate:marked",
            "shared_matter_share",
        ),
        "万人诉求比": ("tickets_per_10k",),
        "主动发现比例": ("proactive_share",),
        "预警准确率": ("alert_precision", "alert_recall", "alert_lead_days", "alerts_per_day"),
        "重点问题处置效率": ("key_problem_speed", "task_days_median", "task_days_p90"),
        "重复诉求降幅": ("repeat_reduction",),
        "报告准确率": ("report_accuracy",),
        "数据质量合格率": ("data_quality",),
    }
)  # fmt: skip
ALSO = (
    "volume", "accepted", "dispatched", "dispatch_rate", "channel_share", "category_share",
    "calls_offered", "excluded_rate", "tasks_issued", "task_signed_in_time_rate",
    "task_signed_in_time_rate:due", "task_closed_in_time_rate", "task_closed_in_time_rate:due",
    "task_returned_rate", "task_reopened_rate",
)  # fmt: skip
"""Counts and shares of bulletins that stand beside those figures."""
