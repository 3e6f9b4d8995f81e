"""Quantiles that belong together: futures drawn for the bottom cells and added up.

A future is a reconciled mean plus the errors that all cells made on one day of the back-test, each
scaled to the day's mean. Errors of one day hang together (rain comes to every street), so sums have
the right spread. Only the quantiles are cut off at zero and rounded: cutting off every future of
every sparse cell would shift their sum.
"""

from __future__ import annotations

import numpy as np

from forecasting.intervals.conformal import conformal_quantiles
from forecasting.reconcile.tree import Tree
from forecasting.types import QUANTILES, Floats

_LEAST = 40
_CALIBRATED = (0.6, 2.5)


def coherent_quantiles(tree: Tree, past: Floats, actual: Floats, bottom: Floats) -> Floats:
    """Return nodes × h × 7 quantiles.

    ``past``, ``actual``: k × nodes × h, reconciled back-test means and what came. ``bottom``:
    cells × h, reconciled means. With fewer than 40 days of back-test the nodes are calibrated one
    by one.
    """
    mean = tree.aggregate(bottom)
    known = ~np.isnan(actual).any(axis=1)
    days = np.argwhere(known)
    alone = conformal_quantiles(past, actual, mean)
    if len(days) < _LEAST:
        return alone
    before = past[days[:, 0], :, days[:, 1]][:, tree.bottom].T
    came = actual[days[:, 0], :, days[:, 1]][:, tree.bottom].T
    # Bottom cells: error in units of the square root of the mean.
    unit = (came - before) / np.sqrt(before + 0.25)
    # Past bias is the models' business: draws scatter around the mean.
    unit -= unit.mean(axis=1, keepdims=True)
    drawn = np.zeros((len(tree.keys), bottom.shape[1], len(QUANTILES)))
    for step in range(bottom.shape[1]):
        now = bottom[:, step : step + 1]
        whole = tree.aggregate(now + unit * np.sqrt(now + 0.25))
        drawn[:, step] = np.quantile(whole, QUANTILES, axis=1).T
    return _calibrated(drawn, alone)


def _calibrated(drawn: Floats, alone: Floats) -> Floats:
    """Stretch each node's drawn quantiles to the width that its own calibration asks for.

    One factor a node, so that the shape and the coherence of the draws stay.
    """
    middle = drawn[..., 3:4]
    width = (drawn[..., -1] - drawn[..., 0]).sum(axis=1)
    wanted = (alone[..., -1] - alone[..., 0]).sum(axis=1)
    factor = np.clip(wanted / np.maximum(width, 1.0), *_CALIBRATED)
    moved = middle + (drawn - middle) * factor[:, None, None]
    result: Floats = np.maximum.accumulate(np.round(np.maximum(moved, 0.0)), axis=-1)
    return result
