"""Identifiers that were damaged on their way: one judgement for every reader and key field.

A number of a ticket or a caller whose digits were rounded, hidden or replaced by an error names
nobody: two of them that look alike need not be one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from data_access.importing.typed import Invalid

KEY_FIELDS = frozenset({
    "ticket_no", "case_no", "call_id", "code", "parent", "area_code", "category_code",
    "duplicate_of", "caller_phone", "caller_id_number", "caller_ref",
})  # fmt: skip
"""Fields whose text says which one is meant."""
EXACT_DIGITS = 15
"""Excel keeps so many significant digits; the rest of a longer number is lost."""
# Written by spreadsheets (2.02503E+14), Java (1.98E10) and Python (2e+16); 12E34 may be a number.
_ROUNDED = re.compile(r"[-+]?(?:\d+[.,]\d+E[-+]?\d{1,3}|\d+E\+\d{1,3})", re.IGNORECASE)
_SUSPECT = re.compile(r"[.#eE]")
_WHOLE = re.compile(r"(-?\d+)\.0+")
_FRACTION = re.compile(r"\d{7,}\.\d*[1-9]\d*")
_ERROR = re.compile(
    r"#(?:N/A|VALUE!|REF!|NAME\?|DIV/0!|NUM!|NULL!|SPILL!|CALC!|GETTING_DATA|#+)", re.IGNORECASE
)
_MASKED_NUMBER = re.compile(r"\*{2,}|●|…")
_MASKED_CALLER = re.compile(r"[*●•■…]|(?<=\d)[-\s]?[xX×#·?_○]{2,}|\.{3,}")
_PHONE_PARTS = re.compile(r"([/,;、|\n])")
_MOBILE = re.compile(r"(?:(?:00)?86)?1[3-9]\d{9}")
_CALLERS = frozenset({"caller_phone", "caller_id_number", "caller_ref"})


@dataclass(frozen=True, slots=True)
class Lossy(Invalid):
    """A damaged identifier and what is wrong with it."""

    why: str


def sound_number(text: str) -> str | Lossy:
    """Return an identifier without the ``.0`` of a number; ``Lossy`` where digits were lost."""
    if not _SUSPECT.search(text):
        return text
    if _ROUNDED.fullmatch(text):
        return Lossy(text, "是科学记数，末几位已丢失；请将该列设为文本格式后重新导出")
    if _ERROR.fullmatch(text):
        return Lossy(text, "是表格的错误值或显示不下的格，原值已丢失")
    if whole := _WHOLE.fullmatch(text):
        digits = whole.group(1)
        if len(digits.lstrip("-0")) <= EXACT_DIGITS:
            return digits
        return Lossy(
            text, f"是超过 {EXACT_DIGITS} 位的数字，末几位已丢失；请设为文本格式后重新导出"
        )
    return text


def unmasked(field: str, text: str) -> str | Lossy:
    """Return an identifier that is not hidden in part; of several phones those that are whole."""
    if field == "caller_phone":
        return _whole_phones(text)
    masked = _MASKED_CALLER if field in _CALLERS else _MASKED_NUMBER
    return Lossy(text, "有掩码或缺省，认不出原值") if masked.search(text) else text


def _whole_phones(text: str) -> str | Lossy:
    if not (_MASKED_CALLER.search(text) or "." in text or "e" in text or "E" in text):
        return text
    kept: list[str] = []
    for part in _PHONE_PARTS.split(text)[::2]:
        number = sound_number(part.strip())
        if isinstance(number, str) and not _FRACTION.fullmatch(number) and _is_whole(number):
            kept.append(number)
    return "/".join(kept) if kept else Lossy(text, "有掩码或残缺，不能认人")


def _is_whole(number: str) -> bool:
    if not _MASKED_CALLER.search(number):
        return True
    # A star before or behind a number hides none of its digits.
    return bool(_MOBILE.fullmatch("".join(c for c in number if c.isdigit())))
