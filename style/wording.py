"""How numbers, rates, dates and durations read, on pages, in reports and in messages.

Pure functions. A missing value is always ``MISSING``, never 0 or an empty string.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

MISSING = "—"
COLON = "："
_PAUSE, _STOP = "、", "。"
_ENDS = "。！？…"
MINUS = "−"  # typographic minus: as wide as a plus, never mistaken for a dash
_WAN = 10_000
_YI = 100_000_000
_ONE = 0.95
"""Less is said to be less than one: it would be rounded to one with a tenth missing at most."""

_LONG_OVER = 7 * 24
"""Hours after a deadline from which on it is no longer said how many there are."""

_FIRST_PART = re.compile(r"^\d+[年月](?=\d)")
WEEKDAYS = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")


def _absent(value: float | None) -> bool:
    return value is None or math.isnan(value)


def _trimmed(value: float, decimals: int) -> str:
    text = f"{value:,.{decimals}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def number(value: float | None, decimals: int = 0) -> str:
    """Return a number with thousands separated, for tables: ``12,345``."""
    if value is None or math.isnan(value):
        return MISSING
    text = f"{abs(value):,.{decimals}f}"
    negative = value < 0 and any(c in "123456789" for c in text)
    return f"{MINUS}{text}" if negative else text


def count(value: float | None) -> str:
    """Return a count for sentences and tiles: ``9,876``, ``1.23万``, ``1.2亿``."""
    if value is None or math.isnan(value):
        return MISSING
    sign = MINUS if value < 0 else ""
    size = abs(value)
    if size < _WAN and round(size) < _WAN:
        return sign + _trimmed(round(size), 0)
    if size / _WAN < _WAN and round(size / _WAN, 2) < _WAN:
        return f"{sign}{_trimmed(size / _WAN, 2)}万"
    return f"{sign}{_trimmed(size / _YI, 2)}亿"


def about(value: float | None) -> str:
    """Return an expected count for sentences, where tickets are whole: ``约44``, ``不足1``."""
    if value is None or math.isnan(value):
        return MISSING
    if 0 <= value < _ONE:
        return "不足1"
    return f"约{count(max(1.0, value))}"


def rate(share: float | None, decimals: int = 2) -> str:
    """Return a share (0 to 1) as a rate: ``95.12%``."""
    if share is None or math.isnan(share):
        return MISSING
    return f"{number(share * 100, decimals)}%"


def points(difference: float | None, *, signed: bool = True) -> str:
    """Return a difference of two shares in percentage points: ``+1.25个百分点``."""
    if difference is None or math.isnan(difference):
        return MISSING
    size = f"{abs(difference) * 100:.2f}"
    if float(size) == 0:
        return "0.00个百分点"
    sign = "" if not signed else "+" if difference > 0 else MINUS
    return f"{sign}{size}个百分点"


def change(ratio: float | None, *, signed: bool = True) -> str:
    """Return a relative change (0.41 for 41 % more): ``+41%``; one decimal below 10 %."""
    if ratio is None or math.isnan(ratio):
        return MISSING
    size = abs(ratio) * 100
    text = f"{size:.1f}" if round(size, 1) < 10 else f"{size:,.0f}"
    if float(text.replace(",", "")) == 0:
        return "0%"
    sign = "" if not signed else "+" if ratio > 0 else MINUS
    return f"{sign}{text.removesuffix('.0')}%"


def quantity(value: float | None, unit: str) -> str:
    """Return a value in its unit as a reader expects it, for tiles and sentences.

    ``unit`` is ``%`` (``value`` is a share, 0 to 1), ``小时``, ``天`` or a counter word such as
    ``件``.
    """
    if _absent(value):
        return MISSING
    if unit == "%":
        return rate(value)
    if unit == "小时":
        return duration(value)
    if unit == "件":
        return f"{count(value)}件"
    whole = value is not None and float(value).is_integer()
    return f"{count(value) if whole else number(value, 2)}{unit}"


def duration(hours: float | None) -> str:
    """Return a span given in hours: ``36分钟``, ``5.2小时``, ``3.1天`` (from 48 hours up)."""
    if hours is None or math.isnan(hours):
        return MISSING
    sign = MINUS if hours < 0 else ""
    size = abs(hours)
    if size < 1 and round(size * 60) < 60:
        return f"{sign}{size * 60:.0f}分钟"
    if size < 48:
        return f"{sign}{_trimmed(size, 1)}小时"
    return f"{sign}{_trimmed(size / 24, 1)}天"


def time_left(due: datetime, now: datetime) -> str:
    """Return how far off a deadline is, both local: ``剩余5小时``, ``已超3.5小时``.

    What is over for longer than a week is of old data, which do not tell what became of it since:
    only the day by which it was due is said, ``应于11月23日前处置``.
    """
    hours = (due - now).total_seconds() / 3600
    if hours >= 0:
        return f"剩余{duration(hours)}"
    if hours >= -_LONG_OVER:
        return f"已超{duration(-hours)}"
    return f"应于{day_words(due.date(), now.date())}前处置"


def day_table(day: date | None) -> str:
    """Return a day for tables: ``2026-10-31``."""
    return MISSING if day is None else f"{day:%Y-%m-%d}"


def moment_table(moment: datetime | None) -> str:
    """Return a local moment for tables: ``2026-10-31 08:05``."""
    return MISSING if moment is None else f"{moment:%Y-%m-%d %H:%M}"


def day_words(day: date, year_of: date | None = None) -> str:
    """Return a day for sentences: ``10月31日``; with its year where ``year_of`` has another."""
    text = f"{day.month}月{day.day}日"
    return f"{day.year}年{text}" if year_of is not None and day.year != year_of.year else text


def day_whole(day: date) -> str:
    """Return a day with its year, for papers and what is kept: ``2026年10月31日``."""
    return f"{day.year}年{day_words(day)}"


def month_words(day: date) -> str:
    """Return the month of a day with its year: ``2026年10月``."""
    return f"{day.year}年{day.month}月"


def without_first(words: str) -> str:
    """Return ``11月7日`` without its month, ``2026年11月`` without its year."""
    return _FIRST_PART.sub("", words)


def weekday(day: date) -> str:
    """Return the day of the week: ``周六``."""
    return WEEKDAYS[day.weekday()]


def span_words(first: date, last: date, year_of: date | None = None) -> str:
    """Return a span of days, both included, for sentences: ``10月25日至31日``.

    A whole month reads ``10月``. ``year_of`` is the year that goes without saying.
    """
    start = day_words(first, year_of)
    if first == last:
        return start
    if first.day == 1 and last == month_end(first):
        return start.removesuffix("1日")
    if (first.year, first.month) == (last.year, last.month):
        return f"{start}至{last.day}日"
    return f"{start}至{day_words(last, first)}"


def month_end(day: date) -> date:
    """Return the last day of the month that holds ``day``."""
    following = (day.replace(day=28) + timedelta(days=4)).replace(day=1)
    return following - timedelta(days=1)


def listing(words: Sequence[str], most: int = 3) -> str:
    """Return words as a Chinese enumeration: ``甲、乙、丙等5项`` where some are left out."""
    shown = "、".join(words[:most])
    return f"{shown}等{len(words)}项" if len(words) > most else shown


def enumerated(words: Iterable[str]) -> str:
    """Return all words as a Chinese enumeration: ``甲、乙、丙``."""
    return _PAUSE.join(words)


def enumeration_of(words: str) -> list[str]:
    """Return the words of a Chinese enumeration."""
    return words.split(_PAUSE) if words else []


def typed_words(typed: str) -> list[str]:
    """Return the words that somebody typed, parted by commas, pauses, semicolons or spaces."""
    return [word for word in re.split(r"[、,，;；\s]+", typed) if word]


def first_clause(words: str) -> str:
    """Return what stands before a sentence's first comma."""
    return words.partition("，")[0]


