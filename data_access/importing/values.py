"""Turning one source text into one typed value."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from data_access import schemas
from data_access.importing.profile import CLOSING, FieldRule
from data_access.importing.times import Moment, parse_date, parse_moment

_JUNK = re.compile("[\x00-\x08\x0e-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060\ufeff\ud800-\udfff]")
# Only forms that never carry meaning of their own; Chinese punctuation stays as it is.
_NARROW = {
    c: c - 0xFEE0
    for r in (range(0xFF10, 0xFF1A), range(0xFF21, 0xFF3B), range(0xFF41, 0xFF5B))
    for c in r
}
_CODES = frozenset({
    "ticket_no", "case_no", "call_id", "code", "parent", "area_code", "category_code",
    "caller_phone", "caller_id_number", "caller_ref",
})  # fmt: skip
_BOOLS = {
    **dict.fromkeys(("是", "有", "1", "true", "t", "yes", "y", "√", "已解决", "属实"), True),
    **dict.fromkeys(("否", "无", "0", "false", "f", "no", "n", "×", "未解决", "不属实"), False),
}
_MAX_INT = 2**31 - 1
_WHOLE = re.compile(r"(-?\d+)\.0+")


@dataclass(frozen=True, slots=True)
class Invalid:
    """A value that the field can't hold, with what it was."""

    text: str


def clean_line(text: str) -> str:
    """Return a short text on one line: no control characters, single blanks, narrow letters."""
    if _JUNK.search(text):
        text = _JUNK.sub("", text)
    return " ".join(text.split()).translate(_NARROW)


def clean_code(text: str) -> str:
    """Return a number or code in its compatibility form (full-width digits become narrow …)."""
    return " ".join(unicodedata.normalize("NFKC", _JUNK.sub("", text)).split())


def clean_text(text: str) -> str:
    """Return a long text without control characters, blank lines and runs of blanks."""
    if _JUNK.search(text):
        text = _JUNK.sub("", text)
    return "\n".join(line for raw in text.splitlines() if (line := " ".join(raw.split())))


def _int(text: str) -> Any:
    try:
        value = float(clean_code(text).replace(",", ""))
    except ValueError:
        return Invalid(text)
    return int(value) if value.is_integer() and 0 <= value <= _MAX_INT else Invalid(text)


def _float(text: str) -> Any:
    try:
        value = float(clean_code(text))
    except ValueError:
        return Invalid(text)
    return value if math.isfinite(value) else Invalid(text)


def _bool(text: str) -> Any:
    return _BOOLS.get(text.lower(), Invalid(text))


def _parser(field: schemas.Field, rule: FieldRule, zone: ZoneInfo) -> Callable[[str], Any]:
    day, closing = rule.precision == "day", field.name in CLOSING

    def time(text: str) -> Moment | Invalid:
        try:
            return parse_moment(clean_code(text), zone, rule.formats, day=day, closing=closing)
        except (ValueError, OverflowError):
            return Invalid(text)

    def date(text: str) -> Any:
        try:
            return parse_date(clean_code(text), rule.formats)
        except (ValueError, OverflowError):
            return Invalid(text)

    def choice(text: str) -> Any:
        return text if text in field.choices else Invalid(text)

    if field.kind == "text":
        return choice if field.choices else (lambda text: text)
    return {"int": _int, "float": _float, "bool": _bool, "time": time, "date": date}[field.kind]


def _cleaner(field: schemas.Field) -> Callable[[str], str]:
    if field.free_text:
        return clean_text
    return clean_code if field.name in _CODES else clean_line


def converter(
    field: schemas.Field, rule: FieldRule, null_marks: frozenset[str], zone: ZoneInfo
) -> Callable[[str | None], Any]:
    """Return the function from a source's text to the field's value, None or ``Invalid``."""
    clean, parse = _cleaner(field), _parser(field, rule, zone)
    pattern = re.compile(rule.pattern) if rule.pattern else None
    mapped = {clean(k): v for k, v in rule.map.items()}
    fallback = rule.default if rule.has_default else None

    def finish(value: Any) -> Any:
        if isinstance(value, str) and rule.template:
            return rule.template.format(value)
        return value

    def convert(raw: str | None) -> Any:
        text = clean(raw) if raw else ""
        if not text or text in null_marks:
            return None
        if pattern:
            found = pattern.search(text)
            text = (found.group(1 if found.lastindex else 0) or "") if found else ""
            if not text:
                return fallback if rule.has_default else None
        if rule.whole and (whole := _WHOLE.fullmatch(text)):
            text = whole.group(1)
            if text in null_marks:
                return None
        if text in mapped:
            known = mapped[text]
            return (
                finish(parse(str(known))) if field.kind == "text" and known is not None else known
            )
        if rule.map and rule.has_default and not field.choices and field.kind == "text":
            return finish(fallback)
        value = parse(text)
        if isinstance(value, Invalid) and rule.has_default:
            return finish(fallback)
        return finish(value)

    return convert


def constant(field: schemas.Field, rule: FieldRule, zone: ZoneInfo) -> Any:
    """Return the value of a constant rule."""
    if rule.value is None or isinstance(rule.value, bool):
        return rule.value
    value = _parser(field, rule, zone)(str(rule.value))
    return value.utc if isinstance(value, Moment) else value
