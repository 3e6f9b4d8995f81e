"""The metrics themselves. A changed definition gets a new version.

Sources: the formulas of published hotline assessments as collected in ``docs/metrics.md``; where
places differ, the default is named and the other readings are variants.
"""

from __future__ import annotations

from collections.abc import Mapping

from data_access.extract.expressions import (
    Expression,
    all_of,
    equals,
    filled,
    named,
    negated,
    sql,
    surely,
)
from data_access.metrics import conditions as rows
from data_access.metrics.definitions_calls import CALLS
from data_access.metrics.definitions_process import PROCESS, working_time
from data_access.metrics.definitions_tasks import TASKS
from data_access.metrics.definitions_voice import VOICE
from data_access.metrics.model import Form, Metric, Variant, variants_of

_REFUSED = "不予受理和撤诉的工单"
_MIN_RATE, _MIN_MEDIAN, _MIN_P90 = 30, 20, 50


def _timeliness(hit: str, by_source: str) -> tuple[tuple[Form, ...], Mapping[str, Variant]]:
    """Forms and variants of the on-time and overdue rates. ``hit``: on_time or overdue."""
    judge = {"on_time": rows.on_time, "overdue": rows.overdue}[hit]
    own_word = Form(
        ("due_result",), rows.DUE_BY_SOURCE, equals("due_result", by_source),
        note="数据源没有截止时间或办结时间,采用来源系统自报的按时情况。",
    )  # fmt: skip
    forms = (Form(("deadline", "t_close"), rows.due("deadline"), judge("deadline")), own_word)
    settled = Form(("deadline", "t_close"), rows.due("deadline", settled=True), judge("deadline"))
    original = Form(("deadline_orig", "t_close"), rows.due("deadline_orig"), judge("deadline_orig"))
    variants = variants_of(
        Variant("settled", "含提前办结", "未到期但已办结的工单也计入", (settled, own_word)),
        Variant("original", "按原截止时间", "以批准延期前的截止时间判定", (original,)),
    )
    return forms, variants


def _duration(start: str) -> tuple[Expression, Expression]:
    """Rows with both times in order, and the seconds between them."""
    base = all_of(rows.HANDLED_BY_UNIT, sql("{} >= {}", "t_close", start))
    return base, sql("date_diff('second', {}, {})", start, "t_close")


def _duration_forms() -> tuple[Form, ...]:
    (from_dispatch, seconds), (from_accept, seconds_accept) = map(
        _duration, ("t_dispatch", "t_accept")
    )
    return (
        Form(("t_close", "t_dispatch"), from_dispatch, value=seconds),
        Form(
            ("t_close", "t_accept"), from_accept, value=seconds_accept,
            note="数据源没有派单时间,自受理时间起算。",
        ),
    )  # fmt: skip


_ON_TIME, _ON_TIME_VARIANTS = _timeliness("on_time", rows.ON_TIME)
_OVERDUE, _OVERDUE_VARIANTS = _timeliness("overdue", rows.OVERDUE)
_DURATION = _duration_forms()
_WORKING = variants_of(
    working_time("close_work_s", ("t_close", "t_dispatch"), _duration("t_dispatch")[0])
)
_DISPATCHED = (
    Form(("t_dispatch",), rows.ACCEPTED, rows.DISPATCHED),
    Form(
        ("direct_reply",), all_of(rows.ACCEPTED, filled("direct_reply")), negated("is_direct"),
        note="数据源没有派单时间,以未当场答复的工单计。",
    ),
)  # fmt: skip
_DURATION_EXCLUSIONS = f"{_REFUSED}、当场答复的工单、尚未办结的工单、办结早于派单的工单"
_DUE_EXCLUSIONS = f"{_REFUSED}、并单的工单、当场答复的工单、截至统计日尚未到期的工单"
_HOURS_NOTE = "置信区间为次序统计量界限(二项分布的正态近似);尚未办结的工单不在内,近期的时长会偏短"

