"""How tickets are dispatched, signed for, answered and handled: rates and times of each step."""

from __future__ import annotations

from data_access.extract.expressions import (
    Expression,
    all_of,
    any_of,
    empty,
    equals,
    filled,
    grouped,
    named,
    negated,
    one_of,
    sql,
)
from data_access.metrics import conditions as rows
from data_access.metrics.model import Form, Metric, Target, Variant, variants_of

GUIDE = "《12345热线接办质效提升——数智化应用指南》(2025)"
_REFUSED = "不予受理和撤诉的工单"
_NOT_DISPATCHED = f"{_REFUSED}、当场答复的工单、未派单的工单"
_MIN_RATE = 30


def _counted(column: str, at_least: int = 1) -> Form:
    """Dispatched tickets on which something happened at least so often."""
    base = all_of(rows.DISPATCHED, filled(column))
    return Form(("t_dispatch", column), base, sql(f"{{}} >= {at_least}", column))


def _not_redone(note: str = "") -> Form:
    base = all_of(rows.CLOSED_BY_UNIT, filled("n_redo"))
    return Form(("n_redo",), base, sql("{} = 0", "n_redo"), note=note)


def _step(moment: str, hours: int) -> Form:
    return Form(("t_dispatch", moment), *rows.within(moment, hours))


def _workday(moment: str) -> Variant:
    form = Form(("t_dispatch", moment, "t_workday_1"), *rows.within_workday(moment))
    doc = "时限为派单次日起第一个工作日结束前,夜间、周末和法定节假日不计"
    return Variant("workday_1", "1个工作日内", doc, (form,))


def _own_limit(moment: str, due: str) -> Variant:
    form = Form(("t_dispatch", moment, due), *rows.by_limit(moment, due))
    return Variant("own_limit", "本地时限", "时限按导入模板的环节时限", (form,))


_WORKING_HOURS = (
    "只计工作时间,夜间、周末和法定节假日不计;默认每个工作日 9 时至 17 时共 8 小时、不扣午休,"
    "可由设置 working_hours 按本地规定更改;工作时间以外完成的步骤不占时间"
)


def working_time(column: str, needs: tuple[str, ...], base: Expression) -> Variant:
    """The variant of a duration that counts working hours only. ``column``: working seconds."""
    counted = all_of(base, filled(column))
    form = Form((*needs, column), counted, value=sql("{}::BIGINT", column))
    return Variant("working_hours", "工作时间", _WORKING_HOURS, (form,))


def _response(quantile: float, label: str, formula: str, min_n: int) -> Metric:
    base = all_of(rows.DISPATCHED, sql("{} >= {}", "t_first_contact", "t_dispatch"))
    seconds = sql("date_diff('second', {}, {})", "t_dispatch", "t_first_contact")
    suffix = "median" if quantile == 0.5 else "p90"
    return Metric(
        f"response_hours_{suffix}", label, "quantile", "小时", "lower_better",
        formula=formula, numerator="已联系工单的响应时间", denominator="已联系诉求人的工单",
        exclusions=f"{_NOT_DISPATCHED}、尚未联系的工单、联系早于派单的工单",
        source="默认按自然小时计,不扣除夜间和节假日;指南未说明用平均数、中位数还是占比",
        forms=(Form(("t_first_contact", "t_dispatch"), base, value=seconds),),
        variants=variants_of(
            working_time("contact_work_s", ("t_first_contact", "t_dispatch"), base),
        ),
        default_label="自然小时", min_n=min_n, quantile=quantile,
        targets=(Target(2025, 2.0, False, GUIDE),) if quantile == 0.5 else (),
    )  # fmt: skip


_APPLIED = Form(("t_dispatch", "t_return_apply"), rows.DISPATCHED, filled("t_return_apply"))

