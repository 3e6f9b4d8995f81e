"""Columns of everything a city sends, declared once: name, Chinese label, type, meaning.

Table definitions, the import profiles' checks, the extract and the documentation are made from
these declarations. Source of the fields: the ticket structure described in ``docs/tickets.md``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["text", "int", "float", "bool", "time", "date"]
EntityName = Literal[
    "ticket", "ticket_event", "callback", "call_log", "organisation", "area", "local_event"
]

CHANNELS = (
    "电话", "微信/小程序", "APP", "网站/邮箱", "领导信箱", "领导留言板",
    "110转办", "上级平台派发", "网格上报", "企业专席", "其他",
)  # fmt: skip
TICKET_TYPES = ("咨询", "求助", "投诉", "举报", "建议", "表扬", "其他")
STATES = (
    "待受理", "待派单", "待签收", "退单申请", "办理中", "延期申请", "待审核", "待回访",
    "重办", "已办结", "已归档", "不予受理", "撤诉", "并单", "挂账",
)  # fmt: skip
CLOSED_STATES = ("待回访", "已办结", "已归档")
REFUSED_STATES = ("不予受理", "撤诉")
SATISFACTION = ("非常满意", "满意", "基本满意", "不满意", "非常不满意")
RESULTS = ("已解决", "部分解决", "未解决", "已解释", "诉求不实")
URGENCIES = ("普通", "加急", "紧急")
KEPT, EXCLUDED = "保留", "剔除"
DUE_RESULTS = ("按时", "超期")


@dataclass(frozen=True, slots=True)
class Field:
    """One column. ``personal``: kept in the vault only. ``free_text``: the original goes to the
    vault, a scrubbed copy is stored. ``choices``: the code list, empty where any value is fine.
    ``sent``: a city's file may carry it (False: the product works it out itself). ``identifier``:
    it names a row, a place or a category, and is kept to the letter; other texts are rid of phone
    numbers and the like, whatever column they stand in.
    """

    name: str
    label: str
    kind: Kind
    doc: str
    choices: tuple[str, ...] = ()
    personal: bool = False
    free_text: bool = False
    required: bool = False
    sent: bool = True
    identifier: bool = False


@dataclass(frozen=True, slots=True)
class Entity:
    """One kind of row that a city sends: its fields and the ones that identify a row."""

    name: EntityName
    label: str
    key: tuple[str, ...]
    fields: tuple[Field, ...]

    def field(self, name: str) -> Field:
        """Return a field by name; KeyError where there is none."""
        for item in self.fields:
            if item.name == name:
                return item
        raise KeyError(name)

    @property
    def stored(self) -> tuple[Field, ...]:
        """The fields kept outside the vault."""
        return tuple(f for f in self.fields if not f.personal)


def _text(name: str, label: str, doc: str, **more: object) -> Field:
    return Field(name, label, "text", doc, **more)  # type: ignore[arg-type]


def _time(name: str, label: str, doc: str, *, required: bool = False) -> Field:
    return Field(name, label, "time", doc, required=required)


def _count(name: str, label: str) -> Field:
    return Field(name, label, "int", f"{label}（次）")


TICKET = Entity(
    "ticket",
    "工单",
    ("ticket_no",),
    (
        _text("ticket_no", "工单编号", "来源系统中的唯一编号", required=True, identifier=True),
        _text("case_no", "案件编号", "并单后共用的编号", identifier=True),
        _text("source_channel", "来源渠道", "诉求从哪里来", choices=CHANNELS),
        _text("accept_level", "来源级别", "国家、省、市、县或街乡"),
        _text("ticket_type", "诉求类型", "咨询、求助、投诉等", choices=TICKET_TYPES),
        _text("category_1", "一级分类", "诉求分类第一级名称"),
        _text("category_2", "二级分类", "诉求分类第二级名称"),
        _text("category_3", "三级分类", "诉求分类第三级名称"),
        _text("category_code", "分类编码", "每级两位；只有名称时由系统编码", identifier=True),
        _text("tags", "标签", "以分号隔开，如 七有五性；每月一题"),
        _text("title", "标题", "诉求标题，入库前脱敏", free_text=True),
        _text("content", "主要内容", "诉求正文，入库前脱敏", free_text=True),
        _text("urgency", "紧急程度", "普通、加急、紧急", choices=URGENCIES),
        _text("sensitive_flag", "敏感标记", "涉稳、安全隐患、群体、媒体、涉未成年等"),
        _text("caller_name", "诉求人姓名", "只存于保密库", personal=True),
        _text("caller_phone", "联系电话", "只存于保密库", personal=True),
        _text("caller_id_number", "证件号码", "只存于保密库", personal=True),
        _text("caller_ref", "诉求人编号", "来源系统的用户编号，只存于保密库", personal=True),
        _text(
            "caller_key",
            "诉求人键",
            "由电话或用户编号经 SM3-HMAC 得出",
            sent=False,
            identifier=True,
        ),
        _text("caller_kind", "诉求人类型", "个人、企业、匿名、保密"),
        _text("caller_age_band", "年龄段", "分段，不存具体年龄"),
        _text("caller_gender", "性别", "可缺"),
        _text("addr_text", "发生地址", "只存于保密库", personal=True),
        _text("place_key", "地址键", "由发生地址经 SM3-HMAC 得出", sent=False, identifier=True),
        _text(
            "area_code",
            "行政区划",
            "县6位、街道9位、社区12位；只有名称时由系统编码",
            identifier=True,
        ),
        _text("county", "区县", "所在区县名称"),
        _text("street", "街道", "所在街道乡镇名称"),
        _text("community", "社区", "所在社区或村名称"),
        Field("lon", "经度", "float", "度，WGS-84，约 100 米精度"),
        Field("lat", "纬度", "float", "度，WGS-84，约 100 米精度"),
        _text("org_accept", "受理单位", "登记受理的单位"),
        _text("org_lead", "主办单位", "主办单位名称"),
        _text("orgs_assist", "协办单位", "以分号隔开"),
        _text("dispatch_mode", "派单方式", "自动、人工、双派、直派"),
        Field("direct_reply", "直接答复", "bool", "受理时当场答复、未派单"),
        _time("t_occur", "发生时间", "事情发生的时间"),
        _time("t_call", "来电时间", "来电或提交的时间"),
        _time("t_accept", "受理时间", "登记受理的时间", required=True),
        _time("t_dispatch", "派单时间", "首次派出；退单不重置"),
        _time("t_sign", "签收时间", "承办单位签收"),
        _time("t_first_contact", "首次联系时间", "承办单位首次联系诉求人"),
        _time("t_reply", "答复时间", "承办单位答复诉求人"),
        _time("t_close", "办结时间", "承办单位报结"),
        _time("t_callback", "回访时间", "首次回访"),
        _time("t_archive", "归档时间", "归档"),
        _time("deadline", "截止时间", "含批准的延期"),
        _time("deadline_orig", "原截止时间", "不含延期"),
        _text("due_result", "按时情况", "来源系统自报的按时或超期", choices=DUE_RESULTS),
        _count("n_return", "退单次数"),
        _count("n_extend", "延期次数"),
        _count("n_redo", "重办次数"),
        _count("n_urge", "催办次数"),
        _count("n_supervise", "督办次数"),
        _text("result_unit", "办理结果", "承办单位自报", choices=RESULTS),
        Field("is_true", "诉求属实", "bool", "经核实是否属实"),
        Field("beyond_duty", "超职责", "bool", "是否超出职责范围"),
        _text("unresolved_reason", "未解决原因", "承办单位填写，入库前脱敏", free_text=True),
        _text("reply_public", "公开答复", "答复正文，入库前脱敏", free_text=True),
        Field("solved", "是否解决", "bool", "诉求人在回访中的说法"),
        _text("satisfied", "满意度", "诉求人在回访中的评价", choices=SATISFACTION),
        _text(
            "duplicate_of", "重复工单标记", "来源系统自己的重复标记或原工单编号", identifier=True
        ),
        _text("keep_flag", "是否保留", "考核是否剔除", choices=(KEPT, EXCLUDED)),
        _text("exclude_reason", "剔除原因", "剔除的理由，入库前脱敏", free_text=True),
        _text("leader_note", "领导批示", "批示正文，入库前脱敏", free_text=True),
        _text("status", "状态", "工单当前状态", choices=STATES),
    ),
)

TICKET_EVENT = Entity(
    "ticket_event",
    "工单流转",
    ("ticket_no", "seq"),
    (
        _text("ticket_no", "工单编号", "所属工单", required=True, identifier=True),
        Field("seq", "序号", "int", "同一工单内的次序", required=True),
        _text("node", "环节", "受理、派单、签收、退单、延期、回访等"),
        _text("from_status", "原状态", "流转前状态"),
        _text("to_status", "新状态", "流转后状态"),
        _text("op", "操作", "所做的操作"),
        _text("org", "单位", "操作单位"),
        _time("t", "时间", "操作时间", required=True),
        _text("note", "说明", "操作说明，入库前脱敏", free_text=True),
    ),
)

CALLBACK = Entity(
    "callback",
    "回访",
    ("ticket_no", "round"),
    (
        _text("ticket_no", "工单编号", "所属工单", required=True, identifier=True),
        Field("round", "轮次", "int", "第几次回访", required=True),
        _text("method", "方式", "人工、短信、机器人"),
        _time("t", "时间", "回访时间", required=True),
        Field("reached", "是否接通", "bool", "是否联系上诉求人"),
        Field("solved", "是否解决", "bool", "诉求人的说法"),
        _text("satisfied", "满意度", "诉求人的评价", choices=SATISFACTION),
        _text("reason", "原因", "不满意原因，入库前脱敏", free_text=True),
        _text("text", "回访记录", "记录正文，入库前脱敏", free_text=True),
    ),
)

CALL_LOG = Entity(
    "call_log",
    "话务",
    ("call_id",),
    (
        _text("call_id", "呼叫编号", "话务系统的编号", required=True, identifier=True),
        _time("t_offer", "呼入时间", "请求人工的时间", required=True),
        _time("t_answer", "应答时间", "坐席应答"),
        Field("wait_s", "等待时长", "float", "秒"),
        Field("talk_s", "通话时长", "float", "秒"),
        Field("abandoned", "是否放弃", "bool", "应答前挂断"),
        _text("agent_key", "坐席", "坐席代号"),
        _text("ticket_no", "工单编号", "由此生成的工单", identifier=True),
    ),
)

ORGANISATION = Entity(
    "organisation",
    "承办单位",
    ("code",),
    (
        _text("code", "单位编码", "单位编码", required=True, identifier=True),
        _text("name", "单位名称", "单位名称", required=True),
        _text("group_name", "单位组别", "县区、街乡、部门、公共企业"),
        _text("level", "单位级别", "市级、县级、街乡级"),
        _text("parent", "上级单位", "上级单位编码", identifier=True),
    ),
)

AREA = Entity(
    "area",
    "行政区划与人口",
    ("code",),
    (
        _text("code", "区划编码", "GB/T 2260、GB/T 10114 或自编", required=True, identifier=True),
        _text("parent", "上级区划", "上级编码", identifier=True),
        _text("level", "区划级别", "city、county、street 或 community", required=True),
        _text("name", "区划名称", "名称", required=True),
        Field("population", "常住人口", "int", "人"),
        Field("lon", "经度", "float", "中心点，度"),
        Field("lat", "纬度", "float", "中心点，度"),
        Field("valid_from", "启用日期", "date", "含当日"),
        Field("valid_to", "停用日期", "date", "不含当日"),
    ),
)

LOCAL_EVENT = Entity(
    "local_event",
    "地方日历",
    ("kind", "day"),
    (
        Field("day", "日期", "date", "首日", required=True),
        Field("end_day", "结束日期", "date", "末日，含当日"),
        _text("kind", "类型", "供暖、开学、考试、天气、活动等", required=True),
        _text("name", "名称", "名称"),
    ),
)

ENTITIES: dict[str, Entity] = {
    e.name: e for e in (AREA, ORGANISATION, TICKET, TICKET_EVENT, CALLBACK, CALL_LOG, LOCAL_EVENT)
}


@dataclass(frozen=True, slots=True)
class ExtractColumn:
    """One column of the ticket extract that isn't simply a stored ticket field."""

    name: str
    sql_type: str
    doc: str


