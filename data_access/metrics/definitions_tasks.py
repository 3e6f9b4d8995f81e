"""Supervision: metrics over the tasks that the governance office issued, by the day of issue.

Confidential and cancelled tasks are in none of them.
"""

from __future__ import annotations

from data_access.extract.expressions import (
    Expression,
    all_of,
    any_of,
    filled,
    grouped,
    later,
    past,
    sql,
    surely,
)
from data_access.metrics.definitions_process import GUIDE
from data_access.metrics.model import Form, Metric, Target, Variant, variants_of

_DAY = 86_400
_SHARES = 1_000_000
_MIN_RATE = 30
_MIN_MEDIAN = 20
_MIN_P90 = 50
WATCHED_DAYS = 90
"""Days after the closing in which a matter that comes back counts as opened again."""
_LEFT_OUT = "保密任务、未签发的草稿、已撤销的任务"
_OWN = "产品中的督办任务,按首次签发日计"
_SECONDS = sql("date_diff('second', {}, {})", "t_issue", "t_close")
_CLOSED = (Form((), filled("t_close"), value=_SECONDS),)
_GAIN = sql(
    f"CAST(round((1 - {{}} / ({{}} * {_DAY})) * {_SHARES}) AS BIGINT)", _SECONDS, "days_before"
)
_REOPENED_IN_TIME = surely(sql("{} <= {}", "t_reopen", later("t_close", WATCHED_DAYS, "DAY")))


def _settled(limit: str, done: str, hit: Expression) -> tuple[Form, ...]:
    """What is done counts at once, what is not when its time has run out."""
    return (
        Form((), all_of(filled(limit), grouped(any_of(past(limit), filled(done)))), surely(hit)),
    )


def _ran_out(limit: str, hit: Expression) -> Variant:
    return Variant(
        "due", "只计到期", "只计时限已到的任务;时限未到而已完成的不计入,各期可比",
        (Form((), past(limit), surely(hit)),),
    )  # fmt: skip


_SIGNED = sql("{} <= {}", "t_sign", "t_sign_by")
_CLOSED_IN_TIME = sql("{} < {}", "t_close", "due")

TASKS: tuple[Metric, ...] = (
    Metric(
        "tasks_issued", "督办任务数", "count", "项", "neutral",
        formula="统计期内首次签发的督办任务数", numerator="全部签发的督办任务", denominator="",
        exclusions=_LEFT_OUT, source=_OWN, forms=(Form(),), dataset="tasks",
    ),
    Metric(
        "task_signed_in_time_rate", "任务及时签收率", "rate", "%", "higher_better",
        formula="时限内签收的任务 ÷ 已签收或签收时限已到的任务",
        numerator="派给现主办单位后,在签收时限(默认 24 小时)内签收的任务",
        denominator="已签收、或签收时限已到的任务",
        exclusions=f"{_LEFT_OUT}、被拒收而等待治理办决定的任务",
        source=f"{_OWN};改派后,时限自改派起算,计在新的主办单位名下",
        forms=_settled("t_sign_by", "t_sign", _SIGNED),
        variants=variants_of(_ran_out("t_sign_by", _SIGNED)),
        default_label="已签收的都计入", min_n=_MIN_RATE, dataset="tasks",
    ),
    Metric(
        "task_closed_in_time_rate", "任务按期办结率", "rate", "%", "higher_better",
        formula="不晚于期限首次办结的任务 ÷ 已办结或期限已过的任务",
        numerator="首次办结不晚于当时期限之日(含批准的延期)的任务",
        denominator="已办结、或期限已过的任务", exclusions=_LEFT_OUT,
        source=f"{_OWN};以核验后的办结为准,不以单位报结为准;重新办理后的新期限不影响首次办结",
        forms=_settled("due", "t_close", _CLOSED_IN_TIME),
        variants=variants_of(_ran_out("due", _CLOSED_IN_TIME)),
        default_label="已办结的都计入", min_n=_MIN_RATE, dataset="tasks",
    ),
    Metric(
        "task_days_median", "任务办结天数中位数", "quantile", "天", "lower_better",
        formula="首次签发至首次办结的天数(自然日)的中位数",
        numerator="已办结任务的天数", denominator="已办结的任务",
        exclusions=f"{_LEFT_OUT}、尚未办结的任务",
        source=f"{_OWN};近期签发的任务只有办得快的已办结,数值会偏低",
        forms=_CLOSED, min_n=_MIN_MEDIAN, quantile=0.5, scale=_DAY, dataset="tasks",
    ),
    Metric(
        "task_days_p90", "任务办结天数九成位数", "quantile", "天", "lower_better",
        formula="九成已办结任务自首次签发至首次办结的天数(自然日)不超过此数",
        numerator="已办结任务的天数", denominator="已办结的任务",
        exclusions=f"{_LEFT_OUT}、尚未办结的任务",
        source=f"{_OWN};近期签发的任务只有办得快的已办结,数值会偏低",
        forms=_CLOSED, min_n=_MIN_P90, quantile=0.9, scale=_DAY, dataset="tasks",
    ),
    Metric(
        "task_returned_rate", "任务核验退回率", "rate", "%", "lower_better",
        formula="核验后至少退回一次的任务 ÷ 报结过的任务",
        numerator="核验后至少退回一次的任务", denominator="主办单位报结过的任务",
        exclusions=f"{_LEFT_OUT}、尚未报结的任务", source=_OWN,
        forms=(Form((), filled("t_report"), filled("t_return")),),
        min_n=_MIN_RATE, dataset="tasks",
    ),
    Metric(
        "task_reopened_rate", "任务回潮率", "rate", "%", "lower_better",
        formula="首次办结后 90 日内重新办理的任务 ÷ 首次办结满 90 日的任务",
        numerator="首次办结后 90 日内重新办理的任务", denominator="首次办结满 90 日的任务",
        exclusions=f"{_LEFT_OUT}、办结未满 90 日的任务(已重新办理的也不计,以免近期偏高)",
        source=_OWN,
        forms=(
            Form(
                (), all_of(filled("t_close"), past(later("t_close", WATCHED_DAYS, "DAY"))),
                _REOPENED_IN_TIME,
            ),
        ),
        min_n=_MIN_RATE, dataset="tasks",
    ),
    Metric(
        "key_problem_speed", "重点问题处置效率", "quantile", "%", "higher_better",
        formula="1 − 任务办结天数 ÷ 启用产品前办结天数的中位数,取中位数,即办结天数缩短的比例",
        numerator="已办结任务缩短的比例", denominator="已办结的任务",
        exclusions=f"{_LEFT_OUT}、尚未办结的任务",
        source=f"{_OWN};启用前的中位数由本地在设置中填写,作为定值,区间只含现在的不确定",
        forms=(
            Form(("days_before",), all_of(filled("t_close"), filled("days_before")), value=_GAIN),
        ),
        min_n=_MIN_MEDIAN, quantile=0.5, scale=_SHARES, dataset="tasks",
        targets=(Target(2025, 0.50, True, GUIDE),),
    ),
)  # fmt: skip
