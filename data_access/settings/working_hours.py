"""Working hours of a day: which hours of a working day count, for a place or for all of them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

DEFAULT_HOURS = "09:00-17:00"
_SPAN = re.compile(r"([01]\d|2[0-4]):([0-5]\d)-([01]\d|2[0-4]):([0-5]\d)")
_DAY = 24 * 3600
_WRONG = (
    "工作时间“{text}”写法有误。应为 09:00-17:00,有午休的写 09:00-12:00,14:00-18:00;"
    "个别地区不同的,以分号接在后面:09:00-17:00;350199=08:30-12:00,14:30-18:00。"
)


@dataclass(frozen=True, slots=True)
class WorkingHours:
    """Spans of a working day in seconds from local midnight, in order, apart from each other."""

    spans: tuple[tuple[int, int], ...]

    @property
    def seconds(self) -> int:
        """Working seconds of a whole day."""
        return sum(end - start for start, end in self.spans)

    @property
    def text(self) -> str:
        """The spans as they are written in the settings."""
        return ",".join(f"{_clock(a)}-{_clock(b)}" for a, b in self.spans)


def _clock(seconds: int) -> str:
    return f"{seconds // 3600:02d}:{seconds % 3600 // 60:02d}"


@lru_cache(maxsize=64)
def working_hours(text: str = DEFAULT_HOURS) -> WorkingHours:
    """Read one place's hours: 09:00-12:00,14:00-18:00. ``ValueError`` says how it is written."""
    spans = []
    for part in text.split(","):
        found = _SPAN.fullmatch(part.strip())
        if found is None:
            raise ValueError(_WRONG.format(text=text))
        a, b, c, d = map(int, found.groups())
        spans.append((a * 3600 + b * 60, c * 3600 + d * 60))
    edges = [moment for span in spans for moment in span]
    if any(a >= b for a, b in spans) or edges != sorted(edges) or edges[-1] > _DAY:
        raise ValueError(_WRONG.format(text=text))
    return WorkingHours(tuple(spans))


@lru_cache(maxsize=64)
def hours_of(setting: str, jurisdiction: str) -> WorkingHours:
    """Return a place's hours by the setting: those of all places, then those of single ones.

    ``ValueError`` where the setting is written wrongly.
    """
    everywhere, *single = (part.strip() for part in setting.split(";"))
    chosen = working_hours(everywhere)
    for part in single:
        code, sign, text = part.partition("=")
        if not sign or not code.strip():
            raise ValueError(_WRONG.format(text=setting))
        hours = working_hours(text)
        if code.strip() == jurisdiction:
            chosen = hours
    return chosen