EXTRACT_DERIVED: tuple[ExtractColumn, ...] = (
    ExtractColumn("jurisdiction", "VARCHAR", "地区编码（分区）"),
    ExtractColumn("month", "VARCHAR", "受理月 YYYY-MM（分区）"),
    ExtractColumn("day", "DATE", "受理日，按地区时区"),
    ExtractColumn("hour", "SMALLINT", "受理时，0-23,按地区时区；只有日期时为空"),
    ExtractColumn("area_county", "VARCHAR", "区县级编码"),
    ExtractColumn("area_street", "VARCHAR", "街道级编码"),
    ExtractColumn(
        "area_source",
        "VARCHAR",
        "行政区划的来源：file 来源数据，resolved 由文中地点识别；没有区划为空",
    ),
    ExtractColumn("repeat_30d", "BOOLEAN", "同一诉求人键、同一末级分类 30 日内已有工单"),
    ExtractColumn("repeat_90d", "BOOLEAN", "同一诉求人键、同一末级分类 90 日内已有工单"),
    ExtractColumn("t_workday_1", "TIMESTAMP", "派单次日起第一个工作日的 23:59:59"),
    ExtractColumn("t_work_2h", "TIMESTAMP", "派单后满 2 个工作小时的时刻；只有日期时为空"),
    ExtractColumn("t_sign_due", "TIMESTAMP", "应签收的时刻，按导入模板的环节时限；没有规定的为空"),
    ExtractColumn(
        "t_contact_due", "TIMESTAMP", "应首次联系的时刻，按导入模板的环节时限；没有规定的为空"
    ),
    ExtractColumn(
        "t_callback_due", "TIMESTAMP", "应回访的时刻，按导入模板的环节时限；没有规定的为空"
    ),
    ExtractColumn("contact_work_s", "INTEGER", "派单至首次联系的工作秒数，工作时间见 settings.md"),
    ExtractColumn("close_work_s", "INTEGER", "派单至办结的工作秒数，工作时间见 settings.md"),
    ExtractColumn(
        "t_again", "TIMESTAMP", "办结后 30 日内同一诉求人键、同一末级分类再次反映的受理时间"
    ),
    ExtractColumn("t_return_apply", "TIMESTAMP", "首次申请退单的时间，取自工单流转"),
    ExtractColumn("n_return_apply", "INTEGER", "申请退单的次数，取自工单流转；没有申请过为空"),
    ExtractColumn("t_reached", "TIMESTAMP", "首次回访接通的时间，取自回访"),
)

