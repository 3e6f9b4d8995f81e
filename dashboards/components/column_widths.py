"""How wide a table's columns are, so that a screen of 1,280 px has room for all of them.

Columns take what their words need. Where that is more than there is, the longest give way, and
their cells run over two lines; where even heads have no room, the table scrolls sideways.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pandas as pd

from dashboards.charts.picture import text_width
from style.wording import number

PAGE = 816
"""px of a table on a page, on a screen of 1,280."""
WIDE = 912
"""px where list and detail take the whole width."""
BESIDE = 370
"""px of a list beside what is open."""
BESIDE_LIST = 480
"""px of a table in what is open beside a list."""
HALF = 340
"""px of a table in one of two boxes side by side."""
TICKS = 34
"""px of the column in which rows are ticked."""
ROW, TALL_ROW = 35, 58
"""px of a row of one line, and of two."""
_SIZE = 14
_AIR = 18
_LEAST, _MOST = 56, 420
_ROWS = 200
"""Rows that are measured: a longer table reads like its beginning."""


def needs(frame: pd.DataFrame) -> dict[str, int]:
    """Return by head how many px a column needs on one line."""
    found = {}
    for at, head in enumerate(frame.columns):
        cells = frame.iloc[:_ROWS, at]
        told = [str(head), *_words(cells)]
        found[str(head)] = round(max(text_width(words, _SIZE) for words in told)) + _AIR
    return found


def widths(needed: dict[str, int], room: int, heads: dict[str, int]) -> dict[str, int]:
    """Return px by head where columns don't fit into ``room``, none where they do.

    No column gets less than its head needs.
    """
    if sum(min(n, _MOST) for n in needed.values()) <= room:
        return {}
    least = {head: max(_LEAST, heads[head]) for head in needed}
    low, high = _LEAST, _MOST
    while low < high:  # the widest that the longest may be
        middle = (low + high + 1) // 2
        if sum(_given(needed, least, middle).values()) <= room:
            low = middle
        else:
            high = middle - 1
    return _given(needed, least, low)


def head_needs(frame: pd.DataFrame) -> dict[str, int]:
    """Return by head how many px the head itself needs."""
    return {str(h): round(text_width(str(h), _SIZE)) + _AIR for h in frame.columns}


def _given(needed: dict[str, int], least: dict[str, int], limit: int) -> dict[str, int]:
    return {head: max(min(n, limit), least[head]) for head, n in needed.items()}


def _words(cells: pd.Series[Any]) -> Iterable[str]:
    """Yield what the cells read like in the browser's table."""
    for value in cells.to_list():
        if pd.isna(value):
            continue
        whole = not isinstance(value, float)
        yield number(value, 0 if whole else 2) if isinstance(value, int | float) else str(value)