DEFINITIONS: tuple[Metric, ...] = (
    Metric(
        "volume", "诉求量", "count", "件", "neutral",
        formula="统计期内受理登记的工单数,按受理日计",
        numerator="全部工单", denominator="", exclusions="",
        source="各地热线月报通行口径",
        forms=(Form(),),
    ),
    Metric(
        "accepted", "受理量", "count", "件", "neutral",
        formula="统计期内受理登记、且未被不予受理或撤诉的工单数",
        numerator="受理的工单", denominator="", exclusions=_REFUSED,
        source="各地热线月报通行口径",
        forms=(Form(hit=rows.ACCEPTED),),
    ),
    Metric(
        "dispatched", "派单量", "count", "件", "neutral",
        formula="受理的工单中派往承办单位的件数",
        numerator="已派单的工单", denominator="", exclusions=f"{_REFUSED}、当场答复的工单",
        source="各地热线月报通行口径",
        forms=_DISPATCHED,
    ),
    Metric(
        "dispatch_rate", "派单率", "rate", "%", "neutral",
        formula="派单量 ÷ 受理量",
        numerator="已派单的工单", denominator="受理的工单", exclusions=_REFUSED,
        source="宁国、衡东、盘锦、温州等地公开的月报与季报",
        forms=_DISPATCHED, min_n=_MIN_RATE,
    ),
    Metric(
        "direct_reply_rate", "直接办结率", "rate", "%", "higher_better",
        formula="受理时当场答复的工单 ÷ 受理量",
        numerator="受理时当场答复、未派单的工单", denominator="受理的、有直接答复标记的工单",
        exclusions=_REFUSED,
        source="盘锦、唐山、衡东等地公开的月报与季报",
        forms=(
            Form(
                ("direct_reply",), all_of(rows.ACCEPTED, filled("direct_reply")),
                named("is_direct"),
            ),
        ),
        min_n=_MIN_RATE,
    ),
    Metric(
        "closed_rate", "办结率", "rate", "%", "higher_better",
        formula="截至统计日已办结的工单 ÷ 受理量",
        numerator="有办结时间、当场答复、或状态为待回访、已办结、已归档的工单",
        denominator="受理的工单", exclusions=_REFUSED,
        source="温州、盘锦等地公开的月报;近期工单尚在办理,数值会偏低",
        forms=(
            Form(("t_close",), rows.ACCEPTED, rows.CLOSED),
            Form(("status",), rows.ACCEPTED, rows.CLOSED, note="数据源没有办结时间,按状态判定。"),
        ),
        min_n=_MIN_RATE,
    ),
    Metric(
        "on_time_rate", "按时办结率", "rate", "%", "higher_better",
        formula="不晚于截止时间(含批准的延期)办结的工单 ÷ 应办结的工单",
        numerator="办结时间不晚于截止时间的工单;没有截止时间或办结时间的,取来源系统自报的“按时”",
        denominator="截止时间已到的工单", exclusions=_DUE_EXCLUSIONS,
        source="巴彦淖尔、榆林、温州等地公开的考核办法",
        forms=_ON_TIME, variants=_ON_TIME_VARIANTS, default_label="只计到期工单,按现行截止时间",
        min_n=_MIN_RATE,
    ),
    Metric(
        "overdue_rate", "超期率", "rate", "%", "lower_better",
        formula="超过截止时间办结或仍未办结的工单 ÷ 应办结的工单",
        numerator="晚于截止时间办结、或过了截止时间仍未办结的工单",
        denominator="截止时间已到的工单", exclusions=_DUE_EXCLUSIONS,
        source="与按时办结率互补;接近零时应核查是否自动延期",
        forms=_OVERDUE, variants=_OVERDUE_VARIANTS, default_label="只计到期工单,按现行截止时间",
        min_n=_MIN_RATE,
    ),
    Metric(
        "close_hours_median", "办理时长中位数", "quantile", "小时", "lower_better",
        formula="办结时间 − 派单时间的中位数(自然小时)",
        numerator="已办结工单的办理时长", denominator="已办结的工单",
        exclusions=_DURATION_EXCLUSIONS, source=_HOURS_NOTE,
        forms=_DURATION, variants=_WORKING, default_label="自然小时",
        min_n=_MIN_MEDIAN, quantile=0.5,
    ),
    Metric(
        "close_hours_p90", "办理时长九成位数", "quantile", "小时", "lower_better",
        formula="九成已办结工单的办理时长(办结时间 − 派单时间,自然小时)不超过此数",
        numerator="已办结工单的办理时长", denominator="已办结的工单",
        exclusions=_DURATION_EXCLUSIONS, source=_HOURS_NOTE,
        forms=_DURATION, variants=_WORKING, default_label="自然小时",
        min_n=_MIN_P90, quantile=0.9,
    ),
    Metric(
        "close_hours_mean", "平均办理时长", "mean", "小时", "lower_better",
        formula="办结时间 − 派单时间的平均数(自然小时)",
        numerator="已办结工单的办理时长合计", denominator="已办结的工单",
        exclusions=_DURATION_EXCLUSIONS,
        source="新站、辽宁等地公开数;少数很长的工单会拉高平均数,宜与中位数、九成位数一并看",
        forms=_DURATION, variants=_WORKING, default_label="自然小时", min_n=_MIN_RATE,
    ),
    *PROCESS,
    *VOICE,
    Metric(
        "repeat_rate", "重复诉求率", "rate", "%", "lower_better",
        formula="30 日内同一诉求人就同一末级分类再次反映的工单 ÷ 能识别诉求人的工单",
        numerator="此前 30 日内同一诉求人键、同一末级分类已有工单的工单",
        denominator="能识别诉求人的受理工单", exclusions=f"{_REFUSED}、匿名或没有诉求人键的工单",
        source="大英县等地公开的统计;只识别一人多诉,不含多人同诉",
        forms=(
            Form(
                ("repeat_30d",), all_of(rows.ACCEPTED, filled("repeat_30d")), named("repeat_30d"),
            ),
        ),
        variants=variants_of(
            Variant(
                "days_90", "90日", "此前 90 日内同一诉求人键、同一末级分类已有工单的,都算重复",
                (
                    Form(
                        ("repeat_90d",), all_of(rows.ACCEPTED, filled("repeat_90d")),
                        named("repeat_90d"),
                    ),
                ),
            ),
            Variant(
                "dispatched", "占派单", "分母为全部派单的工单,不能识别诉求人的也在内",
                (
                    Form(
                        ("t_dispatch", "repeat_30d"), rows.DISPATCHED, surely("repeat_30d"),
                    ),
                ),
            ),
            Variant(
                "marked", "来源标记", "以来源系统自己的重复工单标记为准,分母为受理的工单",
                (Form(("duplicate_of",), rows.ACCEPTED, named("is_marked")),),
            ),
        ),
        default_label="同一诉求人键、同一末级分类、30 日",
        min_n=_MIN_RATE,
    ),
    Metric(
        "tickets_per_10k", "万人诉求比", "per_10k", "件/万人", "neutral",
        formula="统计期内的工单数 ÷ 常住人口(万人)",
        numerator="全部工单", denominator="所在区域的常住人口",
        exclusions="按区域分组时,没有区域的工单单列,不计算比值",
        source="北京市大兴区等地公开数;不含流动人口,区间按泊松分布计算",
        forms=(Form(),), min_n=10,
    ),
    Metric(
        "channel_share", "渠道占比", "share", "%", "neutral",
        formula="该渠道的工单 ÷ 同期全部工单",
        numerator="该来源渠道的工单", denominator="同期全部工单(含渠道未填的)", exclusions="",
        source="各地热线月报通行口径",
        forms=(Form(("source_channel",)),), dimension=("channel",), min_n=_MIN_RATE,
    ),
    Metric(
        "category_share", "分类占比", "share", "%", "neutral",
        formula="该分类的工单 ÷ 同期全部工单",
        numerator="该诉求分类的工单", denominator="同期全部工单(含分类未填的)", exclusions="",
        source="各地热线月报通行口径",
        forms=(Form(("category_code",)),),
        dimension=("category_1", "category_2", "category_3"), min_n=_MIN_RATE,
    ),
    *CALLS,
    *TASKS,
)  # fmt: skip
