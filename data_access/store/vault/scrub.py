"""Masking personal numbers in free text: phones, ID and bank numbers, e-mail, accounts, plates.

Rules only, no model: each finding has a kind and a span, so that people can check it. Masking
twice changes nothing more. Hotlines (12345, 110, 400/800 numbers), amounts, dates, years, house
numbers and ticket numbers that are named as such stay.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

Kind = Literal["phone", "id", "bank", "email", "account", "plate", "person"]
TOKENS: dict[Kind, str] = {
    "phone": "[电话]",
    "id": "[证件号]",
    "bank": "[银行卡]",
    "email": "[邮箱]",
    "account": "[账号]",
    "plate": "[车牌]",
    "person": "[诉求人]",
}


@dataclass(frozen=True, slots=True)
class Span:
    """A finding: ``text[start:end]`` is of ``kind``."""

    start: int
    end: int
    kind: Kind


# One character for one: spans found in the folded text are spans of the text itself. Only forms
# that the rules look at; the rest of the full-width block is everyday Chinese punctuation.
_WIDE = "\uff10-\uff19\uff21-\uff3a\uff41-\uff5a\uff20\uff0e\uff0d\uff0b\uff3f"
_IS_WIDE = re.compile(f"[{_WIDE}]")
_FULL = {c: chr(c - 0xFEE0) for c in range(0xFF01, 0xFF5F) if _IS_WIDE.match(chr(c))}
_CHINESE_DIGITS = "零〇○一二三四五六七八九幺壹贰叁肆伍陆柒捌玖"
_CHINESE = dict(zip(map(ord, _CHINESE_DIGITS), "000123456789" + "1" + "123456789", strict=True))

# What people put between digits: blanks, dashes, dots, invisible characters.
_SEP = r"[ \t\u00a0\u2000-\u2015\u2060\u3000\ufeff\u2212\u00b7\u2022\uff0d\uff0e\uff3f\-._*]"
_S = rf"{_SEP}{{0,3}}"
_D = rf"{_S}\d"

_ID_18 = (
    rf"[1-9](?:{_D}){{5}}{_S}(?:1{_S}9|2{_S}0|1{_S}8)(?:{_D}){{2}}{_S}(?:0{_S}[1-9]|1{_S}[0-2])"
    rf"{_S}(?:0{_S}[1-9]|[12]{_D}|3{_S}[01])(?:{_D}){{3}}{_S}[\dXx]"
)
_ID_15 = (
    rf"[1-9](?:{_D}){{7}}{_S}(?:0{_S}[1-9]|1{_S}[0-2])"
    rf"{_S}(?:0{_S}[1-9]|[12]{_D}|3{_S}[01])(?:{_D}){{3}}"
)
_MOBILE = rf"1{_S}[3-9](?:{_D}){{9}}"
_COUNTRY = rf"(?:\+|00)?86[)\uff09 ]{{0,2}}{_S}"
_OPEN, _CLOSE = "[(\uff08]", "[)\uff09]"
_EXTENSION = rf"(?:{_S}(?:转|分机号?|ext\.?){_S}\d{{1,6}}|-\d{{1,6}}(?!\d))?"
_LANDLINE = (
    rf"{_OPEN}?{_S}0(?:10|2\d|[3-9]\d\d){_S}{_CLOSE}?{_S}[2-9](?:{_D}){{6,7}}(?!\d){_EXTENSION}"
)

_PHONES = re.compile(
    rf"(?<!\d)(?:{_COUNTRY})?(?:{_MOBILE})(?!\d)(?:{_S}(?:转|分机号?){_S}\d{{1,6}})?"
    rf"|(?<!\d)(?:1[3-9]\d{{9}}){{2,}}(?!\d)"
    rf"|(?<![\d.])(?:{_COUNTRY})?{_LANDLINE}"
    rf"|\+\d{{1,3}}(?:{_D}){{6,11}}(?!\d)"
)
_IDS = re.compile(rf"(?<!\d)(?:{_ID_18}(?!\d)|{_ID_15}(?!{_S}[\dXx]))")
_BANKS = re.compile(rf"(?<!\d)[3-9](?:{_S}\d){{14,18}}(?!\d)")
_NAMED_BANK = re.compile(
    rf"(?:银行卡|储蓄卡|信用卡|卡号|帐号|账号|账户|帐户)(?:号码?)?[:\uff1a是为\s]{{0,3}}(\d(?:{_S}\d){{11,18}})(?!\d)"
)
_NAMED_PHONE = re.compile(
    r"(?:电话|座机|固话|手机|联系方式|号码|致电|拨打|tel|TEL|Tel)[^\d\[\]]{0,6}"
    rf"([2-9]\d{{2,3}}{_S}\d{{4}})(?!{_SEP}?\d)"
)
_EMAIL = re.compile(r"[A-Za-z0-9._%+\-]+@[A-Za-z0-9\-]+(?:\.[A-Za-z0-9\-]+)+")
_ACCOUNT = re.compile(
    r"(?:(?:微信|薇信|v信|weixin|wechat|vx|wx)(?:号码?|id)?|(?:qq|扣扣)(?:群?号码?|群)?)"
    r"[:\uff1a是为\s]{0,4}(?!1[012]\d{1,3}(?!\d))"
    r"([a-z][a-z0-9_\-]{5,19}|\d{5,12})(?![a-z0-9])",
    re.IGNORECASE,
)
_PLATE = re.compile(
    r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-HJ-NP-Za-hj-np-z]"
    r"[\u00b7\u2022.\-\s]?(?=[A-Za-z]{0,5}\d)[A-HJ-NP-Za-hj-np-z0-9]{4,5}[A-HJ-NP-Za-hj-np-z0-9挂学警港澳](?![A-Za-z0-9])"
)
_NAMED_TICKET = re.compile(
    r"(?:工单|受理|订单|案件|流水|运单|快递|单据|回执|合同|发票|批次|案|单)"
    r"(?:编号|号码|序号|单号|号)[:\uff1a为是#\s]{0,4}$"
)
# Cheap first looks at the raw text: most texts have none of these. All but the first are also
# where the slower rules are tried.
_ANY = "0-9\uff10-\uff19"
_RUN = re.compile(
    rf"[+(\uff0b\uff08]?[{_ANY}](?:{_SEP}{{0,3}}[()\uff08\uff09]?{_SEP}{{0,3}}[{_ANY}]){{6,}}"
)
_CHINESE_RUN = re.compile(
    rf"[{_ANY}{_CHINESE_DIGITS}](?:{_SEP}{{0,3}}[{_ANY}{_CHINESE_DIGITS}]){{9,}}"
)
_LOOK_CHINESE = re.compile(rf"[{_CHINESE_DIGITS}]")
_LOOK_WORDS = re.compile(
    "[@\uff20微薇扣QqVvWw\uff31\uff51\uff36\uff56\uff37\uff57]"
    "(?:(?<=[@\uff20])|信|扣|[QqXxEe\uff31\uff51\uff38\uff58\uff25\uff45])"
)
_LOOK_PLATE = re.compile(
    "[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼]"
    "[A-Za-z\uff21-\uff3a\uff41-\uff5a]"
)
_DATE_FIRST = re.compile(
    rf"(?:19|20)\d\d{_SEP}(?:0?[1-9]|1[0-2]){_SEP}(?:0?[1-9]|[12]\d|3[01])(?!\d)"
)
_TAIL = 12
_LEAST_KNOWN = 2
_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def digits_of(text: str) -> str:
    """Return the digits of a folded text (and the X of an ID number)."""
    return "".join(c for c in text if c.isdigit() or c in "Xx")


def luhn(digits: str) -> bool:
    """Tell whether a card number's check digit is right (ISO/IEC 7812-1)."""
    total = sum(int(d) for d in digits[-1::-2])
    return (total + sum(sum(divmod(2 * int(d), 10)) for d in digits[-2::-2])) % 10 == 0


