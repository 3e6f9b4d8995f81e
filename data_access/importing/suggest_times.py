"""Guessing the formats of a column of times that no usual spelling reads."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from data_access.importing.times import parse_local

_DATES = (
    "%m/%d/%Y", "%d/%m/%Y", "%m/%d/%y", "%d/%m/%y", "%d.%m.%Y", "%d.%m.%y", "%m-%d-%Y", "%d-%m-%Y",
    "%m-%d-%y", "%d-%m-%y", "%d-%b-%Y", "%d-%b-%y", "%d %b %Y", "%b %d, %Y", "%b %d %Y",
    "%d %B %Y", "%B %d, %Y", "%a %b %d %Y", "%y/%m/%d", "%y-%m-%d",
)  # fmt: skip
_CLOCKS = (
    "", " %H:%M", " %H:%M:%S", " %I:%M %p", " %I:%M:%S %p", " %I:%M%p", " %I:%M:%S%p",
    "T%H:%M:%S", " %H:%M:%S.%f", " %H.%M",
)  # fmt: skip
_ENOUGH = 0.8
_YEARS = range(1990, 2100)
_EPOCH = re.compile(r"1\d{9}(?:\d{3})?")


@dataclass(frozen=True, slots=True)
class TimeGuess:
    """Formats that read a column, and whether day and month could be the other way round."""

    formats: list[str]
    either_way: bool = False


def is_time(text: str, *, named: bool = False) -> bool:
    """Tell whether a text reads as a time; bare digits only where the column's name says so."""
    if text.isdigit() and not named:
        return False
    try:
        return parse_local(text).year in _YEARS
    except (ValueError, OverflowError):
        return False


def are_epochs(values: Sequence[str]) -> bool:
    """Tell whether values are seconds or milliseconds since 1970."""
    return bool(values) and all(_EPOCH.fullmatch(v) for v in values)


def all_formats(values: Sequence[str]) -> list[list[str]]:
    """Return every way to read most of the values, the likeliest first: a day and a month of twelve
    or less can stand either way round.
    """
    return [formats for _, formats in _winners(values)]


def guess_formats(values: Sequence[str]) -> TimeGuess | None:
    """Return the formats that read most of the values; None where none do."""
    winners = _winners(values)
    if not winners:
        return None
    day, formats = winners[0]
    return TimeGuess(formats, either_way=any(_swapped(day) == other for other, _ in winners[1:]))


def _winners(values: Sequence[str]) -> list[tuple[str, list[str]]]:
    best: list[tuple[int, str, list[str]]] = []
    for day in _DATES:
        used: dict[str, int] = {}
        for value in values:
            for clock in _CLOCKS:
                if _reads(value, day + clock):
                    used[clock] = used.get(clock, 0) + 1
                    break
        if (read := sum(used.values())) >= _ENOUGH * len(values):
            best.append((read, day, [day + clock for clock in used]))
    most = max((read for read, _, _ in best), default=0)
    return [(day, formats) for read, day, formats in best if read == most]


def _swapped(day: str) -> str:
    return day.replace("%m", "%_").replace("%d", "%m").replace("%_", "%d")


def _reads(value: str, pattern: str) -> bool:
    try:
        return datetime.strptime(value, pattern).year in _YEARS  # noqa: DTZ007 - only whether
    except ValueError:
        return False
