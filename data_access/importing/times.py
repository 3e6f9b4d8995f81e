"""Reading a source's times: many spellings, a local time zone, naive UTC out.

A day without a clock is that day's start, and for what ends a period its last second.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from functools import lru_cache
from zoneinfo import ZoneInfo

_ZONE = r"\s*(?P<zone>[Zz]|(?:UTC|GMT)?[-+\u2212]\d{1,2}(?::?\d{2})?|UTC|GMT)?(?:\[[\w/+-]+\])?"
_TIME = re.compile(
    r"(\d{4})(?:([-/.])(\d{1,2})\2(\d{1,2})|年(\d{1,2})月(\d{1,2})日?)"
    r"(?:[Tt\s]*(上午|下午)?\s*(?P<hour>\d{1,2})[:时点](\d{1,2})?分?(?::?(\d{1,2})秒?)?"
    rf"(?:[.,](\d{{1,9}}))?\s*(AM|PM|am|pm)?)?{_ZONE}"
)
_COMPACT = re.compile(
    r"((?:19|20)\d{2})(\d{2})(\d{2})"
    rf"(?:[Tt\s]?(?P<hour>\d{{2}})(\d{{2}})(?:(\d{{2}})(?:[.,]?(\d{{3,9}}))?)?{_ZONE})?"
)
_SERIAL = re.compile(r"\d{5}(?:\.\d+)?")
_SHORT_OFFSET = re.compile(r"(?<=[\d\s])[+-]\d{2}$")
_CLOCK_SIGNS = ("%H", "%I", "%M", "%S", "%f", "%X", "%c", "%T", "%R")
_EXCEL_EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 - a local time, placed later
_PLAIN = len("2026-01-31 08:00:00")
_SAFE_YEARS = range(1800, 2200)


@dataclass(frozen=True, slots=True)
class Moment:
    """A time in naive UTC; ``later`` is its other reading where clocks were set back."""

    utc: datetime
    later: datetime | None = None


def _offset(text: str) -> timezone:
    """Return the zone of ``Z``, ``+08``, ``-0530``, ``+08:00`` or ``GMT+8``. ``ValueError``."""
    text = text.upper().removeprefix("UTC").removeprefix("GMT").replace(":", "")
    if text in ("Z", ""):
        return UTC
    digits = text[1:]
    hours, minutes = (digits[:-2], digits[-2:]) if len(digits) > 2 else (digits, "0")
    if int(minutes) > 59:
        raise ValueError(text)
    shift = timedelta(hours=int(hours), minutes=int(minutes))
    return timezone(shift if text[0] == "+" else -shift)


def _placed(value: datetime, zone: str | None) -> datetime:
    return value.replace(tzinfo=_offset(zone)) if zone else value


def _micros(part: str | None) -> int:
    return int((part or "0").ljust(6, "0")[:6])


def _parse_usual(text: str) -> datetime | None:
    found = _TIME.fullmatch(text)
    if found is None:
        return None
    year, _, m1, d1, m2, d2, noon, hour, minute, second, part, ampm, zone = found.groups()
    if hour is None and zone and zone[0] in "-\u2212" and len(zone) <= 3:
        return None  # 2025-3-4-12 is no day with an offset
    h = int(hour or 0)
    if noon == "下午" or (ampm and ampm.lower() == "pm"):
        h = h + 12 if h < 12 else h
    elif (noon or ampm) and h == 12:
        h = 0
    # Some systems write midnight at the end of a day as 24:00.
    extra = timedelta(days=1) if h == 24 and not int(minute or 0) and not int(second or 0) else None
    value = datetime(  # noqa: DTZ001 - a local time, placed later
        int(year), int(m1 or m2), int(d1 or d2), 0 if extra else h, int(minute or 0),
        int(second or 0), _micros(part),
    )  # fmt: skip
    return _placed(value + extra if extra else value, zone)


def _parse_compact(text: str) -> datetime | None:
    found = _COMPACT.fullmatch(text)
    if found is None:
        return None
    *parts, part, zone = found.groups()
    year, month, day, hour, minute, second = (int(p or 0) for p in parts)
    value = datetime(year, month, day, hour, minute, second, _micros(part))  # noqa: DTZ001
    return _placed(value, zone)


def _parse_plain(text: str) -> datetime | None:
    """Return 2026-01-31 08:00:00 read, how nearly all are written; None for any other spelling."""
    if (text[4], text[7], text[10], text[13], text[16]) != ("-", "-", " ", ":", ":"):
        return None
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def _by_format(text: str, pattern: str) -> datetime:
    # Python's %z wants minutes, which many databases leave out (+08).
    if pattern.endswith("%z") and _SHORT_OFFSET.search(text):
        text += "00"
    return datetime.strptime(text, pattern)  # noqa: DTZ007 - local, placed later


def parse_local(text: str, formats: Sequence[str] = ()) -> datetime:
    """Return a time as written (aware only where it names its offset).

    ``formats`` are tried in order when given, else the usual spellings: ISO 8601, slashes, Chinese
    characters, compact digits, Excel's serial days. Raises ``ValueError``.
    """
    if formats:
        for pattern in formats:
            try:
                return _by_format(text, pattern)
            except ValueError:
                continue
        raise ValueError(text)
    value = _parse_usual(text) or _parse_compact(text)
    if value is None and _SERIAL.fullmatch(text):
        value = _EXCEL_EPOCH + timedelta(seconds=round(float(text) * 86400))
    if value is None:
        raise ValueError(text)
    return value


@lru_cache(maxsize=8192)
def _steady(zone: ZoneInfo, day: int) -> timedelta | None:
    """Return a day's offset from UTC, None for a day on which clocks are set."""
    start = datetime.fromordinal(day)
    ends = (start, start + timedelta(days=1))
    found = {zone.utcoffset(end.replace(fold=fold)) for end in ends for fold in (0, 1)}
    return found.pop() if len(found) == 1 else None


