"""From models' forecasts to the one that is shown: choice, reconciliation, quantiles.

The live run and the evaluation go through this one function, so that what is measured is what is
shown.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from forecasting.backtest.choice import Choice, choose
from forecasting.backtest.rolling import Backtest
from forecasting.reconcile import mint
from forecasting.reconcile.samples import coherent_quantiles
from forecasting.reconcile.tree import Tree
from forecasting.types import Floats, History

_YEAR = 365


@dataclass(frozen=True, eq=False)
class Decision:
    """What is shown, and how it came about.

    ``base``: chosen forecasts before reconciliation (nodes × h). ``mean``, ``quantiles``: what is
    shown (nodes × h, nodes × h × 7). ``past``, ``past_base``: the back-test, after and before
    reconciliation (k × nodes × h).
    """

    choice: Choice
    base: Floats
    mean: Floats
    quantiles: Floats
    past: Floats
    past_base: Floats


def level_of(history: History) -> Floats:
    """Return each series' tickets a day over the last year known."""
    recent = np.nan_to_num(history.counts[:, -_YEAR:])
    known = (~np.isnan(history.counts[:, -_YEAR:])).sum(axis=1)
    result: Floats = recent.sum(axis=1) / np.maximum(known, 1)
    return result


def decide(tree: Tree, past: Backtest, now: Mapping[str, Floats], level: Floats) -> Decision:
    """Choose by a back-test and make levels agree.

    ``now``: by model, nodes × h (NaN where a model wasn't run). ``level``: tickets a day.
    """
    choice = choose(past, level)
    base = choice.apply(dict(now))
    before = choice.apply(dict(past.means))
    error = past.actual - before
    samples = np.moveaxis(error, 1, 0).reshape(len(tree.keys), -1)
    reconciler = mint.fit(tree, samples)
    bottom = reconciler.bottom(base)
    reconciled = np.stack([reconciler.apply(p) for p in before]) if len(before) else before
    mean = tree.aggregate(bottom)
    quantiles = coherent_quantiles(tree, reconciled, past.actual, bottom)
    return Decision(choice, base, mean, quantiles, reconciled, before)
