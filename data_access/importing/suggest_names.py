"""What hotlines, letter boxes and 311 systems call their columns, and how alike two names are."""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from data_access import schemas
from data_access.importing.readers import clean_name

# Beyond the shipped profile's names. Words with blanks or strokes between them match either way.
_MORE: dict[str, tuple[str, ...]] = {
    "ticket_no": ("留言编号", "信件编号", "案件号", "流水号", "rec_id", "unique_key", "sr_number",
                  "request_number", "request_id", "service_request_id", "service_request_number",
                  "case_id", "case_number", "case_enquiry_id", "ticket_id", "ticket_number",
                  "incident_number", "incident_id", "issue_id", "reference_number", "csr_number"),
    "source_channel": ("诉求渠道", "event_src_name", "channel", "channel_type", "source",
                       "open_data_channel_type", "origin", "request_source", "method_received",
                       "case_source", "intake_channel", "method_received_description"),
    "ticket_type": ("诉求性质", "event_property_name"),
    "category_1": ("一级标签", "大类", "event_type_name", "complaint_type", "category",
                   "request_type", "sr_type", "service_name", "service_request_type", "case_type",
                   "issue_type", "problem_type", "reason", "type_of_service_request"),
    "category_2": ("二级标签", "小类", "main_type_name", "descriptor", "subcategory",
                   "sub_category", "service_subtype", "request_subtype", "type", "problem"),
    "category_3": ("三级标签", "细类", "sub_type_name", "request_details"),
    "title": ("留言主题", "主题", "信件标题", "case_title", "summary", "headline"),
    "content": ("留言详情", "详情", "正文", "诉求描述", "问题描述", "description", "details",
                "comments", "complaint_text", "request_description"),
    "caller_ref": ("留言用户", "用户编号", "user_id", "customer_id"),
    "addr_text": ("occur_place", "事发地点", "address", "street_address", "incident_address",
                  "address_string", "location", "location_street_name"),
    "county": ("district_name", "borough", "council_district", "ward"),
    "street": ("street_name", "乡镇街道", "community_board", "community_area"),
    "community": ("community_name", "社区名称", "村居", "neighborhood", "neighbourhood"),
    "lon": ("longitude", "lng", "long"),
    "lat": ("latitude",),
    "org_lead": ("dispose_unit_name", "处置单位", "责任单位", "agency", "agency_name", "department",
                 "department_name", "承办部门", "处置部门", "主办部门", "责任部门", "办理单位",
                 "responsible_agency", "agency_responsible", "owner",
                 "owner_department", "subject"),
    "t_accept": ("留言时间", "来信时间", "登记日期", "反映时间", "诉求时间", "受理日期",
                 "create_time", "create_date", "created_time",
                 "created_date", "created_at", "creation_date", "date_created", "opened",
                 "open_date", "open_dt", "opened_date", "date_opened", "requested_datetime",
                 "requested_date", "request_date", "date_received", "received_date", "timestamp",
                 "reported_date", "date_reported", "submitted_date", "entry_date",
                 "sr_create_date"),
    "t_dispatch": ("dispatch_time", "dispatched_date", "assigned_date", "date_assigned"),
    "t_close": ("close_time", "close_date", "close_dt", "closed", "closed_at", "closed_date",
                "closed_dt", "closed_time", "date_closed", "completion_date", "completed_date",
                "date_completed", "resolved_date", "resolution_date", "结案时间", "办结日期",
                "办完时间", "完成时间"),
    "deadline": ("due_date", "sla_date", "sla_target_dt", "target_dt", "target_date",
                 "expected_datetime", "target_completion_date", "处理期限", "限办时间", "办结期限"),
    "due_result": ("on_time", "overdue"),
    "reply_public": ("答复意见", "答复内容", "回复内容", "closure_reason", "resolution",
                     "resolution_description", "status_notes", "closing_comments"),
    "status": ("ticket_status", "当前状态", "case_status", "request_status", "sr_status"),
    "duplicate_of": ("duplicate", "is_duplicate", "parent_sr_number", "legacy_sr_number"),
}  # fmt: skip
_GENERIC = frozenset((
    "原因", "类型", "时间", "日期", "名称", "编号", "单位", "地址", "状态", "结果", "备注", "说明",
    "内容", "电话", "区", "县",
))  # fmt: skip
"""Words that many names hold: by themselves they mean only what is called just so."""
_TYPO = 0.88
"""Latin names that are less alike are different words (created date, updated date)."""
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|[^A-Za-z0-9]+")


@lru_cache(maxsize=8)
def known_names(entity: str) -> dict[str, tuple[str, ...]]:
    """Return, by field, its known names: ours and those of the shipped profile."""
    known = {f.name: [f.name, f.label] for f in schemas.ENTITIES[entity].fields if f.sent}
    for name, rule in shipped_rules(entity).items():
        known[name] += rule.any_of or []
    if entity == "ticket":
        for name, more in _MORE.items():
            known[name] += more
    return {name: tuple(dict.fromkeys(names)) for name, names in known.items()}


@lru_cache(maxsize=8)
def shipped_rules(entity: str) -> dict[str, Any]:
    """Return the rules of the shipped profile's table for an entity, by field."""
    from data_access.importing.profile_files import SHIPPED, read_profile

    tables = read_profile(Path(SHIPPED) / "standard.yaml").tables
    return dict(next(t.columns for t in tables if t.entity == entity))


def folded_name(name: str) -> str:
    """Return a column's name as it is compared with known ones: no case, blanks and strokes."""
    return re.sub(r"[\s_\-()（）./#]", "", clean_name(name)).casefold()


def _words(name: str) -> tuple[str, ...]:
    return tuple(w.casefold() for w in _CAMEL.split(name) if w)


def name_score(column: str, names: Sequence[str]) -> float:
    """Return how alike a column's name is to one of a field's names: 0 to 1."""
    folded = folded_name(column)
    return max((_alike(column, folded, name) for name in names), default=0.0)


def _alike(column: str, folded: str, name: str) -> float:
    known = folded_name(name)
    if folded == known:
        return 1.0
    ratio = difflib.SequenceMatcher(None, folded, known).ratio()
    if known.isascii() or folded.isascii():
        words, ours = _words(column), _words(name)
        if 2 <= len(ours) < len(words) and set(ours) <= set(words):
            return 0.6 + 0.35 * len(ours) / len(words)
        return 0.9 * ratio if ratio >= _TYPO and min(len(folded), len(known)) >= 5 else 0.0
    if folded in _GENERIC:
        return 0.0
    if len(known) >= 2 and len(folded) >= 2 and (known in folded or folded in known):
        shorter, longer = sorted((len(known), len(folded)))
        return max(0.6 + 0.35 * shorter / longer, 0.9 * ratio)
    return 0.9 * ratio
