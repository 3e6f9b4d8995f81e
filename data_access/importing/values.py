"""Turning one source text into one typed value."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable, Iterable
from typing import Any
from zoneinfo import ZoneInfo

from data_access import schemas
from data_access.importing.lossy import KEY_FIELDS, Lossy, sound_number, unmasked
from data_access.importing.profile import CLOSING, FieldRule
from data_access.importing.readers import unwrapped
from data_access.importing.times import Moment, parse_date, parse_moment, plain_moment
from data_access.importing.typed import Invalid

_JUNK = re.compile("[\x00-\x08\x0e-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060\ufeff\ud800-\udfff]")
# Only forms that never carry meaning of their own; Chinese punctuation stays as it is.
_NARROW = {
    c: c - 0xFEE0
    for r in (range(0xFF10, 0xFF1A), range(0xFF21, 0xFF3B), range(0xFF41, 0xFF5B))
    for c in r
}
_BOOLS = {
    **dict.fromkeys(("是", "有", "1", "true", "t", "yes", "y", "√", "已解决", "属实"), True),
    **dict.fromkeys(("否", "无", "0", "false", "f", "no", "n", "×", "未解决", "不属实"), False),
}
_MAX_INT = 2**31 - 1
_WHOLE = re.compile(r"(-?\d+)\.0+")


def clean_line(text: str) -> str:
    """Return a short text on one line: no control characters, single blanks, narrow letters."""
    if text.isprintable() and "  " not in text:  # neither junk nor any other blank: nearly all
        return text.strip(" ").translate(_NARROW)
    if _JUNK.search(text):
        text = _JUNK.sub("", text)
    return " ".join(text.split()).translate(_NARROW)


def clean_code(text: str) -> str:
    """Return a number or code in its compatibility form (full-width digits become narrow …)."""
    if text.isascii() and text.isprintable() and "  " not in text:
        return text.strip(" ")
    return " ".join(unicodedata.normalize("NFKC", _JUNK.sub("", text)).split())


def clean_text(text: str) -> str:
    """Return a long text without control characters, blank lines and runs of blanks."""
    if text.isprintable() and "  " not in text:
        return text.strip(" ")
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


def as_bool(text: str) -> bool | None:
    """Return what a usual spelling of yes or no says; None for any other text."""
    return _BOOLS.get(text.lower())


def _bool(text: str) -> Any:
    found = as_bool(text)
    return Invalid(text) if found is None else found


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
    return clean_code if field.name in KEY_FIELDS else clean_line


_MAY_BE_WRAPPED = frozenset("=' \t\u3000")
_UNMATCHED = object()
"""What a text becomes that the rule's pattern does not find."""


def _source_text(
    field: schemas.Field, rule: FieldRule, null_marks: frozenset[str]
) -> Callable[[str], Any]:
    """Return the function from a cell to the text that counts: None, ``Lossy`` or _UNMATCHED."""
    clean, key = _cleaner(field), field.name in KEY_FIELDS
    pattern = re.compile(rule.pattern) if rule.pattern else None
    whole_number, prose = rule.whole, field.free_text

    def read(raw: str) -> Any:
        if raw[0] in _MAY_BE_WRAPPED:
            raw = unwrapped(raw, prose=prose)
        text = clean(raw)
        if not text or text in null_marks:
            return None
        if key and not text.isdigit():
            # Before the pattern, which would find digits in 2.02503E+14 as well.
            sound = sound_number(text)
            if isinstance(sound, Lossy) or sound in null_marks:
                return sound if isinstance(sound, Lossy) else None
            text = sound
        if pattern:
            found = pattern.search(text)
            text = (found.group(1 if found.lastindex else 0) or "") if found else ""
            if not text:
                return _UNMATCHED
        if whole_number and (whole := _WHOLE.fullmatch(text)):
            text = whole.group(1)
            if text in null_marks:
                return None
        return unmasked(field.name, text) if key and not text.isdigit() else text

    return read


def converter(
    field: schemas.Field, rule: FieldRule, null_marks: frozenset[str], zone: ZoneInfo
) -> Callable[[str | None], Any]:
    """Return the function from a source's text to the field's value, None or ``Invalid``."""
    read, parse = _source_text(field, rule, null_marks), _parser(field, rule, zone)
    mapped = {_cleaner(field)(k): v for k, v in rule.map.items()}
    open_text = field.kind == "text" and not field.choices
    # With a map, a text that has no code list of its own knows what the map knows.
    closed_map = bool(rule.map) and rule.has_default and open_text
    template, default, has_default = rule.template, rule.default, rule.has_default
    plain = field.kind == "time" and not (
        rule.map or template or rule.pattern or rule.formats or rule.precision == "day"
    )

    def typed(value: Any) -> Any:
        """The value of a text, or of what map and default put in its place."""
        if value is None or isinstance(value, bool):
            return value
        text = str(value)
        return parse(template.format(text) if template else text)

    def convert(raw: str | None) -> Any:
        if plain and raw and raw not in null_marks and (moment := plain_moment(raw, zone)):
            return moment
        text = read(raw) if raw else None
        if text is None or isinstance(text, Lossy):
            return text
        if text is _UNMATCHED:
            return typed(default)
        if text in mapped:
            return typed(mapped[text])
        if closed_map:
            return typed(default)
        value = typed(text) if template else parse(text)
        return typed(default) if has_default and isinstance(value, Invalid) else value

    return convert


def key_parts(field: schemas.Field, cells: Iterable[str]) -> list[str] | Lossy:
    """Return the cells that together make a value; of a key each is judged by itself."""
    parts: list[str] = []
    for wrapped in cells:
        cell = unwrapped(wrapped, prose=field.free_text)
        sound = sound_number(clean_code(cell)) if field.name in KEY_FIELDS else cell
        if isinstance(sound, Lossy):
            return sound
        parts.append(sound)
    return parts


def constant(field: schemas.Field, rule: FieldRule, zone: ZoneInfo) -> Any:
    """Return the value of a constant rule."""
    if rule.value is None or isinstance(rule.value, bool):
        return rule.value
    value = _parser(field, rule, zone)(str(rule.value))
    return value.utc if isinstance(value, Moment) else value
