"""Forecasts of every cell of a place: what the nightly run stores and pages show."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data_access.one_thread import use_one_thread
from data_access.types import WeisuError
from forecasting.backtest.rolling import (
    STEP,
    Backtest,
    days_looked_at,
    origins_before,
    run_backtest,
)
from forecasting.backtest.scores import seasonal_scale
from forecasting.calendar.features import Calendar
from forecasting.cleaning import Cleaned, clean, trusted
from forecasting.decide import Decision, decide, level_of
from forecasting.frames import FINDINGS, SCORE
from forecasting.intervals.conformal import ROUGH_BELOW, whole
from forecasting.models.tiers import TIER_ONE, TIER_TWO
from forecasting.models.together import forecast_together
from forecasting.reading import CHOSEN, SHOWN
from forecasting.reconcile.tree import Tree, build
from forecasting.types import (
    KEYS,
    LONGEST,
    QUANTILE_NAMES,
    History,
    Model,
    history_of,
)

SHORTEST = 84  # days of history before the first back-test origin


@dataclass(frozen=True, eq=False)
class ForecastRun:
    """Result frames.

    ``forecast``: area, category, channel, origin (last day known), period (day), grain, mean, q05 …
    q95, model, rough (the mean is below 5: intervals are rough), certain (the day's holidays are
    published). ``score``: area, category, channel, model, horizon, mae, actual (mean a day), mase,
    origins. ``findings``: kind, cell, first, last, text, factor.
    """

    forecast: pd.DataFrame
    score: pd.DataFrame
    findings: pd.DataFrame


@dataclass(frozen=True, slots=True)
class RunSettings:
    """``horizon``: days ahead. ``origins``: back-test origins, four weeks apart. ``busiest``: how
    many cells get the slow models too (0: none)."""

    horizon: int = 28
    origins: int = 6
    busiest: int = 0


def forecast_all(
    counts: pd.DataFrame,
    calendar: Calendar,
    settings: RunSettings | None = None,
    *,
    last: date | None = None,
    looked_at: frozenset[tuple[str, str, str]] = frozenset(),
) -> ForecastRun:
    """Forecast every cell, and every sum of cells, ``settings.horizon`` days beyond ``last``.

    ``counts``: daily counts of the finest cells (see ``data_access.metrics.series``).
    ``looked_at``: cells that get the slow models besides the busiest. Nothing after ``last`` is
    used. Raises ``WeisuError`` for counts that are none and for an impossible horizon.
    """
    use_one_thread()
    settings = settings or RunSettings()
    if not 1 <= settings.horizon <= LONGEST:
        raise WeisuError(f"预测天数应为 1 至 {LONGEST} 天,现为 {settings.horizon}。请改正后重试。")
    tree, nodes = build(history_of(counts, last))
    busy = busiest_rows(tree, nodes, settings.busiest, looked_at)
    models: tuple[Model, ...] = TIER_ONE + (TIER_TWO if len(busy) else ())
    length = len(nodes.days)
    origins = origins_before(length, settings.origins, SHORTEST)
    ahead = days_looked_at(length - min(origins, default=length))
    past = run_backtest(
        nodes,
        calendar,
        models,
        origins,
        ahead,
        busy=busy,
        prepare=lambda h: clean(h, calendar).history,
    )
    # A fault among the days that models are judged by would make the worst of them the best.
    past = past.against(trusted(nodes, calendar).counts)
    cleaned = clean(nodes, calendar)
    now = forecast_together(models, cleaned.history, calendar, settings.horizon, busy)
    decision = decide(tree, past, now, level_of(nodes))
    return ForecastRun(
        _forecast_frame(nodes, calendar, decision),
        score_frame(nodes, past, decision),
        findings_frame(cleaned),
    )


def busiest_rows(
    tree: Tree,
    nodes: History,
    busiest: int,
    looked_at: frozenset[tuple[str, str, str]] = frozenset(),
) -> NDArray[np.int64]:
    """Return the rows of the ``busiest`` cells, none twice under two names, and those looked at."""
    distinct = tree.distinct()
    volume = np.nan_to_num(nodes.counts[distinct]).sum(axis=1)
    rows = set(distinct[np.argsort(-volume, kind="stable")[:busiest]].tolist())
    cells = nodes.keys[list(KEYS)].itertuples(index=False, name=None)
    rows |= {n for n, cell in enumerate(cells) if cell in looked_at}
    return np.array(sorted(rows), dtype=np.int64)


def _forecast_frame(nodes: History, calendar: Calendar, decision: Decision) -> pd.DataFrame:
    n, h = decision.mean.shape
    ahead = nodes.ahead(h)
    frame = nodes.keys.loc[np.repeat(np.arange(n), h), list(KEYS)].reset_index(drop=True)
    frame["origin"] = pd.Timestamp(nodes.last)
    frame["period"] = np.tile(ahead.astype("datetime64[s]"), n)
    frame["grain"] = "day"
    frame["mean"] = decision.mean.ravel()
    shown = whole(decision.quantiles, decision.mean)
    for number, name in enumerate(QUANTILE_NAMES):
        frame[name] = shown[:, :, number].ravel()
    frame["model"] = np.repeat(decision.choice.chosen.astype(str), h)
    frame["rough"] = frame["mean"] < ROUGH_BELOW
    frame["certain"] = np.tile(calendar.certain(ahead), n)
    return frame


def score_frame(nodes: History, past: Backtest, decision: Decision) -> pd.DataFrame:
    """Return errors by cell, model and day ahead over the back-test's first four weeks."""
    scale = np.maximum(seasonal_scale(nodes.counts), 1e-9)
    mine = past.ahead <= STEP
    near = past.near()
    means = {
        **near.means,
        CHOSEN: decision.past_base[:, :, mine],
        SHOWN: decision.past[:, :, mine],
    }
    parts = []
    for name, mean in means.items():
        error = np.abs(near.actual - mean)
        known = ~np.isnan(error)
        n = known.sum(axis=0)
        rows, ahead = np.nonzero(n > 0)
        if not len(rows):
            continue
        mae = np.where(known, error, 0.0).sum(axis=0)[rows, ahead] / n[rows, ahead]
        came = np.where(known, near.actual, 0.0).sum(axis=0)[rows, ahead] / n[rows, ahead]
        part = nodes.keys.iloc[rows][list(KEYS)].reset_index(drop=True)
        part["model"], part["horizon"] = name, ahead + 1
        part["mae"], part["actual"] = mae, came
        part["mase"], part["origins"] = mae / scale[rows], n[rows, ahead]
        parts.append(part)
    empty = pd.DataFrame(columns=list(SCORE.names))
    return pd.concat(parts, ignore_index=True) if parts else empty


def findings_frame(cleaned: Cleaned) -> pd.DataFrame:
    """Return what cleaning found, one row a finding."""
    return pd.DataFrame([asdict(f) for f in cleaned.findings], columns=list(FINDINGS.names))