_CLOSED_WITH_TIME = grouped(any_of(negated("is_closed_state"), "is_direct", filled("t_close")))
_BY_LETTER = ("网站/邮箱", "领导信箱", "领导留言板")
_REPLY_DUE, _REPLIED = rows.replied_within(24)

PROCESS: tuple[Metric, ...] = (
    Metric(
        "fill_rate", "填写规范率", "rate", "%", "higher_better",
        formula="必填项齐全的工单 ÷ 全部工单",
        numerator="来源渠道、诉求类型、诉求分类、行政区划都已填写的工单;已派单的还须有主办单位",
        denominator="全部工单", exclusions="",
        source="按数据规范逐件判定,不抽样;编码在导入时已校验,无效的编码视为未填",
        forms=(
            Form(rows.MANDATORY, hit=rows.FILLED),
        ),
        min_n=_MIN_RATE, targets=(Target(2025, 0.98, True, GUIDE),),
    ),
    Metric(
        "data_quality", "数据质量合格率", "rate", "%", "higher_better",
        formula="符合数据规范的工单 ÷ 全部工单",
        numerator="必填项齐全(同填写规范率)、各环节时间先后合理、已办结的有办结时间的工单",
        denominator="全部已入库的工单", exclusions="导入时隔离、未入库的行(见数据接入页的批次)",
        source="按数据规范逐件判定,不抽样;先后合理指受理、派单、签收、联系、办结、回访依次不早于"
        "前一步,截止时间不早于受理",
        forms=(
            Form(
                (*rows.MANDATORY, "t_close"),
                hit=all_of(rows.FILLED, rows.IN_ORDER, _CLOSED_WITH_TIME),
            ),
        ),
        min_n=_MIN_RATE, targets=(Target(2025, 0.95, True, GUIDE),),
    ),
    Metric(
        "auto_dispatch_rate", "自动派单率", "rate", "%", "higher_better",
        formula="自动派单的工单 ÷ 派单的工单",
        numerator="派单方式为自动的工单", denominator="已派单且有派单方式的工单",
        exclusions=f"{_NOT_DISPATCHED}、没有派单方式的工单",
        source="应与派单准确率一并看",
        forms=(
            Form(
                ("t_dispatch", "dispatch_mode"),
                all_of(rows.DISPATCHED, filled("dispatch_mode")), equals("dispatch_mode", "自动"),
            ),
        ),
        min_n=_MIN_RATE, targets=(Target(2025, 0.95, True, GUIDE),),
    ),
    Metric(
        "dispatch_accuracy", "派单准确率", "rate", "%", "higher_better",
        formula="从未被退回改派的工单 ÷ 派单的工单",
        numerator="没有批准退单的工单", denominator="已派单且有退单次数的工单",
        exclusions=f"{_NOT_DISPATCHED}、没有退单次数的工单",
        source="所有批准的退单都视为派错;强制接收会掩盖派错,应与“按申请”口径一并看",
        forms=(
            Form(
                ("t_dispatch", "n_return"),
                all_of(rows.DISPATCHED, filled("n_return")), sql("{} = 0", "n_return"),
            ),
        ),
        variants=variants_of(
            Variant(
                "applied", "按申请", "申请过退单的即视为派错,不论是否批准",
                (Form(_APPLIED.needs, _APPLIED.base, negated(grouped(_APPLIED.hit))),),
            ),
        ),
        default_label="按批准的退单", min_n=_MIN_RATE, targets=(Target(2025, 0.90, True, GUIDE),),
    ),
    Metric(
        "return_rate", "退单率", "rate", "%", "lower_better",
        formula="有过批准退单的工单 ÷ 派单的工单",
        numerator="批准退单一次以上的工单", denominator="已派单且有退单次数的工单",
        exclusions=f"{_NOT_DISPATCHED}、没有退单次数的工单",
        source="榆林等地公开的考核办法(回退率);申请与批准分别统计",
        forms=(_counted("n_return"),),
        variants=variants_of(
            Variant("applied", "按申请", "申请过退单的工单,不论是否批准", (_APPLIED,)),
        ),
        default_label="按批准的退单", min_n=_MIN_RATE,
    ),
    Metric(
        "return_times_mean", "件均退单次数", "mean", "次", "lower_better",
        formula="批准退单的次数 ÷ 派单的工单",
        numerator="批准退单的次数合计", denominator="已派单且有退单次数的工单",
        exclusions=f"{_NOT_DISPATCHED}、没有退单次数的工单",
        source="一件工单多次退回时,比退单率更能看出推诿",
        forms=(
            Form(
                ("t_dispatch", "n_return"),
                all_of(rows.DISPATCHED, filled("n_return")), value=sql("{}::BIGINT", "n_return"),
            ),
        ),
        variants=variants_of(
            Variant(
                "applied", "按申请", "申请退单的次数,不论是否批准;分母为全部派单的工单",
                (
                    Form(
                        ("t_dispatch", "n_return_apply"), rows.DISPATCHED,
                        value=sql("coalesce({}, 0)::BIGINT", "n_return_apply"),
                    ),
                ),
            ),
        ),
        default_label="按批准的退单",
        min_n=_MIN_RATE, scale=1.0,
    ),
    Metric(
        "sign_on_time_rate", "及时签收率", "rate", "%", "higher_better",
        formula="派单后 24 小时内签收的工单 ÷ 派单已满 24 小时的工单",
        numerator="24 小时内签收的工单", denominator="派单已满 24 小时的工单",
        exclusions=f"{_NOT_DISPATCHED}、派单未满时限的工单",
        source="连云港、榆林、巴彦淖尔等地有此指标,时限各地不一;按自然小时计,退单争议期间不停表",
        forms=(_step("t_sign", 24),),
        variants=variants_of(
            Variant("hours_2", "2小时内", "时限为派单后 2 小时", (_step("t_sign", 2),)),
            Variant("hours_4", "4小时内", "时限为派单后 4 小时", (_step("t_sign", 4),)),
            _workday("t_sign"),
            _own_limit("t_sign", "t_sign_due"),
        ),
        default_label="时限 24 小时", min_n=_MIN_RATE,
    ),
    Metric(
        "response_rate", "响应率", "rate", "%", "higher_better",
        formula="派单后 24 小时内联系诉求人的工单 ÷ 派单已满 24 小时的工单",
        numerator="24 小时内首次联系诉求人的工单", denominator="派单已满 24 小时的工单",
        exclusions=f"{_NOT_DISPATCHED}、派单未满时限的工单",
        source="接诉即办“三率”之一;由承办单位自报,宜与通话记录核对",
        forms=(_step("t_first_contact", 24),),
        variants=variants_of(
            Variant("hours_2", "2小时内", "时限为派单后 2 小时", (_step("t_first_contact", 2),)),
            Variant(
                "work_hours_2", "2个工作小时内",
                f"时限为派单后 2 个工作小时。{_WORKING_HOURS}",
                (
                    Form(
                        ("t_dispatch", "t_first_contact", "t_work_2h", "contact_work_s"),
                        *rows.within_two_working_hours(),
                    ),
                ),
            ),
            _workday("t_first_contact"),
            _own_limit("t_first_contact", "t_contact_due"),
        ),
        default_label="时限 24 小时", min_n=_MIN_RATE,
    ),
    _response(0.5, "响应时间中位数", "首次联系时间 − 派单时间的中位数(自然小时)", 20),
    _response(0.9, "响应时间九成位数", "九成工单的响应时间(自然小时)不超过此数", 50),
    Metric(
        "extension_rate", "延期率", "rate", "%", "lower_better",
        formula="有过批准延期的工单 ÷ 派单的工单",
        numerator="批准延期一次以上的工单", denominator="已派单且有延期次数的工单",
        exclusions=f"{_NOT_DISPATCHED}、没有延期次数的工单",
        source="弥渡县等地的通报批评过反复延期",
        forms=(_counted("n_extend"),),
        variants=variants_of(
            Variant("twice", "两次以上", "批准延期两次以上的工单", (_counted("n_extend", 2),)),
        ),
        default_label="延期一次以上", min_n=_MIN_RATE,
    ),
    Metric(
        "one_time_rate", "一次办结率", "rate", "%", "higher_better",
        formula="没有发回重办、办结后 30 日内也没有再次反映的工单 ÷ 办结已满 30 日的工单",
        numerator="重办次数为 0,且办结后 30 日内同一诉求人键、同一末级分类没有新工单的工单",
        denominator="承办单位办结已满 30 日、有重办次数、能识别诉求人的工单",
        exclusions=f"{_REFUSED}、当场答复的工单、办结未满 30 日或受理 60 日后才办结的工单",
        source="连云港等地公开的统计(一次完成率);多地只按未重办计,数值偏高",
        forms=(
            Form(
                ("n_redo", "t_close", "repeat_30d"),
                all_of(rows.LOOKED_AFTER, filled("n_redo")),
                all_of(sql("{} = 0", "n_redo"), empty("t_again")),
            ),
            _not_redone("数据源没有诉求人电话或编号,看不出再次反映,只按未重办计。"),
        ),
        variants=variants_of(
            Variant(
                "no_redo", "只看未重办", "办结即计入,不看办结后是否再次反映", (_not_redone(),)
            ),
            Variant(
                "no_repeat", "只看未再诉", "不看是否重办,只看办结后 30 日内没有再次反映",
                (Form(("t_close", "repeat_30d"), rows.LOOKED_AFTER, empty("t_again")),),
            ),
        ),
        default_label="未重办且 30 日内未再次反映", min_n=_MIN_RATE, version=2,
    ),
    Metric(
        "redo_rate", "重办率", "rate", "%", "lower_better",
        formula="发回重办的工单 ÷ 已办结的工单",
        numerator="重办一次以上的工单", denominator="承办单位已办结且有重办次数的工单",
        exclusions=f"{_REFUSED}、当场答复的工单、尚未办结的工单",
        source="巴彦淖尔、榆林等地公开的考核办法",
        forms=(
            Form(
                ("n_redo",), all_of(rows.CLOSED_BY_UNIT, filled("n_redo")),
                sql("{} >= 1", "n_redo"),
            ),
        ),
        min_n=_MIN_RATE,
    ),
    Metric(
        "mailbox_reply_rate", "信箱24小时答复率", "rate", "%", "higher_better",
        formula="受理后 24 小时内答复的网站、邮箱、信箱工单 ÷ 受理已满 24 小时的同类工单",
        numerator="24 小时内答复的工单",
        denominator="来源渠道为网站/邮箱、领导信箱、领导留言板,且受理已满 24 小时的工单",
        exclusions=f"{_REFUSED}、其他渠道的工单",
        source="GB/T 33358 对邮件渠道的时限;短信与在线对话 3 分钟内响应须有会话记录,尚不能计算",
        forms=(
            Form(
                ("t_reply", "source_channel"),
                all_of(rows.ACCEPTED, one_of("source_channel", _BY_LETTER), _REPLY_DUE), _REPLIED,
            ),
        ),
        min_n=_MIN_RATE,
    ),
    Metric(
        "excluded_rate", "考核剔除率", "rate", "%", "neutral",
        formula="考核剔除的工单 ÷ 有是否保留标记的工单",
        numerator="是否保留为“剔除”的工单", denominator="有是否保留标记的工单",
        exclusions="没有是否保留标记的工单",
        source="原始与考核两种口径并列时,说明剔除了多少",
        forms=(Form(("keep_flag",), filled("keep_flag"), named("is_excluded")),),
        min_n=_MIN_RATE,
    ),
)  # fmt: skip
