"""Reading a run: whether a place can have one, a cell's rows and errors. Imports no model."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from data_access.types import ANY, CATEGORY_DIGITS, OWN, Period, WeisuError

if TYPE_CHECKING:
    from data_access.extract.query import Extract

LEAST_DAYS = 112  # the shortest history before an origin, and one month to test it on
EXPECT_DAYS = 28
"""From so many days on it is said what each day was expected to be, if nothing further ahead."""
MOST_DAYS = 1096
LOOK_BACK = 28
APART_DAYS = 400
"""Below a year and a month, season and trend can't be told apart at all."""

SHOWN, CHOSEN, NAIVE = "reconciled", "chosen", "snaive"
"""The model names under which the score frame keeps what is shown, what was chosen before levels
were made to agree, and seasonal naive."""
ORIGIN_DAYS = 28
"""Back-test origins stand so many days apart."""
_RENAMED = re.compile(r"分类 (\S+) 自 \S+ 起由 (\S+) 接续")


@dataclass(frozen=True, slots=True)
class Off:
    """How far back-tested forecasts were off. ``share``: Σ|error| ÷ Σ actual at ``ahead`` days."""

    share: float
    origins: int
    ahead: int

    @property
    def months(self) -> int:
        """Months that the back-test covers."""
        return max(1, round(self.origins * ORIGIN_DAYS / 30.4))


def error_of(score: pd.DataFrame, ahead: int = 7, model: str = SHOWN) -> Off | None:
    """Return the error of one cell's forecasts over the ``ahead`` days up to ``ahead``.

    ``score``: the cell's rows of the score frame. Days 1 to 7 for 7, 8 to 28 for 28. None where
    there was no back-test or no ticket in it.
    """
    first = 1 if ahead <= 7 else 8
    # By arrays: a page asks this for every model, and cutting a frame takes milliseconds.
    day = score["horizon"].to_numpy(dtype=float)
    mine = (score["model"] == model).to_numpy(dtype=bool) & (day >= first) & (day <= ahead)
    actual, off, origins = (
        score[name].to_numpy(dtype=float)[mine] for name in ("actual", "mae", "origins")
    )
    total = float(np.nansum(actual))
    if not mine.any() or total <= 0:
        return None
    return Off(float(np.nansum(off)) / total, int(np.nanmax(origins)), ahead)


def error_in_words(score: pd.DataFrame, ahead: int = 7) -> str:
    """Return the back-test's error of one cell in words, or why there is none (Chinese).

    ``score``: the cell's rows of the score frame; ``ahead``: up to so many days, at most 7.
    """
    off = error_of(score, ahead)
    if off is None:
        return "历史不足,尚无法回测误差。"
    return f"回测 {off.origins} 次,提前 {ahead} 天以内的日工单量平均相差 {off.share:.0%}。"


def too_short(extract: Extract, code: str, least: int = LEAST_DAYS) -> str:
    """Return why a jurisdiction can't be forecast, empty where it can: at least ``least`` days."""
    summary = extract.manifest.jurisdictions.get(code)
    if summary is None or summary.first_day is None or summary.last_day is None:
        return "还没有工单数据，不作预测"
    days = (summary.last_day - summary.first_day).days + 1
    if days >= least:
        return ""
    return f"只有 {days} 天数据，满 {least} 天后开始预测"


def span_of(
    extract: Extract, code: str, as_of: date | None = None, least: int = LEAST_DAYS
) -> tuple[date, Period]:
    """Return the last day known and the days looked at; ``WeisuError`` below ``least`` days."""
    summary = extract.manifest.jurisdictions.get(code)
    if summary is None or summary.first_day is None or summary.last_day is None:
        known = "、".join(extract.manifest.jurisdictions) or "（还没有）"
        raise WeisuError(f"地区 {code} 还没有可分析的数据。现有：{known}。")
    last = min(as_of or summary.last_day, summary.last_day)
    first = max(summary.first_day, last - timedelta(days=MOST_DAYS - 1))
    days = (last - first).days + 1
    if days < least:
        raise WeisuError(
            f"{summary.name}到 {last} 为止只有 {max(days, 0)} 天数据，"
            f"预测至少需要 {least} 天。"
            "数据没有改动；补齐历史或等数据积累后即可预测。"
        )
    return last, Period(first, last + timedelta(days=1))


def at_level(code: str, level: int) -> bool:
    """Tell whether a cell is of a level of categories, or a wider one's that names none so fine."""
    if code.endswith(OWN):
        return len(code.removesuffix(OWN)) < CATEGORY_DIGITS * level
    return not code.isdigit() or len(code) == CATEGORY_DIGITS * level


def category_name(names: Mapping[str, str], code: str) -> str:
    """Return a category's name out of ``names``, else its code (empty: none was filled in).

    Tickets that name no finer one, beside others that do, say so.
    """
    if code.endswith(OWN):
        return f"{category_name(names, code.removesuffix(OWN))}（未细分）"
    return names.get(code) or code


def finding_words(
    row: Mapping[str, Any], areas: Mapping[str, str], categories: Mapping[str, str]
) -> str:
    """Return a finding with the names of what it is about; its own text knows codes only.

    ``row``: of the frame ``finding``; ``areas``, ``categories``: names by code.
    """
    area, category = str(row["area"] or ""), str(row["category"] or "")
    words = str(row["text"])
    renamed = _RENAMED.match(words)
    if renamed:
        old, new = (categories.get(c, c) for c in renamed.groups())
        if old == new:
            old, new = (f"{n}（{c}）" for n, c in zip((old, new), renamed.groups(), strict=True))
        between = words[renamed.end(1) : renamed.start(2)].strip()
        return f"分类“{old}”{between}“{new}”{words[renamed.end(2) :].strip()}"
    if area == ANY and category == ANY:
        return words
    where = "" if area == ANY else areas.get(area, area) or "未填区域的工单"
    what = "" if category == ANY else f"“{category_name(categories, category) or '未填分类'}”"
    return f"{where}{what}：{words.removeprefix('该单元')}"


def whole(frame: pd.DataFrame, area: str = ANY, category: str = ANY) -> pd.DataFrame:
    """Return a cell's rows of a frame, all channels together."""
    mine = (frame["area"] == area) & (frame["category"] == category) & (frame["channel"] == ANY)
    return frame[mine]
