"""Checking one field's rule: whatever a profile may say is applied, or refused here."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from data_access import schemas
from data_access.importing.profile import FieldRule
from data_access.importing.typed import Invalid
from data_access.importing.values import constant, converter

_UTC = ZoneInfo("UTC")
_CLOCKED = ("time", "date")
_OF_A_COLUMN = ("null_marks", "pattern", "whole", "map", "default", "template", "optional")
_SAMPLE = datetime(2025, 3, 4, 9, 5, 6, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault of a profile and where it stands."""

    path: tuple[str | int, ...]
    message: str


def check_rule_text(
    field: schemas.Field, rule: FieldRule, at: tuple[str | int, ...]
) -> Iterator[Fault]:
    """Yield what can't be applied of a rule's pattern, template, formats and other keys."""
    said = rule.model_fields_set
    if rule.has_value:
        for name in (*_OF_A_COLUMN, "separator"):
            if name in said:
                yield Fault((*at, name), f"value 是固定值，不能同时写 {name}")
    elif "separator" in said and rule.join is None:
        yield Fault((*at, "separator"), "separator 只用于 join")
    if rule.pattern is not None:
        try:
            re.compile(rule.pattern)
        except re.error as error:
            yield Fault((*at, "pattern"), f"正则表达式有误（{error}）")
    if rule.template is not None:
        yield from _check_template(field, rule.template, (*at, "template"))
    if field.kind not in _CLOCKED and said & {"formats", "precision"}:
        yield Fault(at, f"“{field.name}”不是时间，不能写 formats 或 precision")
    for pattern in rule.formats if field.kind in _CLOCKED else ():
        if problem := _format_problem(pattern):
            yield Fault((*at, "formats"), problem)


def _check_template(
    field: schemas.Field, template: str, at: tuple[str | int, ...]
) -> Iterator[Fault]:
    try:
        filled = template.format("\0")
    except (LookupError, ValueError):
        filled = ""
    if template.count("{}") != 1 or filled.count("\0") != 1:
        yield Fault(at, "template 中应恰好有一处 {}")
    elif field.choices or field.kind == "bool":
        yield Fault(at, f"{field.label}有固定的取值，不能写 template；请改用 map")


def _format_problem(pattern: str) -> str | None:
    """Tell what is wrong with a ``strptime`` format: it must read what it writes."""
    try:
        text = _SAMPLE.strftime(pattern)
        found = datetime.strptime(text, pattern)  # noqa: DTZ007 - only whether it can be read
    except (ValueError, re.error):
        return f"时间格式“{pattern}”有误；写法如 %Y-%m-%d %H:%M"
    if (found.month, found.day) != (_SAMPLE.month, _SAMPLE.day):
        return f"时间格式“{pattern}”不含完整的日期"
    return None


def output_problem(field: schemas.Field, rule: FieldRule, output: Any, part: str) -> str | None:
    """Return why a map, default or constant can't be a value of the field; None where it can."""
    if field.kind == "bool":
        return None if isinstance(output, bool) else f"{field.label}应为 true 或 false"
    if isinstance(output, bool):
        return f"{field.label}不是“是否”类字段，“{output}”请加引号或改写".replace(
            str(output), str(output).lower()
        )
    if field.kind == "text":
        return None
    alone = FieldRule.model_validate({"value": output, "formats": rule.formats})
    if part == "value":
        bad = isinstance(constant(field, alone, _UTC), Invalid)
    else:
        said = {"from": "x", "formats": rule.formats, "template": rule.template}
        reading = FieldRule.model_validate({k: v for k, v in said.items() if v})
        try:
            bad = isinstance(converter(field, reading, frozenset(), _UTC)(str(output)), Invalid)
        except (LookupError, ValueError):
            return None  # the template's own fault is named already
    return f"“{output}”不能作为{field.label}的值" if bad else None
