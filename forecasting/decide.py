"""From models' forecasts to the one that is shown: choice, reconciliation, quantiles.

The live run and the evaluation go through this one function, so that what is measured is what is
shown. Nothing in it depends on how far ahead is asked: a day's forecast is the same in a run of a
week and of a year.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from forecasting.backtest.choice import FAR_DAYS, Choice, choose
from forecasting.backtest.rolling import STEP, Backtest
from forecasting.intervals.conformal import conformal_quantiles
from forecasting.reconcile import mint
from forecasting.reconcile.tree import Tree
from forecasting.types import Floats, History

_YEAR = 365


@dataclass(frozen=True, eq=False)
class Decision:
    """What is shown, and how it came about.

    ``choice``: for the next four weeks. ``base``: chosen forecasts before reconciliation
    (nodes × h). ``mean``: what is shown; ``quantiles``: around it, of counts made continuous
    (nodes × h × 7; ``conformal.whole`` turns them into what is shown). ``past``, ``past_base``:
    the back-test, after and before reconciliation (k × nodes × columns).
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
    near, far = past.near(), past.far()
    choice = choose(near, level)
    tested = bool((~np.isnan(far.actual)).any())
    further = choose(far, level, FAR_DAYS) if tested else choice
    h = next(iter(now.values())).shape[1]
    base = _chosen(choice, further, now, np.arange(1, h + 1))
    before = _chosen(choice, further, past.means, past.ahead)
    error = near.actual - before[:, :, past.ahead <= STEP]
    samples = np.moveaxis(error, 1, 0).reshape(len(tree.keys), -1)
    reconciler = mint.fit(tree, samples)
    mean = tree.aggregate(reconciler.bottom(base))
    reconciled = np.stack([reconciler.apply(p) for p in before]) if len(before) else before
    quantiles = conformal_quantiles(reconciled, past.actual, mean, looked_at=past.ahead)
    return Decision(choice, base, mean, quantiles, reconciled, before)


def _chosen(
    near: Choice, far: Choice, means: Mapping[str, Floats], ahead: NDArray[np.int64]
) -> Floats:
    """Return the chosen forecasts: the near choice for four weeks, the far one from eight on."""
    first = near.apply(dict(means))
    if far is near:
        return first
    share = np.clip((ahead - STEP) / STEP, 0.0, 1.0)
    result: Floats = (1 - share) * first + share * far.apply(dict(means))
    return result
