"""How good the forecasts are on data that they have not seen: rolling origins over the last year.

At each origin the whole way is gone, from cleaning over the back-test on what lay before to the
reconciled quantiles; what came afterwards is only looked at to judge.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data_access.one_thread import use_one_thread
from data_access.types import ANY, WeisuError
from forecasting.backtest.compare import Comparison, compare
from forecasting.backtest.rolling import STEP, Backtest, days_looked_at, run_backtest
from forecasting.backtest.scores import (
    BANDS,
    coverage,
    mase,
    seasonal_scale,
    wape,
    weighted_quantile_loss,
)
from forecasting.calendar.features import Calendar
from forecasting.cell_forecasts import SHORTEST
from forecasting.cleaning import clean, trusted
from forecasting.decide import decide, level_of
from forecasting.intervals.conformal import ROUGH_BELOW, conformal_quantiles, whole
from forecasting.models.prophet import PROPHET_ALONE
from forecasting.models.tiers import COMBINATION, TIER_ONE, TIER_TWO
from forecasting.reading import CHOSEN, NAIVE, SHOWN
from forecasting.reconcile.tree import Tree, build
from forecasting.types import LONGEST, Floats, History, history_of

FEWEST = 4  # origins that don't overlap, before overlapping ones are taken


@dataclass(frozen=True, slots=True)
class EvaluationSettings:
    """``origins``: how many are judged, four weeks apart. ``lookback``: back-test origins before
    each. ``beside``: how many of the busiest sums are forecast by the slow models and Prophet alone
    too (0: none). ``horizons``: days ahead that are judged, those that pages show."""

    origins: int = 13
    lookback: int = 6
    beside: int = 12
    horizons: tuple[int, ...] = (28, 61)


@dataclass(frozen=True, eq=False)
class Bank:
    """Every model's forecasts from every origin, day by day up to the longest
    of the ``horizons``.
    ``busy``: rows of the slow models. ``alone``, ``alone_q``: Prophet at its defaults for those
    rows, origins × rows × reach (× 7)."""

    tree: Tree
    nodes: History
    calendar: Calendar
    past: Backtest
    horizons: tuple[int, ...]
    busy: NDArray[np.int64]
    alone: Floats
    alone_q: Floats

    @property
    def reach(self) -> int:
        """The longest horizon."""
        return max(self.horizons)


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
    sums = np.setdiff1d(tree.distinct(), tree.bottom)
    volume = np.nan_to_num(nodes.counts[sums]).sum(axis=1)
    busy = np.sort(sums[np.argsort(-volume, kind="stable")[: settings.beside]])
    reach = max(settings.horizons)
    if not 1 <= min(settings.horizons) <= reach <= LONGEST:
        raise WeisuError(f"预测天数应为 1 至 {LONGEST} 天。请改正后重试。")
    ahead = np.union1d(np.arange(1, max(reach, STEP) + 1), days_looked_at(STEP * wanted))
    models = TIER_ONE + (TIER_TWO if len(busy) else ())
    past = run_backtest(
        nodes, calendar, models, origins, ahead, busy=busy,
        prepare=lambda h: clean(h, calendar).history,
    )  # fmt: skip
    alone = np.full((len(origins), len(busy), reach), np.nan)
    alone_q = np.full((*alone.shape, 7), np.nan)
    first = _first_judged(len(origins), settings)
    for number in range(first, len(origins)):
        if len(busy):
            known = nodes.until(origins[number]).pick(busy)
            found = PROPHET_ALONE.fit(known, calendar).forecast(reach)
            alone[number] = found.mean
            alone_q[number] = found.quantiles
    return Bank(tree, nodes, calendar, past, settings.horizons, busy, alone, alone_q)


def _first_judged(origins: int, settings: EvaluationSettings) -> int:
    return max(1, min(settings.lookback, origins - settings.origins))


def judge(bank: Bank, settings: EvaluationSettings | None = None) -> dict[str, Any]:
    """Return the evaluation as a document (plain numbers, for JSON)."""
    settings = settings or EvaluationSettings()
    past, tree, reach = bank.past, bank.tree, bank.reach
    judged, gap = _Judged(), 0.0
    first = _first_judged(len(past.origins), settings)
    looked_at = np.isin(past.ahead, days_looked_at(STEP * len(past.origins)))
    # The slow models are peers: a night does without them.
    fast = [m.name for m in TIER_ONE]
    picks: list[Any] = []
    for j in range(first, len(past.origins)):
        seen = past.between(max(0, j - settings.lookback), j).columns(looked_at)
        known = bank.nodes.until(past.origins[j])
        seen = seen.against(trusted(known, bank.calendar).counts)
        now = {name: m[j][:, :reach] for name, m in past.means.items()}
        decision = decide(
            tree,
            replace(seen, means={n: seen.means[n] for n in fast}),
            {n: now[n] for n in fast},
            level_of(known),
        )
        gap = max(gap, disagreement(tree, decision.mean))
        judged.actual.append(past.actual[j][:, :reach])
        picks.append(decision.choice.chosen)
        combined = decision.choice.combined(now), decision.choice.combined(dict(seen.means))
        pairs: dict[str, tuple[Floats, Floats]] = {
            **{n: (now[n], seen.means[n]) for n in now},
            COMBINATION: combined,
            CHOSEN: (decision.base, decision.past_base),
        }
        for name, (mean, before) in pairs.items():
            judged.add(name, mean, _quantiles(before, seen, mean))
        judged.add(SHOWN, decision.mean, decision.quantiles)
    return _document(bank, judged, np.array(picks), first, gap)


def _quantiles(before: Floats, seen: Backtest, mean: Floats) -> Floats:
    """Return conformal quantiles; NaN for the series that a model wasn't run for."""
    found = np.full((*mean.shape, 7), np.nan)
    ran = ~np.isnan(mean).any(axis=1)
    if ran.any():
        found[ran] = conformal_quantiles(
            before[:, ran], seen.actual[:, ran], mean[ran], looked_at=seen.ahead
        )
    return found


