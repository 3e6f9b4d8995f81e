"""What the scrubber's rules share: kinds, the marks they are replaced by, spans, folded writing."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Kind = Literal["phone", "id", "bank", "email", "account", "plate", "name", "home", "person"]
TOKENS: dict[Kind, str] = {
    "phone": "[电话]",
    "id": "[证件号]",
    "bank": "[银行卡]",
    "email": "[邮箱]",
    "account": "[账号]",
    "plate": "[车牌]",
    "name": "[姓名]",
    "home": "[门牌]",
    "person": "[诉求人]",
}
HIDDEN = "\ue000"
"""Stands for every character of a number that is already found, where names are looked for."""
HAN = re.compile(r"[\u4e00-\u9fff]")
"""A Chinese character."""

# One character for one: spans found in the folded text are spans of the text itself. Only forms
# that the rules look at; the rest of the full-width block is everyday Chinese punctuation.
WIDE = "\uff10-\uff19\uff21-\uff3a\uff41-\uff5a\uff20\uff03\uff0e\uff0d\uff0b\uff3f"
_IS_WIDE = re.compile(f"[{WIDE}]")
_FULL = {c: chr(c - 0xFEE0) for c in range(0xFF01, 0xFF5F) if _IS_WIDE.match(chr(c))}
# 幺 两 拐 洞 勾 are how figures are said aloud over a bad line.
CHINESE_DIGITS = "零〇○洞一幺壹二两贰三叁四肆五伍六陆七柒拐八捌九玖勾"
CHINESE = dict(zip(CHINESE_DIGITS, "00001112223344556677788999", strict=True))
# What people put between digits: blanks, dashes, dots, invisible characters.
SEP = r"[ \t\u00a0\u2000-\u2015\u2060\u3000\ufeff\u2212\u00b7\u2022\uff0d\uff0e\uff3f\-._*/]"


@dataclass(frozen=True, slots=True)
class Span:
    """A finding: ``text[start:end]`` is of ``kind``."""

    start: int
    end: int
    kind: Kind


class Findings:
    """Spans as the rules find them; where they overlap they become one, of the longest's kind.

    A rule that sees only part of a number must not keep another from masking all of it.
    """

    def __init__(self) -> None:
        """Begin with nothing."""
        self._spans: list[Span] = []

    def __bool__(self) -> bool:
        """Tell whether anything is found."""
        return bool(self._spans)

    def claim(self, start: int, end: int, kind: Kind) -> None:
        """Take a span; an empty one is none."""
        if end > start:
            self._spans.append(Span(start, end, kind))

    def add(self, matches: Iterable[re.Match[str]], kind: Kind, group: int = 0) -> None:
        """Take what a pattern, or a group of it, has matched."""
        for match in matches:
            self.claim(match.start(group), match.end(group), kind)

    def sorted(self) -> list[Span]:
        """Return the spans from left to right, none overlapping another."""
        merged: list[Span] = []
        for span in sorted(self._spans, key=lambda s: (s.start, -s.end)):
            last = merged[-1] if merged else None
            if last is None or span.start >= last.end:
                merged.append(span)
                continue
            longer = span if span.end - span.start > last.end - last.start else last
            merged[-1] = Span(last.start, max(last.end, span.end), longer.kind)
        return merged


def folded(text: str) -> str:
    """Return a text with full-width digits, letters and marks as narrow ones, of equal length."""
    return text.translate(_FULL) if _IS_WIDE.search(text) else text


def mask(text: str, spans: Iterable[Span]) -> str:
    """Return a text with its findings replaced by their marks."""
    parts: list[str] = []
    position = 0
    for span in spans:
        parts += (text[position : span.start], TOKENS[span.kind])
        position = span.end
    return "".join([*parts, text[position:]])


def hide(text: str, spans: Iterable[Span]) -> str:
    """Return a text of the same length in which findings can't be read."""
    parts: list[str] = []
    position = 0
    for span in spans:
        parts += (text[position : span.start], HIDDEN * (span.end - span.start))
        position = span.end
    return "".join([*parts, text[position:]])
