"""What ``weisu forecast`` and ``weisu evaluate forecasting`` answer, as documents for JSON."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pandas as pd

from data_access.extract.query import Extract
from data_access.metrics.series import AreaCut, daily_counts
from data_access.types import ANY, Period, Scope, WeisuError
from forecasting.ground import calendar_of
from forecasting.reading import LEAST_DAYS, category_name, error_in_words, finding_words
from style.wording import punctuate

YEARS = 4
"""History that forecasts look at: seasons need some, older habits mislead."""
LEVELS: tuple[AreaCut, ...] = ("city", "county", "street")
SHORTEST = 14
"""Days without which no weekday has been seen twice: nothing to forecast from."""


@dataclass(frozen=True, slots=True)
class Cut:
    """How finely to look: the area's level, the category's, by channel or not."""

    level: AreaCut = "city"
    category_level: int = 0
    channel: bool = False


def counts_of(
    extract: Extract, scope: Scope, code: str, cut: Cut, as_of: date | None = None
) -> pd.DataFrame:
    """Return the daily counts of the last four years up to ``as_of`` (default: the last day).

    ``WeisuError`` where the jurisdiction has no tickets.
    """
    period = history_of(extract, code, as_of)
    return daily_counts(
        extract, scope, code, period, area_level=cut.level,
        category_level=cut.category_level, channel=cut.channel, as_of=as_of,
    )  # fmt: skip


def history_of(extract: Extract, code: str, as_of: date | None = None) -> Period:
    """Return the days that a forecast looks at; ``WeisuError`` where they are too few."""
    summary = extract.manifest.jurisdictions.get(code)
    if summary is None or summary.first_day is None or summary.last_day is None:
        raise WeisuError(f"没有地区 {code} 的工单,无法预测。请先导入数据。")
    last = min(as_of or summary.last_day, summary.last_day)
    if last < summary.first_day:
        raise WeisuError(f"{last} 之前没有工单,无法预测。请改用 {summary.first_day} 之后的日期。")
    first = max(summary.first_day, last - timedelta(days=YEARS * 365))
    days = (last - first).days + 1
    if days < SHORTEST:
        raise WeisuError(
            f"{summary.name}到 {last} 为止只有 {days} 天数据,至少要 {SHORTEST} 天才能预测。"
            "数据没有改动;补齐历史或等数据积累后即可预测。"
        )
    return Period(first, last + timedelta(days=1))


def forecast_document(
    extract: Extract,
    scope: Scope,
    code: str,
    cut: Cut,
    *,
    horizon: int = 28,
    as_of: date | None = None,
    busiest: int = 0,
) -> dict[str, Any]:
    """Return the document of ``weisu forecast``; its schema is in docs/forecasting.md."""
    from forecasting.cell_forecasts import RunSettings, forecast_all

    counts = counts_of(extract, scope, code, cut, as_of)
    run = forecast_all(
        counts, calendar_of(extract, code), RunSettings(horizon=horizon, busiest=busiest)
    )
    days = int(counts["day"].nunique())
    return document_of(
        code, cut, run.forecast, run.score, run.findings, horizon=horizon, history_days=days
    )


def document_of(
    code: str,
    cut: Cut,
    forecast: pd.DataFrame,
    score: pd.DataFrame,
    findings: pd.DataFrame,
    *,
    horizon: int,
    history_days: int,
) -> dict[str, Any]:
    """Return frames of forecasts as the document, one entry a cell."""
    origin = forecast["origin"].iloc[0]
    scores = dict(list(score.groupby(["area", "category", "channel"], sort=False)))
    cells = [
        _cell(key, frame, scores.get(key, score.iloc[:0]))
        for key, frame in forecast.groupby(["area", "category", "channel"], sort=False)
    ]
    return {
        "jurisdiction": code,
        "as_of": origin.date().isoformat(),
        "level": cut.level,
        "category_level": cut.category_level,
        "horizon": horizon,
        "history_days": history_days,
        "findings": [
            {**row, "first": row["first"].isoformat(), "last": row["last"].isoformat()}
            for row in findings.to_dict("records")
        ],
        "cells": cells,
    }


def _cell(key: Any, frame: pd.DataFrame, score: pd.DataFrame) -> dict[str, Any]:
    from forecasting.types import QUANTILE_NAMES

    area, category, channel = key
    days = [
        {
            "day": row["period"].date().isoformat(),
            "mean": round(float(row["mean"]), 6),
            **{q: int(row[q]) for q in QUANTILE_NAMES},
            "rough": bool(row["rough"]),
            "certain": bool(row["certain"]),
        }
        for row in frame.to_dict("records")
    ]
    return {
        "area": area,
        "category": category,
        "channel": channel,
        "model": str(frame["model"].iloc[0]),
        "error": error_in_words(score),
        "days": days,
    }


def text_lines(
    document: Mapping[str, Any],
    areas: Mapping[str, str],
    categories: Mapping[str, str],
    top: int = 20,
) -> Iterator[str]:
    """Yield the answer for a terminal: one line a cell, the busiest first.

    ``areas``, ``categories``: names by code; what has none is named by its code.
    """
    for line in _lines(document, areas, categories, top):
        yield punctuate(line)


def _lines(
    document: Mapping[str, Any], areas: Mapping[str, str], categories: Mapping[str, str], top: int
) -> Iterator[str]:
    yield f"截至 {document['as_of']} 的数据,预测此后 {document['horizon']} 天:"
    days = document["history_days"]
    if days < LEAST_DAYS:
        yield f"注意:只有 {days} 天历史,不足 {LEAST_DAYS} 天,未经检验,仅供参考。"
    findings = document["findings"]
    for finding in findings[:top]:
        yield f"注意:{finding_words(finding, areas, categories)}"
    if len(findings) > top:
        yield f"另有 {len(findings) - top} 项异常与变化,请用 --json 查看。"
    cells = sorted(document["cells"], key=lambda c: -sum(d["mean"] for d in c["days"]))
    for cell in cells[:top]:
        where = _named(cell["area"], areas, "(未填区域)")
        what = _named(cell["category"], categories, "(未填分类)")
        if cell["channel"] != ANY:
            what += f"\t{cell['channel'] or '(未填渠道)'}"
        total = sum(d["mean"] for d in cell["days"])
        first = cell["days"][0]
        yield (
            f"{where}\t{what}\t共约 {total:.0f} 件;{first['day']} 约 {first['mean']:.1f} 件"
            f"(90% 区间 {first['q05']} 至 {first['q95']})\t{cell['error']}"
        )
    if len(cells) > top:
        yield f"另有 {len(cells) - top} 个单元,请用 --json 查看。"


def _named(code: str, names: Mapping[str, str], empty: str) -> str:
    return "全部" if code == ANY else category_name(names, code) or empty


def evaluation_document(
    extract: Extract,
    scope: Scope,
    code: str,
    cut: Cut,
    *,
    origins: int,
    beside: int,
    horizons: tuple[int, ...],
    far: tuple[int, ...] = (),
    peers: tuple[str, ...] = (),
) -> dict[str, Any]:
    """Return the document of ``weisu evaluate forecasting``; see ``forecasting/evaluation/``."""
    from forecasting.evaluation.bank import EvaluationSettings
    from forecasting.evaluation.judge import evaluate_forecasts
    from weisu.forecast_peers import peers_of

    others = peers_of(peers)
    counts = counts_of(extract, scope, code, cut)
    settings = EvaluationSettings(origins=origins, beside=beside, horizons=horizons, far=far)
    found = evaluate_forecasts(counts, calendar_of(extract, code), settings, others)
    return {"jurisdiction": code, "level": cut.level, "category_level": cut.category_level, **found}
