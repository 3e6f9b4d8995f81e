"""How wide a table's columns are, so that a screen of 1,280 px has room for all of them.

Columns take what their words need. Where that is more than there is, the longest give way, and
their cells run over several lines; where too little is left to read, the table scrolls sideways.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import pandas as pd

from style.wording import number

PAGE = 816
"""px of a table on a page, on a screen of 1,280."""
WIDE = 912
"""px where list and detail take the whole width."""
BESIDE, PAGE_BESIDE = 362, 322
"""px of a list beside what is open, where both take the whole width and on a page."""
BESIDE_LIST = 480
"""px of a table in what is open beside a list."""
HALF = 340
"""px of a table in one of two boxes side by side."""
TICKS = 34
"""px of the column in which rows are ticked."""
ROW, TALL_ROW = 35, 66
"""px of a row of one line, and of up to three: from 64 on the browser's table lets words wrap."""
_LINES = 3
_OFTEN = 0.1
"""Share of rows with a cut cell from which rows are tall."""
_SIZE = 14
_AIR = 18
_LEAST, _MOST = 56, 420
_READABLE = 76
"""px that a column of words has at least, else the table scrolls."""
_SCROLLED = 200
"""px of the longest columns where the table scrolls anyway."""
_LINE = 200
"""px that the longest cells of a list of one line a row have at least."""
_RUN = 20
_RUNS = re.compile(r"[!-~]+(?: [0-9:]+)?")
_ROWS = 200
"""Rows that are measured: a longer table reads like its beginning."""


@dataclass(frozen=True, slots=True)
class Fitted:
    """How a table fits. ``widths``: px by head, none where all have room; ``scrolls``: sideways."""

    widths: Mapping[str, int]
    row: int = ROW
    scrolls: bool = False


def fitted(
    frame: pd.DataFrame, room: int, given: Mapping[str, int], *, line: bool = False
) -> Fitted:
    """Return how a table fits into ``room`` px. ``given``: px of columns that have their own.

    No other column gets less than its head, a date or a number in it needs. ``line``: every row is
    of one line, for lists whose click tells all; where that cuts too much of the longest cells, the
    last columns are left to a wider screen.
    """
    cells = tuple(
        (str(head), tuple(_words(frame.iloc[:_ROWS, at]))) for at, head in enumerate(frame.columns)
    )
    return _fitted(cells, room, tuple(given.items()), line)


@lru_cache(maxsize=128)
def _fitted(
    columns: tuple[tuple[str, tuple[str, ...]], ...],
    room: int,
    own: tuple[tuple[str, int], ...],
    line: bool,
) -> Fitted:
    """Return how cells fit, by head; kept, as a page draws the same tables again at each click."""
    cells, given = dict(columns), dict(own)
    rows = len(columns[0][1]) if columns else 0
    least, needed = {}, {}
    for head, words in cells.items():
        whole = max([_LEAST, _px(head), *map(_unbroken, words)])
        least[head] = given.get(head, whole)
        needed[head] = given.get(head, max([whole, *map(_px, words)]))
    if sum(min(n, _MOST) for n in needed.values()) <= room:
        return Fitted({})
    if line:
        usual = {h: min(needed[h], max(least[h], _usually(words))) for h, words in cells.items()}
        return _of_one_line(needed, usual, least, room)
    scrolls = sum(_given(needed, least, _READABLE).values()) > room
    if scrolls:
        widths = _given(needed, least, _SCROLLED)
    else:
        # First whatever words need over three lines, then what they need on one.
        lines = {head: round(min(n, _MOST) / _LINES) + _AIR for head, n in needed.items()}
        readable = _given(needed, least, _READABLE)
        wrapped = _widest(lines, readable, room)
        widths = _widest(needed, wrapped, room)
    measured = [
        (list(map(_px, cells[head])), px) for head, px in widths.items() if head not in given
    ]
    cut = sum(any(column[row] > px for column, px in measured) for row in range(rows))
    tall = cut > _OFTEN * rows
    return Fitted(widths, TALL_ROW if tall else ROW, scrolls)


def _usually(words: Sequence[str]) -> int:
    """Return how many px nine of ten cells need, so that one long one takes no room from others."""
    sizes = sorted(map(_px, words))
    return sizes[round((1 - _OFTEN) * (len(sizes) - 1))] if sizes else 0


def _of_one_line(
    needed: Mapping[str, int], usual: Mapping[str, int], least: Mapping[str, int], room: int
) -> Fitted:
    """Return widths of rows of one line: the longest cells are cut, the last columns may lie on
    the right of what a narrow screen shows.
    """
    inside = list(needed)
    while True:
        widths = _widest({head: usual[head] for head in inside}, least, room)
        short = any(px < min(usual[head], _LINE) for head, px in widths.items())
        if len(inside) == 1 or not (short or sum(widths.values()) > room):
            break
        inside.pop()
    widths = _widest({head: needed[head] for head in inside}, widths, room)
    beyond = {head: min(n, _MOST) for head, n in needed.items() if head not in widths}
    return Fitted({**widths, **beyond}, ROW, bool(beyond))


def _widest(needed: Mapping[str, int], least: Mapping[str, int], room: int) -> dict[str, int]:
    """Return widths up to the highest limit for all that ``room`` has place for."""
    low, high = 0, _MOST
    while low < high:
        middle = (low + high + 1) // 2
        if sum(_given(needed, least, middle).values()) <= room:
            low = middle
        else:
            high = middle - 1
    return _given(needed, least, low)


def _given(needed: Mapping[str, int], least: Mapping[str, int], limit: int) -> dict[str, int]:
    return {head: max(min(n, limit), least[head]) for head, n in needed.items()}


def _words(cells: pd.Series[Any]) -> list[str]:
    """Return the cells as they read in the browser's table."""
    found = []
    for value in cells.to_list():
        if isinstance(value, str):
            found.append(value)
        elif pd.isna(value):
            found.append("")
        elif isinstance(value, int | float):
            found.append(number(value, 2 if isinstance(value, float) else 0))
        else:
            found.append(str(value))
    return found


@lru_cache(maxsize=50_000)
def _px(words: str) -> int:
    """Return how many px words need on one line, with the air around them."""
    return round(_SIZE * sum(map(_em, words))) + _AIR


@lru_cache(maxsize=50_000)
def _unbroken(words: str) -> int:
    """Return how many px words need that may break: a date, moment or number never does."""
    return max((_px(run[:_RUN]) for run in _RUNS.findall(words)), default=0)


def _em(letter: str) -> float:
    if letter.isascii():
        return 0.56 if letter.isalnum() or letter in "%+" else 0.36
    return 1.0
