"""Numbers as they are dictated or hidden: Chinese digits, pauses, brackets, letters in between.

A run of digits in any writing is read into one string of figures that remembers where each stood
and what stood before it; the rules are then those of plain numbers. How a number is cut by pauses
tells it from an amount (1,380,012,345) and from a list of houses.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from data_access.store.vault.scrub_digits import id_checksum, luhn, named_ticket
from data_access.store.vault.scrub_spans import CHINESE, CHINESE_DIGITS, SEP, Findings

_ROUND = {c: str(i) for i, c in enumerate("①②③④⑤⑥⑦⑧⑨", 1)} | {"⓪": "0"}
_VALUES = CHINESE | _ROUND | {str(i): str(i) for i in range(10)} | {"o": "0", "O": "0"}
_OTHER = CHINESE_DIGITS + "".join(_ROUND)
_ANY = f"0-9\uff10-\uff19{_OTHER}"
_PAUSE = "，,、;；。…()（）"
_SAID = "然后再接着后面是中间杠横空格个"
_BETWEEN = rf"(?:{SEP}|[{_PAUSE}{_SAID}A-Za-z]){{0,7}}"
_LOOK = re.compile(rf"[{_OTHER}{_PAUSE}a-zA-Z]")
RUN = re.compile(rf"[{_ANY}](?:{_BETWEEN}[{_ANY}]){{6,}}[Xx]?")
"""Where numbers may be, plain ones too: seven figures or more without a word between them."""
_SPACE = re.compile(rf"{SEP}*$")
_LETTERS = re.compile(r"[A-WYZa-wyzXx]{1,2}$")
_BRACKETS = re.compile(rf"(?:{SEP}|[()（）])*$")
_MOBILE = re.compile(r"1[3-9]\d{9}")
_ID_18 = re.compile(r"[1-9]\d{5}(?:18|19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dX]")
_LANDLINE = re.compile(r"0(?:10|2\d|[3-9]\d\d)[2-9]\d{7}|0[3-9]\d\d[2-9]\d{6}")
_LOCAL = re.compile(r"[2-9]\d{6,7}$")
# How figures of a mobile number are grouped; a list of rooms or an amount is cut otherwise.
_FIGURE_GROUPS = {(3, 4, 4), (3, 8), (7, 4), (4, 3, 4), (3, 3, 5), (1,) * 11, (2, 1) + (1,) * 8}
_LEAST_GROUP, _MOST_GROUPS = 2, 6
_NAMED_CARD = re.compile(r"(?:卡|[账帐]号|[账帐]户|银行|[农建工中]行|存折)[^\d，。；]{0,8}$")
_NAMED_ID = re.compile(r"(?:身份证|证件|证号)[^\d，。；]{0,8}$")
_NAMED_PHONE = re.compile(r"(?:电话|座机|固话|联系方式)(?:号码?)?[:\uff1a是为\s]{0,3}$")
_NAMED_MODEL = re.compile(r"(?:型号|规格|编号|尺寸|货号|款号)[:\uff1a是为\s]{0,3}$")
_MEASURE = re.compile(r"\s{0,2}(?:mm|cm|m\b|毫米|厘米|公分|米)", re.IGNORECASE)
_TIMES = {"二": 2, "两": 2, "三": 3, "四": 4, "2": 2, "3": 3, "4": 4}


@dataclass(frozen=True, slots=True)
class _Read:
    """A run read as figures: each with its start, its end and what stands before it."""

    digits: str
    starts: list[int]
    ends: list[int]
    gaps: list[str]

    def plain(self, text: str, first: int, last: int) -> bool:
        """Tell whether figures ``first`` to ``last`` are what the rules for figures find."""
        words = text[self.starts[first] : self.ends[last]]
        figures = words.isascii() and not any(c.isalpha() for c in words)
        return figures and all(_SPACE.match(g) for g in self.gaps[first + 1 : last + 1])


def find_dictated(text: str, found: Findings) -> None:
    """Find numbers in a folded text that aren't plain figures."""
    for match in RUN.finditer(text):
        if _LOOK.search(match[0]):
            _find_in(text, _read(text, match.start(), match.end()), found)


def _read(text: str, start: int, end: int) -> _Read:
    digits, starts, ends, gaps = "", [], [], []
    at = gap = start
    while at < end:
        char = text[at]
        # 三个八 stands for 888.
        times = _TIMES.get(char, 0) if text[at + 1 : at + 2] == "个" else 0
        said = _VALUES.get(text[at + 2 : at + 3], "") if times and at + 2 < end else ""
        if said:
            figures, width = said * times, 3
        elif char in "oO" and not text[max(0, at - 1) : at].isdigit():
            figures, width = "", 1
        else:
            is_check = char in "xX" and at == end - 1
            figures, width = "X" if is_check else _VALUES.get(char, ""), 1
        for nth, figure in enumerate(figures):
            digits += figure
            starts.append(at)
            ends.append(at + width)
            gaps.append(text[gap:at] if nth == 0 else "")
        at += width
        gap = at if figures else gap
    return _Read(digits, starts, ends, gaps)


