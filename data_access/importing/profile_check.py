"""Checking a profile beyond its shape: fields, code lists, formats, ranges, time zone."""

from __future__ import annotations

import codecs
import difflib
import math
from collections.abc import Iterator, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from data_access import schemas
from data_access.calendar.limits import preset
from data_access.calendar.node_limits import node_limits
from data_access.importing.profile import (
    KNOWN_AT_ACCEPTANCE,
    FieldRule,
    Jurisdiction,
    LimitRule,
    Profile,
    ReadSettings,
    Table,
)
from data_access.importing.rule_check import Fault, check_rule_text, output_problem
from data_access.importing.times import parse_limit
from data_access.types import WeisuError


def nearest(word: str, known: Sequence[str]) -> str:
    """Return ``,是否为“…”?`` with the most similar known word, or the empty text."""
    close = difflib.get_close_matches(word, known, n=1, cutoff=0.55)
    return f"，是否为“{close[0]}”？" if close else ""


def check_profile(profile: Profile) -> list[Fault]:
    """Return every fault that the shapes alone don't show: fields, codes, formats, ranges."""
    faults: list[Fault] = []
    if profile.jurisdiction:
        try:
            ZoneInfo(profile.jurisdiction.timezone)
        except (KeyError, ValueError, OSError):
            zone = profile.jurisdiction.timezone
            faults.append(Fault(("jurisdiction", "timezone"), f"不认识的时区“{zone}”"))
        faults.extend(_check_place(profile.jurisdiction))
    faults.extend(_check_deadlines(profile.deadlines))
    faults.extend(_check_node_limits(profile))
    for i, table in enumerate(profile.tables):
        faults.extend(_check_table(table, ("tables", i)))
        precise = profile.jurisdiction is None or profile.jurisdiction.time_precision == "minute"
        if table.entity == "ticket" and precise and "t_accept" in table.day_fields:
            message = "受理时间只有日期，jurisdiction 中应写 time_precision: day"
            faults.append(Fault(("tables", i, "columns", "t_accept"), message))
    return faults


def _check_deadlines(rules: Sequence[LimitRule]) -> Iterator[Fault]:
    for i, rule in enumerate(rules):
        at = ("deadlines", i)
        if i and not rules[i - 1].when:
            yield Fault(at, "上一条没有 when，适用于所有工单，这一条用不上")
        if rule.amount == 0 and rule.unit != "日":
            yield Fault((*at, "within"), f"“{rule.within}”没有时间可办；当日办结请写 0 日")
        for name, values in rule.when.items():
            if name not in KNOWN_AT_ACCEPTANCE:
                hint = nearest(name, KNOWN_AT_ACCEPTANCE)
                known = "、".join(KNOWN_AT_ACCEPTANCE)
                yield Fault((*at, "when", name), f"时限不能按“{name}”定{hint}（可用：{known}）")
                continue
            field = schemas.TICKET.field(name)
            for value in values:
                if field.choices and value not in field.choices:
                    hint = nearest(value, field.choices)
                    message = f"“{value}”不在{field.label}的代码表中{hint}"
                    yield Fault((*at, "when", name), message)


def _check_node_limits(profile: Profile) -> Iterator[Fault]:
    try:
        node_limits(profile.node_limits)
    except WeisuError as error:
        yield Fault(("node_limits",), str(error))


def _check_place(place: Jurisdiction) -> Iterator[Fault]:
    if place.limits is not None:
        try:
            preset(place.limits)
        except WeisuError as error:
            yield Fault(("jurisdiction", "limits"), str(error))
    if place.bounds is not None:
        west, south, east, north = place.bounds
        if not (-180 <= west < east <= 180 and -90 <= south < north <= 90):
            message = "bounds 应依次为西、南、东、北（度），西小于东、南小于北"
            yield Fault(("jurisdiction", "bounds"), message)


def _check_reading(read: ReadSettings, at: tuple[str | int, ...]) -> Iterator[Fault]:
    if isinstance(read.sheet, int) and read.sheet < 1:
        yield Fault((*at, "sheet"), "sheet 应为工作表的名称，或从 1 起的序号")
    if read.encoding is not None:
        try:
            codecs.lookup(read.encoding)
        except LookupError:
            message = f"不认识的文字编码“{read.encoding}”。常用的有 utf-8 和 gb18030"
            yield Fault((*at, "encoding"), message)
    if read.delimiter in ('"', "\n", "\r"):
        yield Fault((*at, "delimiter"), "delimiter 不能是引号或换行")


def _check_table(table: Table, at: tuple[str | int, ...]) -> Iterator[Fault]:
    entity = table.schema_entity
    sent = [f.name for f in entity.fields if f.sent]
    yield from _check_reading(table.read, (*at, "read"))
    for name, rule in table.columns.items():
        if name not in sent:
            ours = name in {f.name for f in entity.fields}
            why = "由系统计算，不能导入" if ours else "没有这个字段"
            yield Fault(
                (*at, "columns", name), f"{entity.label}：{why}“{name}”{nearest(name, sent)}"
            )
        else:
            yield from _check_rule(entity.field(name), rule, (*at, "columns", name))
    for field in entity.fields:
        if field.required and field.name not in table.columns:
            yield Fault((*at, "columns"), f"缺少必需字段“{field.name}”（{field.label}）")
    for name, limits in table.range.items():
        if name not in table.columns:
            yield Fault(
                (*at, "range", name),
                f"“{name}”没有在 columns 中映射{nearest(name, list(table.columns))}",
            )
        elif entity.field(name).kind not in ("time", "date", "int", "float"):
            yield Fault((*at, "range", name), f"“{name}”不是时间或数字，不能设范围")
        else:
            yield from _check_limits(entity.field(name), limits, (*at, "range", name))


def _check_limits(
    field: schemas.Field, limits: tuple[str | None, str | None], at: tuple[str | int, ...]
) -> Iterator[Fault]:
    number = field.kind in ("int", "float")
    sizes: list[Any] = []
    for limit in limits:
        try:
            if limit is not None and limit != "now":
                sizes.append(float(limit) if number else parse_limit(limit).replace(tzinfo=None))
        except ValueError:
            yield Fault(at, f"范围“{limit}”应写作 YYYY-MM-DD、now 或数字")
        else:
            if limit == "now" and number:
                yield Fault(at, f"“{field.name}”是数字，范围不能写 now")
    if any(math.isnan(size) for size in sizes if number) or (
        len(sizes) == 2 and sizes[0] > sizes[1]
    ):
        yield Fault(at, f"范围“{limits[0]}”到“{limits[1]}”容不下任何值")


def _check_rule(
    field: schemas.Field, rule: FieldRule, at: tuple[str | int, ...]
) -> Iterator[Fault]:
    given = [
        rule.source is not None,
        rule.any_of is not None,
        rule.join is not None,
        rule.has_value,
    ]
    if sum(given) != 1:
        yield Fault(at, "from、any_of、join、value 应恰好写一项")
    yield from check_rule_text(field, rule, at)
    outputs = [("map", key, v) for key, v in rule.map.items()]
    outputs += [("default", "", rule.default)] if rule.has_default else []
    outputs += [("value", "", rule.value)] if rule.has_value else []
    for part, key, output in outputs:
        where = (*at, part, key) if key else (*at, part)
        if field.choices and output is not None and output not in field.choices:
            hint = nearest(str(output), field.choices) or f"，可用的有：{'、'.join(field.choices)}"
            yield Fault(where, f"“{output}”不在{field.label}的代码表中{hint}")
        elif output is not None and (problem := output_problem(field, rule, output, part)):
            yield Fault(where, problem)
