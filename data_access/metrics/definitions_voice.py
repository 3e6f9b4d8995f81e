"""What citizens say afterwards: callbacks, solved, satisfied, and whether units say the same."""

from __future__ import annotations

from data_access.extract.expressions import all_of, equals, filled, grouped, named, one_of, sql
from data_access.metrics import conditions as rows
from data_access.metrics.definitions_process import GUIDE
from data_access.metrics.model import Form, Metric, Target, Variant, variants_of

_REFUSED = "不予受理和撤诉的工单"
_MIN_RATE = 30
_RATED = all_of(rows.ACCEPTED, filled("satisfied"))
_FULL, _HALF = ("非常满意", "满意"), "基本满意"
_REACHED = filled("t_reached")
_CALLED_BACK = filled("t_callback")
_ANSWERED = all_of(rows.ACCEPTED, filled("solved"))
_CLAIMED = equals("result_unit", "已解决")


def _rated(values: tuple[str, ...]) -> Form:
    return Form(("satisfied",), _RATED, one_of("satisfied", values))


def _weighted(hundredths: int) -> Variant:
    weight = sql(
        f"CASE WHEN {{}} THEN 100 WHEN {{}} THEN {hundredths} ELSE 0 END",
        one_of("satisfied", _FULL),
        equals("satisfied", _HALF),
    )
    share = f"{hundredths / 100:g}"
    return Variant(
        f"weighted_{hundredths}", f"加权 {share}", f"满意计 1,基本满意计 {share},不满意计 0",
        (Form(("satisfied",), _RATED, weight=weight),),
    )  # fmt: skip


VOICE: tuple[Metric, ...] = (
    Metric(
        "callback_coverage", "回访覆盖率", "rate", "%", "higher_better",
        formula="已回访(不论是否接通)的工单 ÷ 已办结的工单",
        numerator="有回访时间的工单", denominator="承办单位已办结的工单",
        exclusions=f"{_REFUSED}、当场答复的工单、尚未办结的工单",
        source="盘锦等地公开的月报;与有效回访率分开统计",
        forms=(Form(("t_callback",), rows.CLOSED_BY_UNIT, _CALLED_BACK),),
        variants=variants_of(
            Variant(
                "with_direct", "含当场答复", "当场答复的工单也计入应回访",
                (Form(("t_callback",), all_of(rows.ACCEPTED, rows.CLOSED), _CALLED_BACK),),
            ),
        ),
        default_label="不含当场答复的工单",
        min_n=_MIN_RATE, targets=(Target(2025, 0.80, True, GUIDE),),
    ),
    Metric(
        "callback_on_time_rate", "及时回访率", "rate", "%", "higher_better",
        formula="办结后在回访时限内回访的工单 ÷ 回访时限已到的工单",
        numerator="首次回访不晚于回访时限的工单", denominator="承办单位已办结、回访时限已到的工单",
        exclusions=f"{_REFUSED}、当场答复的工单、未到时限的工单",
        source="时限按导入模板的环节时限,各地不一;没有规定时限的地区没有数值",
        forms=(
            Form(("t_close", "t_callback", "t_callback_due"), *rows.called_back_by_limit()),
        ),
        min_n=_MIN_RATE,
    ),
    Metric(
        "callback_reach_rate", "有效回访率", "rate", "%", "higher_better",
        formula="回访接通诉求人的工单 ÷ 已回访的工单",
        numerator="至少一次回访接通的工单", denominator="有回访时间的工单",
        exclusions=f"{_REFUSED}、未回访的工单",
        source="按工单计,不按回访次数计;接通率低时,满意率只代表接通的人",
        forms=(
            Form(("t_callback", "t_reached"), all_of(rows.ACCEPTED, _CALLED_BACK), _REACHED),
        ),
        min_n=_MIN_RATE,
    ),
    Metric(
        "satisfaction_rate", "满意率", "rate", "%", "higher_better",
        formula="评价为满意的工单 ÷ 有评价的工单",
        numerator="评价为非常满意、满意或基本满意的工单", denominator="有满意度评价的工单",
        exclusions=f"{_REFUSED}、没有评价的工单",
        source="基本满意计入满意,同政务服务“好差评”的五级评价;未回访的不在内,有选择偏差",
        forms=(_rated((*_FULL, _HALF)),),
        variants=variants_of(
            Variant("strict", "从严", "基本满意不计入满意", (_rated(_FULL),)),
            _weighted(60),
            _weighted(80),
        ),
        default_label="基本满意计入满意",
        min_n=_MIN_RATE, targets=(Target(2025, 0.85, True, GUIDE),),
    ),
    Metric(
        "solved_rate", "解决率", "rate", "%", "higher_better",
        formula="诉求人认为已解决的工单 ÷ 诉求人作答的工单",
        numerator="诉求人在回访中认为已解决的工单", denominator="诉求人在回访中作答的工单",
        exclusions=f"{_REFUSED}、没有作答的工单",
        source="以诉求人的说法为准,不取承办单位自报",
        forms=(Form(("solved",), _ANSWERED, named("solved")),),
        variants=variants_of(
            Variant(
                "declared", "单位自报", "以承办单位自报的办理结果“已解决”为准",
                (Form(("result_unit",), all_of(rows.ACCEPTED, filled("result_unit")), _CLAIMED),),
            ),
        ),
        default_label="以诉求人的说法为准",
        min_n=_MIN_RATE, targets=(Target(2025, 0.90, True, GUIDE),),
    ),
    Metric(
        "callback_verified_rate", "回访核实率", "rate", "%", "higher_better",
        formula="诉求人说法与承办单位自报一致的工单 ÷ 可核对的工单",
        numerator="双方都说已解决、或都说未解决的工单",
        denominator="承办单位自报已解决或未解决、诉求人也作答的工单",
        exclusions=f"{_REFUSED}、自报部分解决、已解释、诉求不实的工单、诉求人没有作答的工单",
        source="温州等地公开的考核办法;最能看出虚报",
        forms=(
            Form(
                ("solved", "result_unit"),
                all_of(_ANSWERED, one_of("result_unit", ("已解决", "未解决"))),
                sql("{} = {}", grouped(_CLAIMED), "solved"),
            ),
        ),
        variants=variants_of(
            Variant(
                "claimed", "只核自报已解决", "只看承办单位自报已解决的工单,其中诉求人也认可的占比",
                (Form(("solved", "result_unit"), all_of(_ANSWERED, _CLAIMED), named("solved")),),
            ),
        ),
        default_label="自报已解决、未解决都核对", min_n=_MIN_RATE,
    ),
)  # fmt: skip