def id_checksum(digits: str) -> bool:
    """Tell whether an 18-character ID number's check character is right (GB 11643)."""
    total = sum(w * int(d) for w, d in zip(_ID_WEIGHTS, digits[:17], strict=True))
    return "10X98765432"[total % 11] == digits[17].upper()


def find(text: str) -> list[Span]:
    """Return what is personal in ``text``, from left to right, without overlaps."""
    runs = [m.span() for m in _RUN.finditer(text)]
    chinese = _LOOK_CHINESE.search(text) and [m.span() for m in _CHINESE_RUN.finditer(text)]
    words = _LOOK_WORDS.search(text)
    plate = _LOOK_PLATE.search(text)
    if not (runs or chinese or words or plate):
        return []
    folded = text.translate(_FULL) if _IS_WIDE.search(text) else text
    found = _Findings()
    if words:
        found.add(_EMAIL.finditer(folded), "email")
        found.add(_ACCOUNT.finditer(folded), "account", group=1)
    if plate:
        found.add(_PLATE.finditer(folded), "plate")
    if runs:
        found.add(_NAMED_BANK.finditer(folded), "bank", group=1)
        for start, end in runs:
            _find_numbers(folded, start, end, found)
        found.add(_NAMED_PHONE.finditer(folded), "phone", group=1)
    if chinese:
        _find_chinese(folded.translate(_CHINESE), folded, chinese, found)
    return found.sorted()