def to_utc(value: datetime, zone: ZoneInfo) -> Moment:
    """Return a local time in naive UTC.

    A time that the clocks passed over in spring counts as if they hadn't been set; one that they
    showed twice in autumn is its first reading, with the second as ``later``.
    """
    if value.tzinfo is not None:
        return Moment(value.astimezone(UTC).replace(tzinfo=None))
    if value.year not in _SAFE_YEARS:
        return Moment(value)
    steady = _steady(zone, value.toordinal())
    if steady is not None:
        return Moment(value - steady)
    first = zone.utcoffset(value)
    second = zone.utcoffset(value.replace(fold=1))
    if first is None or second is None:  # a zone without offsets doesn't exist in the database
        return Moment(value)
    return Moment(value - first, value - second if second < first else None)


def plain_moment(text: str, zone: ZoneInfo) -> Moment | None:
    """Return 2026-01-31 08:00:00 in naive UTC; None for any other spelling, read elsewhere."""
    plain = _parse_plain(text) if len(text) == _PLAIN else None
    return None if plain is None else to_utc(plain, zone)


def parse_moment(
    text: str,
    zone: ZoneInfo,
    formats: Sequence[str] = (),
    *,
    day: bool = False,
    closing: bool = False,
) -> Moment:
    """Return a source's time in naive UTC. Raises ``ValueError``.

    ``day`` keeps only its local day. ``closing``: the time ends a period, so a day without a clock
    is its last second; without ``closing`` it is its first.
    """
    if not formats and not day and (moment := plain_moment(text, zone)):
        return moment
    value = parse_local(text, formats)
    if day:
        local = value.astimezone(zone).replace(tzinfo=None) if value.tzinfo else value
        value = local.replace(hour=0, minute=0, second=0, microsecond=0)
    if closing and (day or _without_clock(value, text, formats)):
        value = end_of_day(value)
    return to_utc(value, zone)


def end_of_day(value: datetime) -> datetime:
    """Return the last second of a day, as the limits of the calendar are given."""
    return value.replace(hour=23, minute=59, second=59, microsecond=0)


def _without_clock(value: datetime, text: str, formats: Sequence[str]) -> bool:
    """Tell whether a text names a day alone; midnight written out is a time."""
    if (value.hour, value.minute, value.second, value.microsecond) != (0, 0, 0, 0):
        return False
    if formats:
        return not any(sign in _used_format(text, formats) for sign in _CLOCK_SIGNS)
    found = _TIME.fullmatch(text) or _COMPACT.fullmatch(text)
    # What is neither is a serial day, whole as the time of day is zero.
    return found is None or found["hour"] is None


def _used_format(text: str, formats: Sequence[str]) -> str:
    for pattern in formats:
        try:
            _by_format(text, pattern)
        except ValueError:
            continue
        return pattern
    return ""


def parse_date(text: str, formats: Sequence[str] = ()) -> date:
    """Return a source's date. Raises ``ValueError``."""
    return parse_local(text, formats).date()


def parse_limit(text: str, *, upper: bool = False) -> datetime:
    """Return a limit of a profile's range, as local time; an upper day includes that day.

    Raises ``ValueError``.
    """
    value = datetime.fromisoformat(text)
    return end_of_day(value) if upper and len(text) <= len("YYYY-MM-DD") else value
