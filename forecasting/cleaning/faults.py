"""Days without data, categories renamed, cells that stopped reporting."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from data_access.types import ANY
from forecasting.cleaning.finding import Finding
from forecasting.types import Floats, History

_ENOUGH = 20.0  # tickets that the whole usually has on days before having none is a fault
_WEEKDAYS_BACK = 8
_NOTHING = 0.05
_SILENT_DAYS, _SILENT_CASES = 14, 40.0
_RENAME_GAP, _RENAME_MEAN = 7, 1.0
_YEAR = 364
_BLOCK, _THIN = 28, 0.1
_BUSY = 20.0  # tickets a day of the whole: below it a thin beginning can't be told from chance


def day_of(history: History, at: int) -> date:
    """Return a day of the history."""
    found: date = history.days[at].astype(object)
    return found


def whole_of(history: History) -> Floats:
    """Return the counts of everything: the root's, or the finest cells' sum."""
    keys = history.keys
    root = ((keys["area"] == ANY) & (keys["category"] == ANY) & (keys["channel"] == ANY)).to_numpy()
    if root.any():
        result: Floats = history.counts[root][0]
        return result
    total: Floats = np.nansum(history.counts, axis=0)
    return total


def usual_days(history: History) -> Floats:
    """Return what the whole had on each day's last eight such weekdays in the middle, 0 where
    fewer than three are known.

    Past weeks only, so that an origin sees what it would have seen.
    """
    whole = whole_of(history)
    usual = np.zeros(len(whole))
    at = np.arange(len(whole))[:, None] - 7 * np.arange(1, _WEEKDAYS_BACK + 1)
    near = np.where(at >= 0, whole[np.maximum(at, 0)], np.nan)
    enough = (~np.isnan(near)).sum(axis=1) >= 3
    usual[enough] = np.nanmedian(near[enough], axis=1)
    return usual


def missing_days(history: History) -> tuple[History, list[Finding]]:
    """Treat days as unknown on which the whole has (almost) nothing though it always has.

    A single day where it usually has enough; in a small place as many in a row as make up for it.
    """
    whole, usual = whole_of(history), usual_days(history)
    gone = (usual > 0) & (whole <= _NOTHING * usual)
    for first, after in runs_of(gone):
        gone[first : after + 1] = usual[first : after + 1].sum() >= _ENOUGH
    if not gone.any():
        return history, []
    counts = history.counts.copy()
    counts[:, gone] = np.nan
    found = []
    for first, last in runs_of(gone):
        one, two = day_of(history, first), day_of(history, last)
        span = f"{one}" if first == last else f"{one} 至 {two}"
        text = f"{span} 几乎没有工单,疑为数据缺失。这些日子不参与预测,请核对数据来源。"
        found.append(Finding("missing_days", ANY, ANY, ANY, one, two, text))
    return replace(history, counts=counts), found


def runs_of(mask: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """Return the first and last place of every run of True."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], mask, [False]]).astype(int)))
    return [(int(a), int(b) - 1) for a, b in zip(edges[::2], edges[1::2], strict=True)]


def _ends(history: History) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return each series' first and last day with a ticket (T and -1 where there is none)."""
    hit = np.nan_to_num(history.counts) > 0
    length = hit.shape[1]
    first = np.where(hit.any(axis=1), hit.argmax(axis=1), length)
    last = np.where(hit.any(axis=1), length - 1 - hit[:, ::-1].argmax(axis=1), -1)
    return first, last


def renamed(history: History) -> tuple[History, list[Finding]]:
    """Join a category that begins when another of the same depth and volume ends for good."""
    keys, counts = history.keys, history.counts
    first, last = _ends(history)
    length = counts.shape[1]
    top = ((keys["area"] == ANY) & (keys["channel"] == ANY) & (keys["category"] != ANY)).to_numpy()
    ended = top & (last >= 56) & (last < length - _SILENT_DAYS)
    begun = top & (first >= 56) & (first < length - _SILENT_DAYS)
    found: list[Finding] = []
    result = counts.copy()
    for old in np.flatnonzero(ended):
        for new in np.flatnonzero(begun):
            pair = (str(keys["category"].iloc[old]), str(keys["category"].iloc[new]))
            if len(pair[0]) != len(pair[1]) or abs(first[new] - last[old] - 1) > _RENAME_GAP:
                continue
            before = float(np.nanmean(counts[old, max(0, last[old] - 55) : last[old] + 1]))
            after = float(np.nanmean(counts[new, first[new] : first[new] + 56]))
            if before < _RENAME_MEAN or not 0.5 <= after / before <= 2.0:
                continue
            _join(history, result, pair)
            at = day_of(history, int(first[new]))
            text = (
                f"分类 {pair[0]} 自 {at} 起由 {pair[1]} 接续,疑为更名。预测时已将两者的历史合并。"
            )
            found.append(Finding("renamed", ANY, pair[1], ANY, at, at, text))
            break
    return (replace(history, counts=result), found) if found else (history, [])