def _find_in(text: str, read: _Read, found: Findings) -> None:
    at = 0
    while at < len(read.digits):
        size = max(_id(text, read, at, found), _card(text, read, at, found))
        at += size or _phone(text, read, at, found) or 1


def _phone(text: str, read: _Read, at: int, found: Findings) -> int:
    match = _MOBILE.match(read.digits, at) or _LANDLINE.match(read.digits, at)
    if match is None and at == 0 and _NAMED_PHONE.search(text[: read.starts[0]][-12:]):
        match = _LOCAL.match(read.digits)
        if match and not set(text[read.starts[0] : read.ends[match.end() - 1]]) & set(CHINESE):
            return 0
    if match is None:
        return 0
    last = match.end() - 1
    if read.plain(text, at, last) or not _apart(text, read, at, last):
        return 0
    if not _said_as_one(text, read, at, last):
        return 0
    found.claim(read.starts[at], read.ends[last], "phone")
    return len(match[0])


def _id(text: str, read: _Read, at: int, found: Findings) -> int:
    match = _ID_18.match(read.digits, at)
    if match is None or read.plain(text, at, match.end() - 1):
        return 0
    right = id_checksum(match[0])
    if not (right or _named(_NAMED_ID, text, read.starts[at]) or _no_pauses(read, at, match.end())):
        return 0
    if named_ticket(text, read.starts[at]) and not right:
        return 0
    found.claim(read.starts[at], read.ends[match.end() - 1], "id")
    return 18


def _card(text: str, read: _Read, at: int, found: Findings) -> int:
    if at or not _named(_NAMED_CARD, text, read.starts[0]):
        return 0
    for size in (19, 18, 17, 16):
        digits = read.digits[:size]
        if len(digits) == size and digits.isdigit() and luhn(digits):
            if not read.plain(text, 0, size - 1):
                found.claim(read.starts[0], read.ends[size - 1], "bank")
            return size
    return 0


def _named(pattern: re.Pattern[str], text: str, start: int) -> bool:
    return bool(pattern.search(text[max(0, start - 16) : start]))


def _no_pauses(read: _Read, first: int, end: int) -> bool:
    return all(_SPACE.match(gap) for gap in read.gaps[first + 1 : end])


def _apart(text: str, read: _Read, first: int, last: int) -> bool:
    """Tell whether a number in figures isn't cut out of a longer one; Chinese ones may go on."""
    start, end = read.starts[first], read.ends[last]
    before, after = text[max(0, start - 1) : start], text[end : end + 1]
    longer = before.isascii() and before.isdigit() and text[start].isascii()
    goes_on = after.isascii() and after.isdigit() and text[end - 1].isascii()
    return not (longer or goes_on)


def _groups(read: _Read, first: int, last: int) -> Iterator[int]:
    size = 0
    for at in range(first, last + 1):
        if at > first and read.gaps[at]:
            yield size
            size = 0
        size += 1
    yield size


def _said_as_one(text: str, read: _Read, first: int, last: int) -> bool:
    """Tell by what stands between the figures whether they are one number."""
    gaps = [gap for gap in read.gaps[first + 1 : last + 1] if not _SPACE.match(gap)]
    if not gaps:
        return True
    start, end = read.starts[first], read.ends[last]
    figures = text[start:end]
    if any(c.isascii() and c.isalpha() for c in figures.replace("o", "").replace("O", "")):
        around = text[max(0, start - 1) : start] + text[end : end + 1]
        model = any(c.isascii() and c.isalnum() for c in around)
        model = model or _named(_NAMED_MODEL, text, start) or bool(_MEASURE.match(text, end))
        return not model and all(_LETTERS.match(gap) for gap in gaps) and len(gaps) <= 4
    if all(_BRACKETS.match(gap) for gap in gaps):
        return True
    groups = tuple(_groups(read, first, last))
    if not set(figures) & set(_OTHER):
        return groups in _FIGURE_GROUPS and not _named(_NAMED_MODEL, text, start)
    # Chinese digits: one by one, or a few groups.
    return set(groups) == {1} or (len(groups) <= _MOST_GROUPS and min(groups) >= _LEAST_GROUP)
