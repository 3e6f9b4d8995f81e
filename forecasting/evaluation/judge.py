"""How good the forecasts are on data that they have not seen: rolling origins over the last year.

At each origin the whole way is gone, from cleaning over the back-test on what lay before to the
reconciled quantiles; what came afterwards is only looked at to judge.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from data_access.one_thread import use_one_thread
from forecasting.backtest.rolling import STEP, Backtest, days_looked_at
from forecasting.calendar.features import Calendar
from forecasting.cleaning import trusted
from forecasting.decide import decide, level_of
from forecasting.evaluation.bank import Bank, EvaluationSettings, Peers, make_bank
from forecasting.evaluation.document import Judged, document
from forecasting.evaluation.far import far_coverage
from forecasting.intervals.conformal import conformal_quantiles
from forecasting.models.tiers import COMBINATION, TIER_ONE
from forecasting.reading import CHOSEN, SHOWN
from forecasting.reconcile.tree import Tree
from forecasting.types import Floats


def evaluate_forecasts(
    counts: pd.DataFrame,
    calendar: Calendar,
    settings: EvaluationSettings | None = None,
    peers: Peers | None = None,
) -> dict[str, Any]:
    """Forecast the last origins and judge: see ``judge`` for what is in the document."""
    use_one_thread()
    settings = settings or EvaluationSettings()
    bank = make_bank(counts, calendar, settings, peers)
    found = judge(bank, settings)
    return {**found, "far": far_coverage(bank.tree, bank.nodes, calendar, settings)}


def judge(bank: Bank, settings: EvaluationSettings | None = None) -> dict[str, Any]:
    """Return the evaluation as a document (plain numbers, for JSON)."""
    settings = settings or EvaluationSettings()
    past, tree, reach = bank.past, bank.tree, bank.reach
    judged, gap, first = Judged(), 0.0, bank.first
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
    return document(bank, judged, np.array(picks), gap)


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
