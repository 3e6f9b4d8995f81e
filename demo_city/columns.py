"""The files' columns in order: what a value is called here, and its heading in the file."""

from __future__ import annotations

TICKETS = {
    "ticket_no": "工单编号", "case_no": "案件编号", "source_channel": "来源渠道",
    "accept_level": "来源级别", "ticket_type": "诉求类型", "category_1": "一级分类",
    "category_2": "二级分类", "category_3": "三级分类", "category_code": "分类编码",
    "tags": "标签", "title": "标题", "content": "主要内容", "urgency": "紧急程度",
    "sensitive_flag": "敏感标记", "caller_name": "诉求人姓名", "caller_phone": "联系电话",
    "caller_id_number": "证件号码", "caller_ref": "诉求人编号", "caller_kind": "诉求人类型",
    "caller_age_band": "年龄段", "caller_gender": "性别", "addr_text": "发生地址",
    "area_code": "行政区划", "county": "区县", "street": "街道", "community": "社区",
    "lon": "经度", "lat": "纬度", "org_accept": "受理单位", "org_lead": "主办单位",
    "orgs_assist": "协办单位", "dispatch_mode": "派单方式", "direct_reply": "直接答复",
    "t_occur": "发生时间", "t_call": "来电时间", "t_accept": "受理时间", "t_dispatch": "派单时间",
    "t_sign": "签收时间", "t_first_contact": "首次联系时间", "t_reply": "答复时间",
    "t_close": "办结时间", "t_callback": "回访时间", "t_archive": "归档时间",
    "deadline": "截止时间", "deadline_orig": "原截止时间",
    "due_result": "按时情况", "n_return": "退单次数",
    "n_extend": "延期次数", "n_redo": "重办次数", "n_urge": "催办次数", "n_supervise": "督办次数",
    "result_unit": "办理结果", "is_true": "诉求属实", "beyond_duty": "超职责",
    "unresolved_reason": "未解决原因", "reply_public": "公开答复", "solved": "是否解决",
    "satisfied": "满意度", "duplicate_of": "重复工单标记", "keep_flag": "是否保留",
    "exclude_reason": "剔除原因", "leader_note": "领导批示", "status": "状态",
}  # fmt: skip
TICKET_EVENTS = {
    "ticket_no": "工单编号", "seq": "序号", "node": "环节", "from_status": "原状态",
    "to_status": "新状态", "op": "操作", "org": "单位", "t": "时间", "note": "说明",
}  # fmt: skip
CALLBACKS = {
    "ticket_no": "工单编号", "round": "轮次", "method": "方式", "t": "时间", "reached": "是否接通",
    "solved": "是否解决", "satisfied": "满意度", "reason": "原因", "text": "回访记录",
}  # fmt: skip
CALLS = {
    "call_id": "呼叫编号", "t_offer": "呼入时间", "t_answer": "应答时间", "wait_s": "等待时长",
    "talk_s": "通话时长", "abandoned": "是否放弃", "agent_key": "坐席", "ticket_no": "工单编号",
}  # fmt: skip
ORGANISATIONS = {
    "code": "单位编码", "name": "单位名称", "group_name": "单位组别", "level": "单位级别",
    "parent": "上级单位",
}  # fmt: skip
AREAS = {
    "code": "区划编码", "parent": "上级区划", "level": "区划级别", "name": "区划名称",
    "population": "常住人口", "lon": "经度", "lat": "纬度", "valid_from": "启用日期",
    "valid_to": "停用日期",
}  # fmt: skip
LOCAL_EVENTS = {"day": "日期", "end_day": "结束日期", "kind": "类型", "name": "名称"}
FILES = {
    "tickets": TICKETS, "ticket_events": TICKET_EVENTS, "callbacks": CALLBACKS, "calls": CALLS,
    "organisations": ORGANISATIONS, "areas": AREAS, "local_events": LOCAL_EVENTS,
}  # fmt: skip
