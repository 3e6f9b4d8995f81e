"""Guessing which column of an unknown file is which field: names first, then what is in it."""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from data_access import schemas
from data_access.importing.readers import RawRow, clean_name
from data_access.importing.times import parse_local

_PHONE = re.compile(r"(?:1[3-9]\d{9}|0\d{2,3}-?\d{7,8})")
_ID = re.compile(r"\d{17}[\dXx]")
_NAME_WEIGHT = 0.75
_LEAST = 0.55
_LEAST_ALIKE = 0.6
"""Below this two names have only letters in common."""

# What hotline, letter-box and 311 systems call their columns, beyond the shipped profile's names.
_MORE: dict[str, tuple[str, ...]] = {
    "ticket_no": ("留言编号", "信件编号", "案件号", "流水号", "rec_id", "unique_key",
                  "request_number", "service_request_id", "case_id", "ticket_id"),
    "source_channel": ("诉求渠道", "event_src_name", "channel", "channel_type", "source"),
    "ticket_type": ("诉求性质", "event_property_name", "request_type"),
    "category_1": ("一级标签", "大类", "event_type_name", "complaint_type", "category"),
    "category_2": ("二级标签", "小类", "main_type_name", "descriptor", "subcategory"),
    "category_3": ("三级标签", "细类", "sub_type_name"),
    "title": ("留言主题", "主题", "信件标题", "subject"),
    "content": ("留言详情", "详情", "正文", "诉求描述", "问题描述", "description"),
    "caller_ref": ("留言用户", "用户编号", "user_id"),
    "addr_text": ("occur_place", "事发地点", "address", "street_address", "incident_address"),
    "county": ("district_name", "borough"),
    "street": ("street_name", "乡镇街道"),
    "community": ("community_name", "社区名称", "村居"),
    "lon": ("longitude", "lng"),
    "lat": ("latitude",),
    "org_lead": ("dispose_unit_name", "处置单位", "责任单位", "agency", "department"),
    "t_accept": ("留言时间", "来信时间", "登记日期", "create_time", "created_date", "creation_date",
                 "requested_datetime"),
    "t_close": ("close_time", "closed_date", "completion_date", "结案时间"),
    "reply_public": ("答复意见", "答复内容", "回复内容"),
    "status": ("ticket_status", "当前状态"),
}  # fmt: skip
_SAMPLE = 200
Suggestion = tuple[str, str | None, float]


@lru_cache(maxsize=8)
def _names(entity: str) -> dict[str, tuple[str, ...]]:
    """Return, by field, its known names: ours and those of the shipped profile."""
    from data_access.importing.profile_files import SHIPPED, read_profile

    known = {f.name: [f.name, f.label] for f in schemas.ENTITIES[entity].fields if f.sent}
    for table in read_profile(Path(SHIPPED) / "standard.yaml").tables:
        if table.entity == entity:
            for name, rule in table.columns.items():
                known[name] += rule.any_of or []
    if entity == "ticket":
        for name, more in _MORE.items():
            known[name] += more
    return {name: tuple({_fold(n): None for n in names}) for name, names in known.items()}


def _fold(name: str) -> str:
    return re.sub(r"[\s_\-()/]", "", clean_name(name)).casefold()


def name_score(column: str, names: Sequence[str]) -> float:
    """Return how alike a column's name is to one of a field's names: 0 to 1."""
    folded = _fold(column)
    best = 0.0
    for name in names:
        if folded == name:
            return 1.0
        if len(name) >= 2 and (name in folded or folded in name) and len(folded) >= 2:
            shorter, longer = sorted((len(name), len(folded)))
            best = max(best, 0.6 + 0.35 * shorter / longer)
        best = max(best, 0.9 * difflib.SequenceMatcher(None, folded, name).ratio())
    return best


def _is_time(text: str) -> bool:
    # Bare digits are more often numbers than compact times.
    if text.isdigit():
        return False
    try:
        parse_local(text)
    except (ValueError, OverflowError):
        return False
    return True


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def content_score(target: schemas.Field, values: Sequence[str]) -> float:
    """Return how well sample values suit a field: 1 perfectly, 0 not at all, 0.5 says nothing."""
    if not values:
        return 0.5

    def share(test: object) -> float:
        return sum(bool(test(v)) for v in values) / len(values)  # type: ignore[operator]

    if target.kind in ("time", "date"):
        return share(_is_time)
    if target.kind in ("int", "float"):
        return share(_is_number)
    if target.name == "caller_phone":
        return share(_PHONE.fullmatch)
    if target.name == "caller_id_number":
        return share(_ID.fullmatch)
    if target.choices:
        return 0.3 + 0.7 * share(lambda v: v in target.choices)
    if target.name in ("ticket_no", "call_id"):
        return len(set(values)) / len(values)
    if target.free_text:
        return 0.4 + 0.6 * share(lambda v: len(v) >= 6)
    return 0.5 * (1 - share(_is_time))


def suggest_mapping(
    header: Sequence[str], sample_rows: Sequence[RawRow], entity: schemas.Entity
) -> list[Suggestion]:
    """Return (column, field or None, confidence 0-1) for every column; a field at most once."""
    names = _names(entity.name)
    samples = [
        [v for row in sample_rows[:_SAMPLE] if (v := (row[i] or "").strip())]
        for i in range(len(header))
    ]
    scored: list[tuple[float, int, str]] = []
    for i, column in enumerate(header):
        for name in names:
            alike = name_score(column, names[name])
            suits = content_score(entity.field(name), samples[i])
            total = (
                alike
                if alike == 1.0 and suits >= 0.3
                else _NAME_WEIGHT * alike + (1 - _NAME_WEIGHT) * suits
            )
            if total >= _LEAST and alike >= _LEAST_ALIKE and suits > 0.05:
                scored.append((total, i, name))
    chosen: dict[int, tuple[str, float]] = {}
    used: set[str] = set()
    for total, i, name in sorted(scored, key=lambda s: (-s[0], s[1])):
        if i not in chosen and name not in used:
            chosen[i] = (name, round(total, 2))
            used.add(name)
    return [(column, *chosen.get(i, (None, 0.0))) for i, column in enumerate(header)]