def disagreement(tree: Tree, mean: Floats) -> float:
    """Return the largest difference of a node's mean to the sum of its bottom cells'."""
    return float(np.abs(mean - tree.aggregate(mean[tree.bottom])).max(initial=0.0))


def origins_for(origins: tuple[int, ...], h: int, length: int) -> tuple[list[int], int]:
    """Return which origins are judged ``h`` days ahead, and how many following ones overlap one.

    Those whose ``h`` days are all known, as far apart as leaves at least four.
    """
    known = [j for j, o in enumerate(origins) if o + h <= length]
    for stride in range(-(-h // STEP), 0, -1):
        kept = known[::-1][::stride][::-1]
        if len(kept) >= FEWEST or stride == 1:
            return kept, max(0, -(-h // (STEP * stride)) - 1)
    raise AssertionError("unreachable")


def _document(
    bank: Bank,
    judged: _Judged,
    picks: NDArray[Any],
    first: int,
    gap: float,
) -> dict[str, Any]:
    actual = np.array(judged.actual)
    means = {n: np.array(m) for n, m in judged.means.items()}
    quantiles = {n: np.array(q) for n, q in judged.quantiles.items()}
    levels = levels_of(bank.nodes.keys)
    found = {}
    for h in bank.horizons:
        kept, overlap = origins_for(bank.past.origins[first:], h, len(bank.nodes.days))
        if kept:
            part = _Part(bank, first, kept, overlap, actual[kept][:, :, :h],
                         {n: m[kept][:, :, :h] for n, m in means.items()},
                         {n: q[kept][:, :, :h] for n, q in quantiles.items()})  # fmt: skip
            found[str(h)] = _at_horizon(part, levels)
    names, counted = np.unique(picks.astype(str), return_counts=True)
    return {
        "series": len(bank.nodes),
        "horizons": found,
        "wape_by_day": _by_day(actual, means, levels),
        "chosen": {str(n): int(k) for n, k in zip(names, counted, strict=True)},
        "largest_disagreement": gap,
    }


@dataclass(frozen=True, eq=False)
class _Part:
    """What is judged at one horizon. ``kept``: the origins, counted from the ``first`` judged."""

    bank: Bank
    first: int
    kept: list[int]
    overlap: int
    actual: Floats
    means: Mapping[str, Floats]
    quantiles: Mapping[str, Floats]

    @property
    def scale(self) -> Floats:
        """Each series' seasonal-naive error before the first judged origin."""
        origin = self.bank.past.origins[self.first]
        return seasonal_scale(self.bank.nodes.until(origin).counts)


def _at_horizon(part: _Part, levels: NDArray[Any]) -> dict[str, Any]:
    days, origins = part.bank.nodes.days, part.bank.past.origins
    by_level, beside_naive = {}, {}
    for level in dict.fromkeys(levels):
        rows = np.flatnonzero(levels == level)
        came = part.actual[:, rows]
        by_level[level] = {
            name: _scores(came, mean[:, rows], part.quantiles[name][:, rows], part.scale[rows])
            for name, mean in part.means.items()
            if not np.isnan(mean[:, rows]).any()
        }
        shown, naive = part.means[SHOWN][:, rows], part.means[NAIVE][:, rows]
        beside_naive[level] = asdict(_compared(came, shown, naive, part.overlap))
    shown, bands = part.means[SHOWN], part.quantiles[SHOWN]
    return {
        "origins": [str(days[origins[part.first + j] - 1]) for j in part.kept],
        "overlapping": part.overlap,
        "levels": by_level,
        "wape_to_naive": beside_naive,
        "coverage_mean_5": _coverage(part.actual, shown, bands, above=True),
        "coverage_below_5": _coverage(part.actual, shown, bands, above=False),
        "beside_prophet": _beside(part),
    }


def _compared(actual: Floats, ours: Floats, theirs: Floats, overlap: int) -> Comparison:
    """Compare absolute errors, origin by origin."""
    return compare(
        np.nansum(np.abs(actual - ours), axis=(1, 2)),
        np.nansum(np.abs(actual - theirs), axis=(1, 2)),
        overlap=overlap,
    )


def _scores(actual: Floats, mean: Floats, quantiles: Floats, scale: Floats) -> dict[str, float]:
    return {
        "wape": wape(actual, mean),
        "mase": mase(actual, mean, scale),
        "quantile_loss": weighted_quantile_loss(actual, whole(quantiles, mean)),
        **{f"coverage_{band}": coverage(actual, quantiles, band) for band in BANDS},
    }


def _coverage(actual: Floats, mean: Floats, quantiles: Floats, *, above: bool) -> dict[str, float]:
    """Return coverage of each band over the series and origins whose mean is at least 5, or not."""
    large = (mean.mean(axis=-1) >= ROUGH_BELOW) == above
    found = {str(band): coverage(actual[large], quantiles[large], band) for band in BANDS}
    return {**found, "forecasts": int(large.sum())}


def _by_day(
    actual: Floats, means: Mapping[str, Floats], levels: NDArray[Any]
) -> dict[str, dict[str, list[float]]]:
    """Return WAPE by day ahead (1 to the longest horizon) of each level and model."""
    found: dict[str, dict[str, list[float]]] = {}
    for level in dict.fromkeys(levels):
        rows = np.flatnonzero(levels == level)
        found[level] = {
            name: [wape(actual[:, rows, d], mean[:, rows, d]) for d in range(actual.shape[2])]
            for name, mean in means.items()
            if not np.isnan(mean[:, rows]).any()
        }
    return found


def _beside(part: _Part) -> dict[str, Any]:
    """Return all models on the series that Prophet alone was run for, with a test of the gap."""
    rows = part.bank.busy
    if not len(rows):
        return {}
    came, scale, h = part.actual[:, rows], part.scale[rows], part.actual.shape[2]
    table = {
        n: _scores(came, m[:, rows], part.quantiles[n][:, rows], scale)
        for n, m in part.means.items()
    }
    at = [part.first + j for j in part.kept]
    alone, alone_q = part.bank.alone[at][:, :, :h], part.bank.alone_q[at][:, :, :h]
    table[PROPHET_ALONE.name] = _scores(came, alone, alone_q, scale)
    ours, theirs, naive = table[SHOWN], table[PROPHET_ALONE.name], table[NAIVE]
    shown = part.means[SHOWN][:, rows]
    return {
        "series": len(rows),
        "models": table,
        "wape_to_prophet": asdict(_compared(came, shown, alone, part.overlap)),
        "wape_to_naive": asdict(_compared(came, shown, part.means[NAIVE][:, rows], part.overlap)),
        "quantile_loss_to_prophet": ours["quantile_loss"] / theirs["quantile_loss"],
        "quantile_loss_to_naive": ours["quantile_loss"] / naive["quantile_loss"],
    }


def evaluate_forecasts(
    counts: pd.DataFrame, calendar: Calendar, settings: EvaluationSettings | None = None
) -> dict[str, Any]:
    """Forecast the last origins and judge: see ``judge`` for what is in the document."""
    use_one_thread()
    return judge(make_bank(counts, calendar, settings), settings)
