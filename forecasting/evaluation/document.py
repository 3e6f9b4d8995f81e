"""What an evaluation says: errors, bands, ratios at every horizon, as plain numbers for JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data_access.types import ANY
from forecasting.backtest.compare import Comparison, compare
from forecasting.backtest.rolling import STEP
from forecasting.backtest.scores import (
    BANDS,
    coverage,
    mase,
    seasonal_scale,
    wape,
    weighted_quantile_loss,
)
from forecasting.evaluation.bank import Bank
from forecasting.intervals.conformal import ROUGH_BELOW, whole
from forecasting.models.prophet import PROPHET_ALONE
from forecasting.reading import NAIVE, SHOWN
from forecasting.types import Floats

FEWEST = 4  # origins that don't overlap, before overlapping ones are taken


@dataclass(eq=False)
class Judged:
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


def document(bank: Bank, judged: Judged, picks: NDArray[Any], gap: float) -> dict[str, Any]:
    """Return the document; ``picks``: the chosen models, ``gap``: the largest disagreement."""
    first = bank.first
    actual = np.array(judged.actual)
    means = {n: np.array(m) for n, m in judged.means.items()}
    quantiles = {n: np.array(q) for n, q in judged.quantiles.items()}
    levels = levels_of(bank.nodes.keys)
    found = {}
    for h in bank.horizons:
        kept, overlap = origins_for(bank.past.origins[first:], h, len(bank.nodes.days))
        if kept:
            part = _Part(bank, kept, overlap, actual[kept][:, :, :h],
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
    kept: list[int]
    overlap: int
    actual: Floats
    means: Mapping[str, Floats]
    quantiles: Mapping[str, Floats]

    @property
    def scale(self) -> Floats:
        """Each series' seasonal-naive error before the first judged origin."""
        origin = self.bank.past.origins[self.bank.first]
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
        "origins": [str(days[origins[part.bank.first + j] - 1]) for j in part.kept],
        "overlapping": part.overlap,
        "levels": by_level,
        "wape_to_naive": beside_naive,
        "coverage_mean_5": coverages(part.actual, shown, bands, above=True),
        "coverage_below_5": coverages(part.actual, shown, bands, above=False),
        "beside": _beside(part),
    }


def _compared(actual: Floats, ours: Floats, theirs: Floats, overlap: int) -> Comparison:
    """Compare absolute errors, origin by origin."""
    return compare(
        np.nansum(np.abs(actual - ours), axis=(1, 2)),
        np.nansum(np.abs(actual - theirs), axis=(1, 2)),
        overlap=overlap,
    )


def _scores(
    actual: Floats, mean: Floats, quantiles: Floats | None, scale: Floats
) -> dict[str, float]:
    found = {"wape": wape(actual, mean), "mase": mase(actual, mean, scale)}
    if quantiles is None:
        return found
    return {
        **found,
        "quantile_loss": weighted_quantile_loss(actual, whole(quantiles, mean)),
        **{f"coverage_{band}": coverage(actual, quantiles, band) for band in BANDS},
    }


def coverages(actual: Floats, mean: Floats, quantiles: Floats, *, above: bool) -> dict[str, float]:
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
    """Return all models on the series that peers were run for, with a test of each gap."""
    rows = part.bank.busy
    if not len(rows):
        return {}
    came, scale, h = part.actual[:, rows], part.scale[rows], part.actual.shape[2]
    table = {
        n: _scores(came, m[:, rows], part.quantiles[n][:, rows], scale)
        for n, m in part.means.items()
    }
    others = {n: m[:, rows] for n, m in part.means.items() if n != SHOWN}
    for name, means in part.bank.alone.items():
        others[name] = means[part.kept][:, :, :h]
        bands = part.bank.alone_q.get(name)
        shown = None if bands is None else bands[part.kept][:, :, :h]
        table[name] = _scores(came, others[name], shown, scale)
    ours = part.means[SHOWN][:, rows]
    loss = {n: table[n]["quantile_loss"] for n in (SHOWN, PROPHET_ALONE.name, NAIVE)}
    return {
        "series": len(rows),
        "models": table,
        "wape_to": {n: asdict(_compared(came, ours, m, part.overlap)) for n, m in others.items()},
        "quantile_loss_to": {n: loss[SHOWN] / loss[n] for n in loss if n != SHOWN},
    }