def clauses(parts: Iterable[str]) -> str:
    """Return clauses as one sentence without its end: ``甲；乙``; empty ones are left out."""
    return "；".join(part for part in parts if part)


def clauses_of(words: str) -> list[str]:
    """Return the clauses that ``clauses`` put together."""
    return words.split("；") if words else []


def phrases(parts: Iterable[str]) -> str:
    """Return phrases of one clause: ``甲，乙``; empty ones are left out."""
    return "，".join(part for part in parts if part)


def parted(sentences: str) -> list[str]:
    """Return sentences one by one, without their ends."""
    return [s for s in sentences.split(_STOP) if s]


def labelled(label: str, words: str) -> str:
    """Return words under their label: ``分类：噪声``."""
    return f"{label}{COLON}{words}"


def bracketed(words: object) -> str:
    """Return words in brackets: ``（12件）``."""
    return f"（{words}）"


def ended(sentence: str) -> str:
    """Return a sentence with a full stop, where nothing ends it yet."""
    return sentence if sentence[-1:] in ("", *_ENDS) else f"{sentence}{_STOP}"


def bytes_words(size: int) -> str:
    """Return a file's size: ``532 KB``, ``1.4 MB``."""
    if size < 1024 * 1024:
        return f"{max(1, round(size / 1024))} KB"
    return f"{_trimmed(size / 1024 / 1024, 1)} MB"


