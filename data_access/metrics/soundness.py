"""Which months give no figure at all: those whose files, daily counts and manifest disagree."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any
from weakref import WeakKeyDictionary

import pandas as pd

from data_access.metrics.source import Source
from data_access.types import Filters, Period, Scope

_BY_MONTH = "SELECT date_trunc('month', day)::DATE AS month, {count} AS n FROM t GROUP BY 1"
_WORDS = (
    "{months}的工单明细与汇总件数不一致,暂不给出数字。原始数据没有改动;"
    "请系统管理员运行 weisu refresh --full 重新生成分析数据。"
)
_checked: WeakKeyDictionary[Any, dict[tuple[str, str], Mapping[date, tuple[int, ...]]]]
_checked = WeakKeyDictionary()
_lock = threading.Lock()


def unsound_months(extract: Source, scope: Scope, code: str) -> Mapping[date, tuple[int, ...]]:
    """Return the months whose tickets, daily counts and manifest name different numbers of rows.

    Looked at once for each state of the data. The check reads whole months, whatever part of them
    the scope may see, and tells nothing but which months disagree.
    """
    summary = extract.manifest.jurisdictions.get(code)
    if summary is None:
        return {}
    key = (code, summary.fingerprint)
    with _lock:
        known = _checked.setdefault(extract, {})
        if key in known:
            return known[key]
    whole = replace(scope, departments=None, areas=None)
    tickets = _by_month(extract, whole, code, "count(*)", "tickets")
    daily = _by_month(extract, whole, code, "sum(tickets)::BIGINT", "daily")
    listed = {
        date.fromisoformat(f"{month}-01"): entry.rows
        for month, entry in extract.manifest.months("tickets", code).items()
    }
    wrong = {}
    for month in sorted({*tickets, *daily, *listed}):
        counts = tuple(found.get(month, 0) for found in (listed, tickets, daily))
        if len(set(counts)) > 1:
            wrong[month] = counts
    with _lock:
        known.clear()  # only the newest state is asked for again
        known[key] = wrong
    return wrong


def _by_month(
    extract: Source, scope: Scope, code: str, count: str, dataset: str
) -> dict[date, int]:
    frame = extract.query(scope, code, _BY_MONTH.format(count=count), dataset=dataset)
    frame = frame[frame["month"].notna()]
    months = pd.to_datetime(frame["month"]).dt.date
    return {m: int(n) for m, n in zip(months, frame["n"], strict=True)}


def unsound_words(extract: Source, scope: Scope, filters: Filters) -> str:
    """Return why no figure of the period can be given, or ""."""
    wrong = unsound_months(extract, scope, filters.jurisdiction)
    mine = [m for m in wrong if _touches(m, filters.period)]
    if not mine:
        return ""
    return _WORDS.format(months="、".join(f"{m.year}年{m.month}月" for m in mine))


def _touches(month: date, period: Period) -> bool:
    number = month.year * 12 + month.month
    first = period.start.year * 12 + period.start.month
    return first <= number <= period.last.year * 12 + period.last.month
