"""How good the forecasts are on data that they have not seen: rolling origins over the last year.

At each origin the whole way is gone, from cleaning over the back-test on what lay before to the
reconciled quantiles; what came afterwards is only looked at to judge.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data_access.one_thread import use_one_thread
from data_access.types import ANY, WeisuError
from forecasting.backtest.rolling import Backtest, run_backtest
from forecasting.backtest.scores import (
    BANDS,
    coverage,
    mase,
    pinball,
    seasonal_scale,
    wape,
    weighted_quantile_loss,
)
from forecasting.calendar.features import Calendar
from forecasting.cell_forecasts import SHORTEST
from forecasting.cleaning import clean
from forecasting.decide import decide, level_of
from forecasting.intervals.conformal import ROUGH_BELOW, conformal_quantiles
from forecasting.models.prophet import PROPHET_ALONE
from forecasting.models.tiers import COMBINATION, TIER_ONE, TIER_TWO
from forecasting.reading import CHOSEN, NAIVE, SHOWN
from forecasting.reconcile.tree import Tree, build
from forecasting.types import Floats, History, history_of

STEP = 28


@dataclass(frozen=True, slots=True)
class EvaluationSettings:
    """``origins``: how many are judged, 28 days apart. ``lookback``: back-test origins before each.
    ``beside``: how many of the busiest sums are forecast by the slow models and Prophet alone too
    (0: none)."""

    origins: int = 13
    lookback: int = 6
    beside: int = 12


@dataclass(frozen=True, eq=False)
class Bank:
    """Every model's forecasts from every origin. ``busy``: rows of the slow models. ``alone``,
    ``alone_q``: Prophet at its defaults for those rows, origins × rows × h (× 7)."""

    tree: Tree
    nodes: History
    past: Backtest
    busy: NDArray[np.int64]
    alone: Floats
    alone_q: Floats


@dataclass(eq=False)
class _Judged:
    """Collected over the origins: means and quantiles by model, each origins × nodes × h."""

    means: dict[str, list[Floats]] = field(default_factory=dict)
    quantiles: dict[str, list[Floats]] = field(default_factory=dict)
    actual: list[Floats] = field(default_factory=list)

    def add(self, name: str, mean: Floats, quantiles: Floats) -> None:
        self.means.setdefault(name, []).append(mean)
        self.quantiles.setdefault(name, []).append(quantiles)


def levels_of(keys: pd.DataFrame) -> NDArray[Any]:
    """Return each node's level in words.

    全市, 区域, 分类2, 区域×分类2 (digits of the code); 分类未细分 for
    tickets without a category, or with none as fine as others have.
    """
    area = np.where(keys["area"] == ANY, "", "区域")
    digits = [
        "" if c == ANY else f"分类{len(c)}" if str(c).isdigit() else "分类未细分"
        for c in keys["category"]
    ]
    channel = np.where(keys["channel"] == ANY, "", "渠道")
    joined = [
        "×".join(p for p in parts if p) or "全市"
        for parts in zip(area, digits, channel, strict=True)
    ]
    return np.array(joined, dtype=object)


def make_bank(
    counts: pd.DataFrame, calendar: Calendar, settings: EvaluationSettings | None = None
) -> Bank:
    """Forecast from every origin with every model. ``counts``: see ``forecast_all``."""
    settings = settings or EvaluationSettings()
    tree, nodes = build(history_of(counts))
    length = len(nodes.days)
    wanted = settings.origins + settings.lookback
    origins = [length - STEP * back for back in range(wanted, 0, -1)]
    origins = [o for o in origins if o >= SHORTEST]
    if len(origins) < 2:
        raise WeisuError(f"历史不足以评估预测:至少需要 {SHORTEST + 2 * STEP} 天。数据没有改动。")
    sums = np.setdiff1d(np.arange(len(nodes)), tree.bottom)
    volume = np.nan_to_num(nodes.counts[sums]).sum(axis=1)
    busy = np.sort(sums[np.argsort(-volume, kind="stable")[: settings.beside]])
    models = TIER_ONE + (TIER_TWO if len(busy) else ())
    past = run_backtest(
        nodes, calendar, models, origins, STEP, busy=busy, prepare=lambda h: clean(h).history
    )
    alone = np.full((len(origins), len(busy), STEP), np.nan)
    alone_q = np.full((*alone.shape, 7), np.nan)
    first = _first_judged(len(origins), settings)
    for number in range(first, len(origins)):
        if len(busy):
            known = nodes.until(origins[number]).pick(busy)
            found = PROPHET_ALONE.fit(known, calendar).forecast(STEP)
            alone[number] = found.mean
            alone_q[number] = found.quantiles
    return Bank(tree, nodes, past, busy, alone, alone_q)


def _first_judged(origins: int, settings: EvaluationSettings) -> int:
    return max(1, min(settings.lookback, origins - settings.origins))


def judge(bank: Bank, settings: EvaluationSettings | None = None) -> dict[str, Any]:
    """Return the evaluation as a document (plain numbers, for JSON)."""
    settings = settings or EvaluationSettings()
    past, tree = bank.past, bank.tree
    judged, gap = _Judged(), 0.0
    first = _first_judged(len(past.origins), settings)
    picks: list[Any] = []
    for j in range(first, len(past.origins)):
        seen = past.between(max(0, j - settings.lookback), j)
        now = {name: m[j] for name, m in past.means.items()}
        known = bank.nodes.until(past.origins[j])
        decision = decide(tree, seen, now, level_of(known))
        gap = max(gap, disagreement(tree, decision.mean))
        judged.actual.append(past.actual[j])
        picks.append(decision.choice.chosen)
        combined = decision.choice.combined(now), decision.choice.combined(dict(seen.means))
        pairs: dict[str, tuple[Floats, Floats]] = {
            **{n: (now[n], seen.means[n]) for n in now},
            COMBINATION: combined,
            CHOSEN: (decision.base, decision.past_base),
        }
        for name, (mean, before) in pairs.items():
            judged.add(name, mean, _quantiles(before, seen.actual, mean))
        judged.add(SHOWN, decision.mean, decision.quantiles)
    return _document(bank, judged, np.array(picks), first, gap)


def _quantiles(before: Floats, actual: Floats, mean: Floats) -> Floats:
    """Return conformal quantiles; NaN for the series that a model wasn't run for."""
    found = np.full((*mean.shape, 7), np.nan)
    ran = ~np.isnan(mean).any(axis=1)
    if ran.any():
        found[ran] = conformal_quantiles(before[:, ran], actual[:, ran], mean[ran])
    return found


