"""Numbers written in figures: phones, ID numbers, bank cards.

GB 11643 (the ID number's 18 characters, date and check character; 15 before 1999), ISO/IEC 7812-1
(a card's check digit), the national numbering plan (mobile 1[3-9] and 11 digits, an area code with
seven or eight).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from data_access.store.vault.scrub_spans import SEP, Findings

S = rf"{SEP}{{0,3}}"
_D = rf"{S}\d"
_ID_18 = (
    rf"[1-9](?:{_D}){{5}}{S}(?:1{S}9|2{S}0|1{S}8)(?:{_D}){{2}}{S}(?:0{S}[1-9]|1{S}[0-2])"
    rf"{S}(?:0{S}[1-9]|[12]{_D}|3{S}[01])(?:{_D}){{3}}{S}[\dXx]"
)
_ID_15 = (
    rf"[1-9](?:{_D}){{7}}{S}(?:0{S}[1-9]|1{S}[0-2])"
    rf"{S}(?:0{S}[1-9]|[12]{_D}|3{S}[01])(?:{_D}){{3}}"
)
_MOBILE = rf"1{S}[3-9](?:{_D}){{9}}"
_COUNTRY = rf"(?:\+|00)?86[)\uff09 ]{{0,2}}{S}"
_OPEN, _CLOSE = "[(\uff08]", "[)\uff09]"
_EXTENSION = rf"(?:{S}(?:转|分机号?|ext\.?){S}\d{{1,6}}|-\d{{1,6}}(?!\d))?"
_LANDLINE = (
    rf"{_OPEN}?{S}0(?:10|2\d|[3-9]\d\d){S}{_CLOSE}?{S}[2-9](?:{_D}){{6,7}}(?!\d){_EXTENSION}"
)
_PHONES = re.compile(
    rf"(?<!\d)(?:{_COUNTRY})?(?:{_MOBILE})(?!\d)(?:{S}(?:转|分机号?){S}\d{{1,6}})?"
    rf"|(?<!\d)(?:1[3-9]\d{{9}}){{2,}}(?!\d)"
    rf"|(?<![\d.])(?:{_COUNTRY})?{_LANDLINE}"
    rf"|\+\d{{1,3}}(?:{_D}){{6,11}}(?!\d)"
)
# A certificate of disability has the ID number and two digits of kind and degree.
_IDS = re.compile(rf"(?<!\d)(?:{_ID_18}(?!\d)|{_ID_15}(?!{S}[\dXx]))")
_BANKS = re.compile(rf"(?<!\d)[3-9](?:{S}\d){{14,18}}(?!\d)")
_NAMED_BANK = re.compile(
    r"(?:银行卡|储蓄卡|信用卡|工资卡|卡号|帐号|账号|账户|帐户)(?:号码?)?[:\uff1a是为\s]{0,3}"
    rf"(\d(?:{S}\d){{11,18}})(?!\d)"
)
_NAMED_PHONE = re.compile(
    r"(?:电话|座机|固话|手机|联系方式|号码|致电|拨打|tel|TEL|Tel)[^\d\[\]]{0,6}"
    rf"([2-9]\d{{2,3}}{S}\d{{4}})(?!{SEP}?\d)"
)
_NAMED_TICKET = re.compile(
    r"(?:工单|受理|订单|案件|流水|运单|快递|单据|回执|合同|发票|批次|案|单)"
    r"(?:编号|号码|序号|单号|号)[:\uff1a为是#\s]{0,4}$"
)
# Three lengths of a plate or pipe in millimetres are as many digits as a mobile number.
_MEASURE = re.compile(rf"\s{{0,2}}(?:mm|cm|毫米|厘米|公分)|{SEP}?\d", re.IGNORECASE)
_RUN = re.compile(rf"[+(（]?\d(?:{SEP}{{0,3}}[()（）]?{SEP}{{0,3}}\d){{6,}}", re.ASCII)
_DATE_FIRST = re.compile(
    rf"(?:19|20)\d\d{SEP}(?:0?[1-9]|1[0-2]){SEP}(?:0?[1-9]|[12]\d|3[01])(?!\d)"
)
_SIZES = re.compile(r"\d+[*/]\d+[*/]\d+")
_TAIL = 12
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


def named_ticket(text: str, start: int) -> bool:
    """Tell whether a number is called a ticket's, an order's or the like."""
    return bool(_NAMED_TICKET.search(text[max(0, start - 16) : start]))


def find_figures(text: str, found: Findings) -> None:
    """Find the numbers written in figures in a folded text."""
    found.add(_NAMED_BANK.finditer(text), "bank", group=1)
    for run in _RUN.finditer(text):
        _find_in_run(text, run.start(), run.end(), found)
    found.add(_NAMED_PHONE.finditer(text), "phone", group=1)


def _overlapping(
    pattern: re.Pattern[str], text: str, start: int, end: int
) -> Iterator[re.Match[str]]:
    """Yield matches that may overlap: one that is refused doesn't hide one inside it."""
    while match := pattern.search(text, start, end):
        yield match
        start = match.start() + 1


def _find_in_run(text: str, start: int, end: int, found: Findings) -> None:
    """Try the rules for numbers on one run of digits; an ID's X and an extension follow it."""
    count = sum(c.isdigit() for c in text[start:end])
    tail = min(len(text), end + _TAIL)
    if count >= 15:
        for match in _overlapping(_IDS, text, start, tail):
            digits = digits_of(match[0])
            named = named_ticket(text, match.start())
            if not named or (len(digits) == 18 and id_checksum(digits)):
                found.claim(match.start(), match.end(), "id")
        for match in _overlapping(_BANKS, text, start, tail):
            if luhn(digits_of(match[0])) and not named_ticket(text, match.start()):
                found.claim(match.start(), match.end(), "bank")
    for match in _overlapping(_PHONES, text, start, tail):
        sizes = _SIZES.fullmatch(match[0]) and _MEASURE.match(text, match.end())
        if not sizes and not _DATE_FIRST.match(match[0]):
            found.claim(match.start(), match.end(), "phone")