_FULL_WIDTH = {",": "\uff0c", ";": "\uff1b", ":": "\uff1a", "!": "\uff01", "?": "\uff1f"}
_HALF_STOP = re.compile(
    r"(?<=[\u2e80-\uffef%\d)\u201d])[,;:!?](?=[\u2e80-\uffef\u201c]|$)"
    r"|(?<=[\u2e80-\uffef%])[,;:!?](?! )"
)
_HALF_BRACKETS = re.compile(r"\(([^()]*[\u2e80-\uffef][^()]*)\)|(?<=[\u2e80-\uffef])\(([^()]*)\)")


def punctuate(text: str) -> str:
    """Return Chinese text with full-width punctuation where half-width was typed.

    Stops and brackets that touch Chinese become full-width; numbers (``1,234``), times
    (``08:05``), addresses and Latin words stay as they are.
    """
    # Brackets first: a stop behind one that has become full-width touches Chinese.
    text = _HALF_BRACKETS.sub(lambda m: f"\uff08{m.group(1) or m.group(2) or ''}\uff09", text)
    return _HALF_STOP.sub(lambda m: _FULL_WIDTH[m.group()], text)


def wrap(text: str, width: int) -> list[str]:
    """Break a line for a picture whose library doesn't, after punctuation where it can.

    ``width`` is counted in full-width characters (a Latin letter or digit counts one half).
    """
    lines = _lines(text, width)
    if len(lines) > 1 and _width(lines[-1]) <= _SHORT:
        # A line of one or two letters looks like a mistake: share the text out more evenly.
        even = math.ceil(_width(text) / len(lines)) + 2
        again = _lines(text, min(even, width))
        return again if len(again) == len(lines) else lines
    return lines


_SHORT = 3


def _lines(text: str, width: int) -> list[str]:
    lines: list[str] = []
    rest = text
    while _width(rest) > width:
        cut = _cut(rest, width)
        lines.append(rest[:cut].rstrip())
        rest = rest[cut:].lstrip()
    return [*lines, rest] if rest or not lines else lines


def _width(text: str) -> float:
    return sum(0.55 if ord(c) < 0x2E80 else 1.0 for c in text)


_STOPS = "\uff0c\u3002\uff1b\uff1a\u3001\uff01\uff1f"  # full-width stops
_CLOSING = _STOPS + "\uff09\u300b\u300d\u300f\u201d,;:!?)%\u2026"
_MEASURES = "年月日时天周件人次条项倍通个"
_OPENING = "\uff08(\u300a\u300c\u300e\u201c"


def _cut(text: str, width: int) -> int:
    """Return where the first line ends: at punctuation in its last 40 %, else where it is full."""
    used, full = 0.0, len(text)
    for i, letter in enumerate(text):
        used += _width(letter)
        if used > width:
            full = max(i, 1)
            break
    for i in range(full, max(1, round(full * 0.6)), -1):
        if text[i - 1] in _STOPS + ",;:!? " and text[i : i + 1] not in tuple(_CLOSING):
            return i
    return _whole(text, full)


def _whole(text: str, cut: int) -> int:
    """Move a cut back so that it parts no number and leaves no closing mark at a line's head."""
    start = cut
    while cut > 1 and (
        text[cut] in _CLOSING
        or text[cut - 1] in _OPENING
        or (_latin(text[cut - 1]) and _latin(text[cut]))
        or _measured(text[:cut], text[cut:])
    ):
        cut -= 1
    return cut if cut > 1 else start


def _measured(before: str, after: str) -> bool:
    """Tell whether a cut would part a figure from what it counts."""
    figure, measure = before.rstrip()[-1:], after.lstrip()[:1]
    return figure.isdigit() and measure != "" and measure in _MEASURES


def _latin(letter: str) -> bool:
    return letter.isascii() and (letter.isalnum() or letter in ".,-+%")


def quoted(words: str, most: int) -> str:
    """Return the beginning of a text, at most ``most`` characters: cut after a clause where one
    ends in its second half, with a mark that something follows.
    """
    if len(words) <= most:
        return words
    cut = words[: most - 1]
    end = max(cut.rfind(sign) for sign in "，；。！？")
    return (cut[:end] if end >= most // 2 else cut) + "…"
