"""Values that a call names are checked against what the data know: a typo is no "no complaints"."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from difflib import get_close_matches
from typing import TYPE_CHECKING

from data_access.types import CallError

if TYPE_CHECKING:
    from data_access.extract.manifest import JurisdictionSummary
    from data_access.extract.query import Directory

_NEAREST = 5
_LABELS = {"area": "区域", "category": "分类", "department": "单位", "channel": "渠道"}


def require_known(directory: Directory, cuts: Mapping[str, str]) -> None:
    """Raise ``CallError`` where a cut names what the data don't have, with what is nearest.

    ``cuts``: of area, category (codes), department and channel (names).
    """
    named = {
        "area": directory.area_names,
        "category": directory.categories,
        "department": dict.fromkeys(directory.departments, ""),
        "channel": dict.fromkeys(directory.channels, ""),
    }
    for cut, value in cuts.items():
        known = named[cut]
        if value and value not in known:
            raise CallError(
                f"{_LABELS[cut]}“{value}”在数据中没有，没有作任何统计。{_nearest(value, known)}"
            )


def _nearest(value: str, known: Mapping[str, str]) -> str:
    if not known:
        return "数据源没有这一项。"
    words = {name: code for code, name in known.items() if name} | {code: code for code in known}
    found = get_close_matches(value, words, n=_NEAREST, cutoff=0.3)
    codes = list(dict.fromkeys(words[w] for w in found)) or sorted(known)[:_NEAREST]
    listed = "、".join(f"{c}（{known[c]}）" if known[c] else c for c in codes)
    return f"相近的有：{listed}。" if found else f"共 {len(known)} 个，如：{listed}。"


def require_days(
    summary: JurisdictionSummary, start: date | None, end: date | None, as_of: date | None
) -> None:
    """Raise ``CallError`` where days are asked for that lie outside the data (``end`` excluded)."""
    first, last = summary.first_day, summary.last_day
    if first is None or last is None:
        return
    span = f"数据自 {first} 至 {last}。"
    if as_of is not None and as_of < first:
        raise CallError(f"--as-of {as_of} 早于第一天的数据，当时还没有工单。{span}")
    if start is not None and end is not None and start >= end:
        raise CallError(f"--from {start} 应早于 --to {end}（不含当日）。")
    if (start is not None and start > last) or (end is not None and end <= first):
        raise CallError(f"所选日期内没有数据，没有作任何统计。{span}")