class _Findings:
    """Spans as the rules find them; where they overlap they become one, of the longest's kind.

    A rule that sees only part of a number must not keep another from masking all of it.
    """

    def __init__(self) -> None:
        self._spans: list[Span] = []

    def claim(self, start: int, end: int, kind: Kind) -> None:
        if end > start:
            self._spans.append(Span(start, end, kind))

    def add(self, matches: Iterable[re.Match[str]], kind: Kind, group: int = 0) -> None:
        for match in matches:
            self.claim(match.start(group), match.end(group), kind)

    def sorted(self) -> list[Span]:
        merged: list[Span] = []
        for span in sorted(self._spans, key=lambda s: (s.start, -s.end)):
            last = merged[-1] if merged else None
            if last is None or span.start >= last.end:
                merged.append(span)
                continue
            longer = span if span.end - span.start > last.end - last.start else last
            merged[-1] = Span(last.start, max(last.end, span.end), longer.kind)
        return merged


def _overlapping(
    pattern: re.Pattern[str], text: str, start: int, end: int
) -> Iterator[re.Match[str]]:
    """Yield matches that may overlap: one that is refused doesn't hide one inside it."""
    while match := pattern.search(text, start, end):
        yield match
        start = match.start() + 1


def _find_numbers(folded: str, start: int, end: int, found: _Findings) -> None:
    """Try the rules for numbers on one run of digits; an ID's X and an extension follow it."""
    count = sum(c.isdigit() for c in folded[start:end])
    tail = min(len(folded), end + _TAIL)
    if count >= 15:
        for match in _overlapping(_IDS, folded, start, tail):
            digits = digits_of(match[0])
            named = _NAMED_TICKET.search(folded[max(0, match.start() - 16) : match.start()])
            if not named or (len(digits) == 18 and id_checksum(digits)):
                found.claim(match.start(), match.end(), "id")
        for match in _overlapping(_BANKS, folded, start, tail):
            named = _NAMED_TICKET.search(folded[max(0, match.start() - 16) : match.start()])
            if luhn(digits_of(match[0])) and not named:
                found.claim(match.start(), match.end(), "bank")
    for match in _overlapping(_PHONES, folded, start, tail):
        if not _DATE_FIRST.match(match[0]):
            found.claim(match.start(), match.end(), "phone")


_CHINESE_ID = re.compile(_ID_18)
_CHINESE_MOBILE = re.compile(_MOBILE)
_CHINESE_LANDLINE = re.compile(rf"0(?:10|2\d|[3-9]\d\d){_S}[2-9]\d{{2,3}}{_S}\d{{4}}")
_BY_CHINESE: tuple[tuple[re.Pattern[str], Kind], ...] = (
    (_CHINESE_ID, "id"),
    (_CHINESE_MOBILE, "phone"),
    (_CHINESE_LANDLINE, "phone"),
)


def _find_chinese(digits: str, folded: str, runs: list[tuple[int, int]], found: _Findings) -> None:
    """Find numbers spelt in Chinese digits, alone or mixed with others.

    Their end isn't checked: the next word may well begin with a digit (一直打不通). A match
    without any Chinese digit in it is left to the rules for plain numbers.
    """
    for first, last in runs:
        for pattern, kind in _BY_CHINESE:
            for match in pattern.finditer(digits, first, last):
                start, end = match.span()
                if digits[start:end] != folded[start:end]:
                    found.claim(start, end, kind)


def _mask(text: str, spans: list[Span]) -> str:
    parts: list[str] = []
    position = 0
    for span in spans:
        parts += (text[position : span.start], TOKENS[span.kind])
        position = span.end
    return "".join([*parts, text[position:]])


def find_known(text: str, known: Iterable[str]) -> list[Span]:
    """Find a person's own data (name, number at the source, address) where a text repeats it."""
    found = _Findings()
    for value in known:
        size = len(value)
        # A plain search: a pattern would be compiled for every name of every row.
        at = text.find(value) if size >= _LEAST_KNOWN else -1
        while at >= 0:
            found.claim(at, at + size, "person")
            at = text.find(value, at + size)
    return found.sorted()


def scrub(text: str, known: Iterable[str] = ()) -> str:
    """Return ``text`` with what is personal replaced by tokens such as ``[电话]``.

    ``known`` is what else is personal in this row (the caller's name, number, address): it goes
    wherever the text repeats it word for word.
    """
    spans = find(text)
    if mine := find_known(text, known):
        merged = _Findings()
        for span in (*spans, *mine):
            merged.claim(span.start, span.end, span.kind)
        spans = merged.sorted()
    return _mask(text, spans) if spans else text


def scrub_many(texts: Iterable[str | None]) -> list[str | None]:
    """Scrub many texts; None stays None."""
    work: Callable[[str], str] = scrub
    return [text and work(text) for text in texts]
