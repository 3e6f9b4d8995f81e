"""What written numbers stand for: the true values that each could have been rounded from."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

NUMBER = r"[+−-]?\d[\d,]*(?:\.\d+)?[万亿]?"
QUANTITY = rf"(?:{NUMBER}(?:%|小时|天|分钟|件|项|次|个百分点)?|—)"
_FIRST = re.compile(r"([+−-]?)(\d[\d,]*)(?:\.(\d+))?([万亿]?)(%|个百分点)?")
_SCALE = {"": 1.0, "万": 1e4, "亿": 1e8}
_NEAR = 1e-6


@dataclass(frozen=True, slots=True)
class Span:
    """The true values, both ends included, that what is written may stand for."""

    low: float
    high: float

    def meets(self, other: Span) -> bool:
        """Tell whether one true value can be meant by both."""
        slack = _NEAR * max(1.0, abs(self.low), abs(other.low))
        return max(self.low, other.low) <= min(self.high, other.high) + slack


def exactly(value: float) -> Span:
    """Return the span of a figure at full precision."""
    return Span(float(value), float(value))


def written(words: str) -> Span | None:
    """Return what the first number in ``words`` stands for; shares as fractions of one.

    None where there is no number, such as ``—``.
    """
    found = _FIRST.search(words)
    if found is None:
        return None
    sign, whole, decimals, scale, unit = found.groups()
    size = float(whole.replace(",", "") + (f".{decimals}" if decimals else ""))
    # A trailing zero is cut after 万, and never shown where a figure is whole: 1.2万 is 1.20万.
    places = 2 if scale else len(decimals or "")
    factor = _SCALE[scale] * (0.01 if unit else 1.0)
    half = 0.5 * 10.0**-places * factor
    value = size * factor * (-1.0 if sign in {"−", "-"} else 1.0)
    return Span(value - half, value + half)


def counted(words: str) -> Span | None:
    """Return what a count of things stands for: exact unless it is told in 万 or 亿."""
    span = written(words)
    if span is None or re.search(r"\d[万亿]", words):
        return span
    return exactly((span.low + span.high) / 2)


def relative(words: str) -> Span | None:
    """Return a relative change: whole per cents from 10 % on, one decimal below, without zeros."""
    span = written(words)
    if span is None:
        return None
    middle = (span.low + span.high) / 2
    half = 0.0005 if abs(middle) < 0.1 - _NEAR else 0.005
    return Span(middle - half, middle + half)


def known(value: object) -> Span | None:
    """Return the span of a cell of a table: a number at full precision, or words."""
    if value is None or isinstance(value, bool):
        return None
    if isinstance(value, str):
        return written(value)
    number = float(str(value))
    return None if math.isnan(number) else exactly(number)
