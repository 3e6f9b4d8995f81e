"""Slips of the pen: homophones, characters missing or twice, half-width marks, words of dialect.

Nothing marked is touched, so the positions of places and personal data stay exact.
"""

from __future__ import annotations

from functools import cache

from demo_city.words.grammar import Stream
from demo_city.words.sources import data_lines

HALF_WIDTH = str.maketrans("，。！？：；（）", ",.!?:;()")
MIXED = str.maketrans("，：；", ",:;")
LONG_ENOUGH = 4


@cache
def homophones() -> dict[str, str]:
    """Return characters and what is typed for them by mistake."""
    return {line[0]: line[1:].strip() for line in data_lines("homophones")}


@cache
def dialects() -> tuple[tuple[tuple[str, str], ...], ...]:
    """Return the words of each dialect: (standard, spoken)."""
    found: list[list[tuple[str, str]]] = []
    for line in data_lines("dialect"):
        if line.startswith("="):
            found.append([])
        else:
            standard, spoken = line.split("|")
            found[-1].append((standard, spoken))
    return tuple(map(tuple, found))


def _plain(pieces: list[str]) -> list[int]:
    return [k for k, p in enumerate(pieces) if type(p) is str and len(p) >= LONG_ENOUGH]


def misspell(pieces: list[str], count: int, choose: Stream) -> None:
    """Put up to ``count`` slips into the pieces."""
    plain, wrong = _plain(pieces), homophones()
    if not plain:
        return
    for _ in range(count):
        at = choose.one(tuple(plain))
        text = pieces[at]
        form = choose.below(10)
        if form < 6:
            places = [k for k, char in enumerate(text) if char in wrong]
            if places:
                k = places[choose.below(len(places))]
                options = wrong[text[k]]
                pieces[at] = text[:k] + options[choose.below(len(options))] + text[k + 1 :]
            continue
        if not text:  # earlier slips have left nothing of it
            continue
        k = 1 + choose.below(len(text) - 2)
        if not "\u4e00" <= text[k] <= "\u9fff":
            continue
        pieces[at] = text[:k] + text[k + 1 :] if form < 8 else text[: k + 1] + text[k:]


def in_dialect(pieces: list[str], which: int) -> None:
    """Say it in one of the dialects."""
    table = dialects()[which]
    for at, piece in enumerate(pieces):
        if type(piece) is str and len(piece) > 1:
            said = piece
            for standard, spoken in table:
                if standard in said:
                    said = said.replace(standard, spoken)
            pieces[at] = said


def half_width(text: str, form: int) -> str:
    """Return the text with half-width marks: all of them (0) or some (1); lengths stay."""
    return text.translate(HALF_WIDTH if form == 0 else MIXED)