def _join(history: History, counts: Floats, pair: tuple[str, str]) -> None:
    """Give the old category's history to the new one, in every place and channel."""
    keys = history.keys
    where: dict[tuple[Any, Any], dict[str, int]] = {}
    for row, (area, category, channel) in enumerate(keys.itertuples(index=False, name=None)):
        if category in pair:
            where.setdefault((area, channel), {})[category] = row
    for rows in where.values():
        old, new = rows.get(pair[0]), rows.get(pair[1])
        if old is None:
            continue
        if new is not None:
            counts[new] = np.nansum([history.counts[old], history.counts[new]], axis=0)
        counts[old] = 0.0


def silenced(history: History) -> tuple[History, list[Finding]]:
    """Forget the past of a cell that went silent: what closed its books sends no more tickets.

    A cell that was as silent a year ago (heating in summer) only has its season.
    """
    counts = history.counts
    _, last = _ends(history)
    length = counts.shape[1]
    silence = length - 1 - last
    found: list[Finding] = []
    result = counts.copy()
    for row in np.flatnonzero((silence >= _SILENT_DAYS) & (last >= 0)):
        at = int(last[row])
        usual = float(np.nan_to_num(np.nanmean(counts[row, max(0, at - 181) : at + 1])))
        if usual * silence[row] < _SILENT_CASES or np.isnan(counts[row, at + 1 :]).all():
            continue
        year_ago = counts[row, max(0, at + 1 - _YEAR) : max(0, length - _YEAR)]
        if np.nansum(year_ago) < 0.3 * usual * silence[row]:
            continue
        result[row, : at + 1] = np.nan
        area, category, channel = (str(v) for v in history.keys.iloc[row])
        day = day_of(history, at)
        text = f"自 {day} 之后再无工单(此前日均 {usual:.1f} 件),疑为停止报送或并入他处,按停止预测。"
        found.append(
            Finding("silenced", area, category, channel, day, day_of(history, length - 1), text)
        )
    return (replace(history, counts=result), found) if found else (history, [])


def thin_start(history: History) -> tuple[History, list[Finding]]:
    """Treat the days before the whole's records really begin as unknown.

    Trial runs, late entries and mistyped dates leave a few tickets in the months before a source
    begins; as counts they would teach a rise that never was. Told by blocks of four weeks: the
    leading ones with less than a tenth of the last year's middle. What is as thin a year later is a
    season.
    """
    whole = np.nan_to_num(whole_of(history))
    skipped = len(whole) % _BLOCK
    blocks = whole[skipped:].reshape(-1, _BLOCK).sum(axis=1)
    recent = float(np.median(blocks[-13:])) if len(blocks) else 0.0
    thick = blocks >= _THIN * recent
    thin = int(thick.argmax()) if recent >= _BLOCK * _BUSY else 0
    # A month of nothing but zeros is left to the cells, which tell when each began.
    if not thin or not whole[: skipped + _BLOCK * thin].any():
        return history, []
    usual = float(np.median(blocks[thin : thin + 13])) / _BLOCK
    at = skipped + _BLOCK * thin
    year_on = whole[at - _BLOCK + _YEAR : at + _YEAR]
    if len(year_on) and year_on.mean() < 0.3 * usual:
        return history, []
    while at and whole[at - 1] >= 0.5 * usual:
        at -= 1
    if not at:  # nothing usual to be thin beside
        return history, []
    before = float(whole[:at].mean())
    counts = history.counts.copy()
    counts[:, :at] = np.nan
    first, last = day_of(history, 0), day_of(history, at - 1)
    text = (
        f"{last} 及以前工单很少(日均 {before:.1f} 件,此后约 {usual:.0f} 件),疑为试运行、补录"
        "或日期有误。这些日子不参与预测,请核对数据来源。"
    )
    return replace(history, counts=counts), [
        Finding("thin_start", ANY, ANY, ANY, first, last, text)
    ]


def started(history: History) -> tuple[History, list[Finding]]:
    """Forget the zeros before a cell existed: its first ticket marks its beginning.

    Such a cell takes its season from its parent and its level from its own few days.
    """
    counts = history.counts
    first, _ = _ends(history)
    length = counts.shape[1]
    found: list[Finding] = []
    result = counts.copy()
    for row in np.flatnonzero((first >= _SILENT_DAYS) & (first < length)):
        at = int(first[row])
        usual = float(np.nan_to_num(np.nanmean(counts[row, at : at + 182])))
        if length - at < _SILENT_DAYS or usual * min(at, 182) < _SILENT_CASES:
            continue
        year_on = counts[row, max(at, _YEAR) : at + _YEAR]
        if np.nansum(year_on) < 0.3 * usual * len(year_on):
            continue  # as silent a year later: a season, not a beginning
        result[row, :at] = np.nan
        area, category, channel = (str(v) for v in history.keys.iloc[row])
        day = day_of(history, at)
        text = f"自 {day} 起才有工单,按新单元处理:季节规律取自上级,水平取自本单元。"
        found.append(
            Finding("new_cell", area, category, channel, day, day_of(history, length - 1), text)
        )
    return (replace(history, counts=result), found) if found else (history, [])
