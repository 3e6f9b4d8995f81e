"""The telephone: metrics over the call log. Calls carry no area, category or unit."""

from __future__ import annotations

from data_access.extract.expressions import (
    TRUE,
    Expression,
    all_of,
    any_of,
    filled,
    grouped,
    named,
    negated,
    sql,
    surely,
)
from data_access.metrics.definitions_process import GUIDE
from data_access.metrics.model import Form, Metric, Target, Variant, variants_of

STANDARD = "GB/T 33358—2016"
_ANSWERED = all_of(filled("t_answer"), negated(surely("abandoned")))
# The exchange's own figure, else the difference of its times.
_WAIT = sql(
    "coalesce({}, date_diff('millisecond', {}, {}) / 1000.0)", "wait_s", "t_offer", "t_answer"
)
_WAIT_KNOWN = sql("{} IS NOT NULL", _WAIT)
_WITHIN_15S = sql("{} <= 15", _WAIT)
_SHORT = surely(sql("{} < 5", "wait_s"))
_MIN_RATE = 30
_NO_TIME = "数据源没有应答时间,按是否放弃判定。"


def _answer_forms(base: Expression) -> tuple[Form, ...]:
    return (
        Form(("t_answer",), base, _ANSWERED),
        Form(
            ("abandoned",), all_of(base, filled("abandoned")), negated("abandoned"), note=_NO_TIME
        ),
    )


def _mean(
    metric: str, label: str, what: str, needs: tuple[str, ...], seconds: Expression
) -> Metric:
    return Metric(
        metric, label, "mean", "秒",
        "lower_better" if metric == "wait_seconds_mean" else "neutral",
        formula=f"{what}合计 ÷ 人工接通的呼叫",
        numerator=f"人工接通呼叫的{what}合计", denominator=f"人工接通、有{what}的呼叫",
        exclusions="放弃的呼叫",
        source="常州 2021 年公开数:等待 12 秒、通话 150 秒;少数很长的呼叫会拉高平均数",
        forms=(
            Form(
                needs, all_of(_ANSWERED, sql("{} >= 0", seconds)),
                value=sql("CAST(round({} * 1000) AS BIGINT)", seconds),
            ),
        ),
        min_n=_MIN_RATE, scale=1000.0, dataset="calls",
    )  # fmt: skip


CALLS: tuple[Metric, ...] = (
    Metric(
        "calls_offered", "人工呼入量", "count", "次", "neutral",
        formula="统计期内请求人工服务的呼叫数,按呼入日计",
        numerator="全部请求人工的呼叫", denominator="", exclusions="",
        source="各地热线月报通行口径", forms=(Form(),), dataset="calls",
    ),
    Metric(
        "answer_rate", "呼叫接通率", "rate", "%", "higher_better",
        formula="人工接通的呼叫 ÷ 请求人工的呼叫",
        numerator="坐席应答的呼叫", denominator="请求人工的呼叫",
        exclusions="只在语音菜单中、未请求人工的呼叫(话务数据不含)",
        source=f"{STANDARD};有的地方不计 5 秒内放弃的呼叫",
        forms=_answer_forms(TRUE),
        variants=variants_of(
            Variant(
                "no_short", "不含短放弃", "等待不足 5 秒即放弃的呼叫不计入",
                tuple(
                    Form((*f.needs, "wait_s"), f.base, f.hit, note=f.note)
                    for f in _answer_forms(grouped(any_of(_ANSWERED, negated(_SHORT))))
                ),
            ),
        ),
        default_label="请求人工的呼叫全部计入", min_n=_MIN_RATE, dataset="calls",
        targets=(Target(2016, 0.95, True, STANDARD),),
    ),
    Metric(
        "answer_15s_rate", "15秒接听率", "rate", "%", "higher_better",
        formula="15 秒内接听的呼叫 ÷ 人工接通的呼叫",
        numerator="等待不超过 15 秒的接通呼叫", denominator="人工接通的呼叫",
        exclusions="放弃的呼叫",
        source="指南的目标高于此前通行的 80%,也不同于国家标准的 95% 接通率,两项分列",
        forms=(Form(("t_answer",), all_of(_ANSWERED, _WAIT_KNOWN), _WITHIN_15S),),
        variants=variants_of(
            Variant(
                "offered", "占呼入", "分母为请求人工的全部呼叫,总低于默认口径",
                (
                    Form(
                        ("t_answer",), any_of(negated(grouped(_ANSWERED)), _WAIT_KNOWN),
                        all_of(_ANSWERED, _WITHIN_15S),
                    ),
                ),
            ),
        ),
        default_label="分母为接通的呼叫", min_n=_MIN_RATE, dataset="calls",
        targets=(Target(2025, 0.95, True, GUIDE),),
    ),
    _mean("wait_seconds_mean", "平均等待时长", "等待时长", ("t_answer",), _WAIT),
    _mean("talk_seconds_mean", "平均通话时长", "通话时长", ("t_answer", "talk_s"), named("talk_s")),
)  # fmt: skip