def disagreement(tree: Tree, mean: Floats) -> float:
    """Return the largest difference of a node's mean to the sum of its bottom cells'."""
    return float(np.abs(mean - tree.aggregate(mean[tree.bottom])).max(initial=0.0))


def _document(
    bank: Bank, judged: _Judged, picks: NDArray[Any], first: int, gap: float
) -> dict[str, Any]:
    actual = np.array(judged.actual)
    means = {n: np.array(m) for n, m in judged.means.items()}
    quantiles = {n: np.array(q) for n, q in judged.quantiles.items()}
    levels = levels_of(bank.nodes.keys)
    scale = seasonal_scale(bank.nodes.until(bank.past.origins[first]).counts)
    by_level = {}
    for level in dict.fromkeys(levels):
        rows = np.flatnonzero(levels == level)
        by_level[level] = {
            name: _scores(
                actual[:, rows], means[name][:, rows], quantiles[name][:, rows], scale[rows]
            )
            for name in means
            if not np.isnan(means[name][:, rows]).any()
        }
    return {
        "origins": [str(bank.nodes.days[o - 1]) for o in bank.past.origins[first:]],
        "series": len(bank.nodes),
        "levels": by_level,
        "horizons": _by_horizon(actual, means, levels),
        "coverage_mean_5": _coverage(actual, means[SHOWN], quantiles[SHOWN], above=True),
        "coverage_below_5": _coverage(actual, means[SHOWN], quantiles[SHOWN], above=False),
        "chosen": {
            str(n): int(k)
            for n, k in zip(*np.unique(picks.astype(str), return_counts=True), strict=True)
        },
        "largest_disagreement": gap,
        "beside_prophet": _beside(bank, actual, means, quantiles, first),
    }


def _scores(actual: Floats, mean: Floats, quantiles: Floats, scale: Floats) -> dict[str, float]:
    return {
        "wape": wape(actual, mean),
        "mase": mase(actual, mean, scale),
        "quantile_loss": weighted_quantile_loss(actual, quantiles),
        **{f"coverage_{band}": coverage(actual, quantiles, band) for band in BANDS},
    }


def _coverage(actual: Floats, mean: Floats, quantiles: Floats, *, above: bool) -> dict[str, float]:
    """Return coverage of each band over the series and origins whose mean is at least 5, or not."""
    large = (mean.mean(axis=-1) >= ROUGH_BELOW) == above
    found = {str(band): coverage(actual[large], quantiles[large], band) for band in BANDS}
    return {**found, "forecasts": int(large.sum())}


def _by_horizon(
    actual: Floats, means: Mapping[str, Floats], levels: NDArray[Any]
) -> dict[str, dict[str, list[float]]]:
    """Return WAPE by day ahead (1 to 28) of each level and model."""
    found: dict[str, dict[str, list[float]]] = {}
    for level in dict.fromkeys(levels):
        rows = np.flatnonzero(levels == level)
        found[level] = {
            name: [wape(actual[:, rows, d], mean[:, rows, d]) for d in range(actual.shape[2])]
            for name, mean in means.items()
            if not np.isnan(mean[:, rows]).any()
        }
    return found


def _beside(
    bank: Bank,
    actual: Floats,
    means: Mapping[str, Floats],
    quantiles: Mapping[str, Floats],
    first: int,
) -> dict[str, Any]:
    """Return all models on the series that Prophet alone was run for, with a test of the gap."""
    rows = bank.busy
    if not len(rows):
        return {}
    came = actual[:, rows]
    scale = seasonal_scale(bank.nodes.until(bank.past.origins[first]).counts)[rows]
    table = {n: _scores(came, means[n][:, rows], quantiles[n][:, rows], scale) for n in means}
    alone, alone_q = bank.alone[first:], bank.alone_q[first:]
    table[PROPHET_ALONE.name] = _scores(came, alone, alone_q, scale)
    ours, theirs = table[SHOWN], table[PROPHET_ALONE.name]
    naive = table[NAIVE]
    per_origin = pinball(came, quantiles[SHOWN][:, rows]).sum(axis=(1, 2)) / np.maximum(
        pinball(came, alone_q).sum(axis=(1, 2)), 1e-9
    )
    return {
        "series": len(rows),
        "models": table,
        "wape_to_prophet": ours["wape"] / theirs["wape"],
        "wape_to_naive": ours["wape"] / naive["wape"],
        "quantile_loss_to_prophet": ours["quantile_loss"] / theirs["quantile_loss"],
        "quantile_loss_to_naive": ours["quantile_loss"] / naive["quantile_loss"],
        "origins_better_than_prophet": int((per_origin < 1).sum()),
    }


def evaluate_forecasts(
    counts: pd.DataFrame, calendar: Calendar, settings: EvaluationSettings | None = None
) -> dict[str, Any]:
    """Forecast the last origins and judge: see ``judge`` for what is in the document."""
    use_one_thread()
    return judge(make_bank(counts, calendar, settings), settings)
