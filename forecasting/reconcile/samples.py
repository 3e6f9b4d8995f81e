"""Quantiles that belong together: futures drawn for the bottom cells and added up.

A future is a reconciled mean plus the errors that all cells made on one day of the back-test, each
scaled to the day's mean. Errors of one day hang together (rain comes to every street), so sums have
the right spread. Counts stay whole and never fall below zero.
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
    drawn = np.zeros((len(tree.keys), bottom.shape[1], len(QUANTILES)))
    for step in range(bottom.shape[1]):
        now = bottom[:, step : step + 1]
        future = np.maximum(now + unit * np.sqrt(now + 0.25), 0.0)
        whole = tree.aggregate(_rounded(future))
        drawn[:, step] = np.quantile(whole, QUANTILES, axis=1).T
    return _calibrated(drawn, alone)


def _rounded(future: Floats) -> Floats:
    """Round each future to whole counts, keeping each cell's mean over the futures.

    Plain rounding would turn a cell's 0.3 into nothing in every future; the rest is carried on to
    the next future instead (error diffusion), in their given order.
    """
    total = np.cumsum(future, axis=1)
    steps = np.floor(total + 0.5)
    result: Floats = np.diff(steps, axis=1, prepend=0.0)
    return np.maximum(result, 0.0)


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
