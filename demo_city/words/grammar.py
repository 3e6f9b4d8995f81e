"""The grammar: patterns with alternatives, synonyms and slots, made ready once, spoken often.

A pattern is a line of text. ``[a|b|]`` stands for one of its alternatives (the last one is
nothing), alternatives may contain others, ``{slot}`` is filled in by the teller. A pattern is
made ready as a tuple of variants; a variant is a tuple of texts and slots. Making ready costs
much, so that speaking costs little: one choice a pattern, one call a slot.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from functools import cache
from typing import TypeVar

import numpy as np

from demo_city.words.sources import data_lines

T = TypeVar("T")
MOST_VARIANTS = 72
SYNONYM_ROUNDS = 4
OPENING, CLOSING = "[{", "]}"


class Slot(str):
    """The name of something to fill in; told from text by its type."""

    __slots__ = ()


Variant = tuple[str, ...]
Pattern = tuple[Variant, ...]


# Random numbers below 2^28; every stream walks through them with a step and from a place of its
# own.
_SIZE = 1 << 16
_NUMBERS: list[int] = np.random.default_rng(20_240_901).integers(0, 1 << 28, _SIZE).tolist()


class Stream:
    """A stream of choices from one number: the same number gives the same choices."""

    __slots__ = ("place", "step")

    def __init__(self, state: int) -> None:
        state = (state * 0x9E3779B97F4A7C15 + 0x632BE59BD9B4E019) & 0xFFFFFFFFFFFFFFFF
        self.place = state >> 48
        self.step = (state >> 20) & 0xFFFF | 1

    def below(self, count: int) -> int:
        """Return the next number below ``count``."""
        self.place = place = (self.place + self.step) & 0xFFFF
        return _NUMBERS[place] * count >> 28

    def one(self, options: Sequence[T]) -> T:
        """Return the next choice."""
        self.place = place = (self.place + self.step) & 0xFFFF
        return options[_NUMBERS[place] * len(options) >> 28]

    def chance(self, percent: float) -> bool:
        """Return True in ``percent`` of cases."""
        return self.below(10_000) < percent * 100


def split_top(text: str, mark: str) -> list[str]:
    """Split at ``mark`` outside of brackets."""
    parts, depth, start = [], 0, 0
    for at, char in enumerate(text):
        if char in OPENING:
            depth += 1
        elif char in CLOSING:
            depth -= 1
        elif char == mark and depth == 0:
            parts.append(text[start:at])
            start = at + 1
    return [*parts, text[start:]]


def expand(text: str) -> list[str]:
    """Return every text that a pattern's alternatives allow, slots still open."""
    start = text.find("[")
    if start < 0:
        return [text]
    depth = 0
    for end in range(start, len(text)):
        depth += {"[": 1, "]": -1}.get(text[end], 0)
        if depth == 0:
            break
    else:
        msg = f"an opening bracket is never closed: {text}"
        raise ValueError(msg)
    tails = expand(text[end + 1 :])
    middles = [m for option in split_top(text[start + 1 : end], "|") for m in expand(option)]
    return [text[:start] + middle + tail for middle in middles for tail in tails]


@cache
def synonyms() -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return words and what may stand for each; longer words first."""
    table = []
    for line in data_lines("synonyms"):
        word, *others = line.split("|")
        table.append((word, tuple(others)))
    return tuple(sorted(table, key=lambda entry: -len(entry[0])))


def _reworded(text: str, choose: Stream) -> str:
    """Replace words by synonyms, each place by chance; what has been put in stays."""
    done: list[str] = []
    for word, others in synonyms():
        if word in text:
            other = choose.one(others)
            # A private character stands in, so that no later synonym changes this one.
            text = text.replace(word, chr(0xE000 + len(done)), 1)
            done.append(other)
    for at, other in enumerate(done):
        text = text.replace(chr(0xE000 + at), other)
    return text


# Who speaks: the teller says whether 我 is 我, 其 or 俺.
PERSONS = (("我们", "{们}"), ("我家", "{家}"), ("我", "{我}"))


def _parts(text: str) -> Variant:
    for word, slot in PERSONS:
        text = text.replace(word, slot)
    found: list[str] = []
    while text:
        before, opened, rest = text.partition("{")
        if before:
            found.append(before)
        if not opened:
            break
        name, closed, text = rest.partition("}")
        if not closed or not name:
            msg = f"a slot is never closed: {text}"
            raise ValueError(msg)
        found.append(Slot(name))
    return tuple(found)


@cache
def pattern(text: str) -> Pattern:
    """Make a pattern ready; raises ValueError where brackets don't match."""
    choose = Stream(zlib.crc32(text.encode()))
    plain = expand(text.strip())
    if len(plain) > MOST_VARIANTS:
        step = len(plain) / MOST_VARIANTS
        plain = [plain[int(k * step)] for k in range(MOST_VARIANTS)]
    rounds = 2 if len(plain) > 8 else SYNONYM_ROUNDS
    every = dict.fromkeys(plain)
    every.update(dict.fromkeys(_reworded(p, choose) for p in plain for _ in range(rounds)))
    return tuple(_parts(p) for p in every)


def patterns(text: str) -> tuple[Pattern, ...]:
    """Make ready the patterns of a line, which stand between ``|``."""
    return tuple(pattern(p) for p in split_top(text, "|") if p.strip())


def slots_of(spoken: Pattern) -> frozenset[str]:
    """Return the names of the slots of a pattern."""
    return frozenset(p for variant in spoken for p in variant if type(p) is Slot)
