"""What the newest data may have wrong: imported twice, loaded in part, an odd day nobody confirmed.

Old faults drown in the history; those of the last days carry a forecast away. What is left out here
comes in again by itself: loaded days look usual, a level that lasts is followed.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from data_access.types import ANY, CATEGORY_DIGITS
from forecasting.cleaning.faults import day_of, runs_of, usual_days, whole_of
from forecasting.cleaning.finding import Finding
from forecasting.types import KEYS, Floats, History

Flags = NDArray[np.bool_]
_PAIRS, _DAYS_OF_ONE = 20, 7
"""So many cells × days with tickets, all of them even, are no chance; or whole days of one cell."""
_TWICE = (1.4, 2.6)
_PART, _CLEAR, _PART_DAYS = 0.6, 4.0, 10
_SCATTER_DAYS = 182
_WATCHED, _WEEKS, _FRESH = 56, 8, 7
_FAR_OFF, _CONFIRMED = 5.0, 3
_NAMED_CASES, _NAMED = 20.0, 5


def doubled_days(history: History) -> tuple[History, list[Finding]]:
    """Treat days as unknown that were imported twice: every cell's count is even, and the whole
    about twice what is usual."""
    counts = history.counts
    some = np.nan_to_num(counts) > 0
    odd = (np.nan_to_num(counts) % 2 == 1).any(axis=0)
    whole, usual = np.nan_to_num(whole_of(history)), usual_days(history)
    even = ~odd & some.any(axis=0) & (usual > 0)
    # Of even cells every sum is even: no evidence of its own.
    some = some[_finest(history)]
    found, result = [], counts.copy()
    for first, last in runs_of(even):
        span = slice(first, last + 1)
        pairs = int(some[:, span].sum())
        factor = whole[span].sum() / usual[span].sum()
        chance = pairs < _PAIRS and last + 1 - first < _DAYS_OF_ONE
        if chance or not _TWICE[0] <= factor <= _TWICE[1]:
            continue
        result[:, first : last + 1] = np.nan
        one, two = day_of(history, first), day_of(history, last)
        text = (
            f"{_span(history, first, last)} 各单元工单量都是偶数,总量约为平时的两倍,疑为重复导入。"
            "这些日子不参与预测,请核对导入记录。"
        )
        found.append(Finding("doubled_days", ANY, ANY, ANY, one, two, text))
    return (replace(history, counts=result), found) if found else (history, [])


def _finest(history: History) -> Flags:
    """Tell which rows are no sums of others."""
    keys = history.keys
    result = np.ones(len(keys), dtype=bool)
    for name in KEYS:
        split = (keys[name] != ANY).to_numpy()
        result &= split | (not split.any())
    codes = set(keys["category"].astype(str))
    parents = {c[:n] for c in codes for n in range(CATEGORY_DIGITS, len(c), CATEGORY_DIGITS)}
    found: Flags = result & ~keys["category"].isin(parents).to_numpy()
    return found


def partial_days(history: History, quiet: Flags | None = None) -> tuple[History, list[Finding]]:
    """Treat the last days as unknown where the whole is far below usual, as when they are loaded
    in part.

    At most ten: what stays low for longer is no loading, and is followed. ``quiet``: days on which
    the calendar expects few tickets; a tail that touches them isn't judged.
    """
    whole, usual = whole_of(history), usual_days(history)
    length = len(whole)
    still = np.zeros(length, dtype=bool) if quiet is None else quiet
    low = (usual > 0) & (whole < _PART * usual)
    first = length
    while first > 0 and (low[first - 1] or (np.isnan(whole[first - 1]) and first < length)):
        first -= 1
    days = length - first
    if not 1 <= days <= _PART_DAYS or still[max(0, first - 1) :].any():
        return history, []
    due, came = float(usual[first:].sum()), float(np.nansum(whole[first:]))
    if due - came < _CLEAR * np.sqrt(_scatter(whole, usual, still, first) * due):
        return history, []
    counts = history.counts.copy()
    counts[:, first:] = np.nan
    text = (
        f"{_span(history, first, length - 1)} 只有此前八周同日的 {came / due:.0%},"
        "疑为数据尚未到齐。这些日子暂不参与预测;持续十天以上即按真实下降处理。"
    )
    one = Finding(
        "partial_days", ANY, ANY, ANY, day_of(history, first), day_of(history, length - 1), text
    )
    return replace(history, counts=counts), [one]


def _scatter(whole: Floats, usual: Floats, quiet: Flags, before: int) -> float:
    """Return the variance ÷ mean of usual days around what is usual, at least 1."""
    span = slice(max(0, before - _SCATTER_DAYS), before)
    good = ~np.isnan(whole[span]) & (usual[span] > 0) & ~quiet[span]
    if not good.any():
        return 1.0
    gap = (whole[span][good] - usual[span][good]) ** 2 / usual[span][good]
    # A few wild days are no scatter.
    return max(1.0, float(np.median(gap)) / 0.455)


def fresh_outliers(history: History) -> tuple[History, list[Finding]]:
    """Treat single days of a cell as unknown that lie far above the middle of its last eight such
    weekdays.

    Three such days within a week confirm a new level: then nothing is left out.
    """
    counts = history.counts
    length = counts.shape[1]
    first = max(7 * _WEEKS, length - _WATCHED)
    if first >= length:
        return history, []
    at = np.arange(first, length)
    past = counts[:, at[:, None] - 7 * np.arange(1, _WEEKS + 1)]
    known = ~np.isnan(past)
    middle = _median(past, known)
    off = np.where(known, np.abs(past - middle[:, :, None]), np.nan)
    spread = 1.4826 * _median(off.reshape(len(counts), -1))
    # The middle of a sparse cell is zero: its mean without the largest days says more.
    ordered = np.sort(np.where(known, past, 0.0).reshape(len(counts), -1), axis=1)
    usual = ordered[:, : int(0.95 * ordered.shape[1])].mean(axis=1)
    expected = np.maximum(middle, usual[:, None])
    width = np.maximum(np.sqrt(expected + 0.25), spread[:, None])
    limit = expected + _FAR_OFF * width + 2
    above = np.nan_to_num(counts[:, at]) > limit
    above &= ~_confirmed(above)
    if not above.any():
        return history, []
    result = counts.copy()
    result[:, at] = np.where(above, np.nan, counts[:, at])
    return replace(history, counts=result), _named(history, above, limit, expected, first)


def _median(values: Floats, known: Flags | None = None) -> Floats:
    """Return the median of what is known along the last axis, 0 where nothing is."""
    some = ~np.isnan(values) if known is None else known
    ordered = np.sort(np.where(some, values, np.inf), axis=-1)
    n = some.sum(axis=-1)
    low = np.take_along_axis(ordered, np.maximum((n - 1) // 2, 0)[..., None], axis=-1)[..., 0]
    high = np.take_along_axis(ordered, np.minimum(n // 2, values.shape[-1] - 1)[..., None], -1)
    found: Floats = np.where(n > 0, (low + np.where(n > 0, high[..., 0], 0.0)) / 2, 0.0)
    return np.where(np.isfinite(found), found, 0.0)


def _confirmed(above: Flags) -> Flags:
    """Tell which days lie in a week with three such days."""
    n, days = above.shape
    total = np.concatenate([np.zeros((n, 1)), np.cumsum(above, axis=1)], axis=1)
    start = np.maximum(np.arange(days) - _FRESH + 1, 0)
    enough = total[:, 1:] - total[:, start] >= _CONFIRMED
    result: Flags = enough.copy()
    for later in range(1, _FRESH):
        result[:, :-later] |= enough[:, later:]
    return result


def _named(
    history: History, above: Flags, limit: Floats, expected: Floats, first: int
) -> list[Finding]:
    """Name the last week's, the widest cells first; what lies inside a named one isn't repeated."""
    found: list[Finding] = []
    taken: list[tuple[int, str, str, str]] = []
    days = above.shape[1]
    rows, columns = np.nonzero(above[:, max(0, days - _FRESH) :])
    columns = columns + max(0, days - _FRESH)
    for row, column in zip(rows.tolist(), columns.tolist(), strict=True):
        came = float(history.counts[row, first + column])
        if came - limit[row, column] < _NAMED_CASES or len(found) == _NAMED:
            continue
        area, category, channel = (str(v) for v in history.keys.iloc[row])
        if any(c == column and _inside((area, category, channel), cell) for c, *cell in taken):
            continue
        taken.append((column, area, category, channel))
        day = day_of(history, first + column)
        text = (
            f"{day} 有 {came:.0f} 件,远高于此前八周的同日(约 {expected[row, column]:.0f} 件)。"
            "预测暂不跟随,一周内有三天如此即跟随;请核对数据或关注是否有突发事件。"
        )
        found.append(Finding("fresh_outlier", area, category, channel, day, day, text))
    return found


def _inside(cell: tuple[str, str, str], wider: list[str]) -> bool:
    return all(
        two in (ANY, one) or (place == 1 and two != "" and one.startswith(two))
        for place, (one, two) in enumerate(zip(cell, wider, strict=True))
    )


def _span(history: History, first: int, last: int) -> str:
    one, two = day_of(history, first), day_of(history, last)
    return f"{one}" if first == last else f"{one} 至 {two}"