TASK_COLUMNS: tuple[ExtractColumn, ...] = (
    ExtractColumn("task_id", "INTEGER", "任务编号"),
    ExtractColumn("day", "DATE", "首次签发日，按地区时区"),
    ExtractColumn("area_county", "VARCHAR", "区县级编码"),
    ExtractColumn("area_street", "VARCHAR", "街道级编码"),
    ExtractColumn("area_code", "VARCHAR", "行政区划；空为全辖区"),
    ExtractColumn("category_code", "VARCHAR", "分类编码"),
    ExtractColumn("org_lead", "VARCHAR", "主办单位"),
    ExtractColumn("source_channel", "VARCHAR", "任务没有来源渠道，恒为空"),
    ExtractColumn("step", "VARCHAR", "督办级别"),
    ExtractColumn("source_kind", "VARCHAR", "由什么而来：预警、热点、工单、批示等"),
    ExtractColumn("t_issue", "TIMESTAMP", "首次签发"),
    ExtractColumn(
        "t_sign_by", "TIMESTAMP", "应签收的时刻，自最近一次派给主办单位起；拒收待定的为空"
    ),
    ExtractColumn("t_sign", "TIMESTAMP", "现主办单位签收"),
    ExtractColumn("due", "TIMESTAMP", "首次办结时（未办结的为现在）期限之日的终了，含批准的延期"),
    ExtractColumn("t_report", "TIMESTAMP", "首次报结"),
    ExtractColumn("t_return", "TIMESTAMP", "首次核验退回"),
    ExtractColumn("t_close", "TIMESTAMP", "首次办结"),
    ExtractColumn("t_reopen", "TIMESTAMP", "首次办结后第一次重新办理"),
    ExtractColumn(
        "days_before", "DOUBLE", "启用产品前同类事项办结天数的中位数，见设置 task_days_before"
    ),
)
"""Supervision tasks, one row each, without confidential ones; no title, no person."""
