"""Forecasts of others, run by the interpreter of the peers' environment (``make setup-peers``).

Started by ``weisu/forecast_peers.py`` with a file of arrays; knows none of our modules, because
that environment has its own pandas. AutoETS is statsforecast's; the global model is LightGBM's
gradient-boosted trees (Ke et al. 2017), one for all series and days ahead, as mlforecast's users
build them: levels of the last weeks, the same weekdays, the same days a year ago, the calendar.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

SHORTEST = 84
_WEEK, _YEAR = 7, 364
_CUTS = 78  # weeks that are learnt from
_AHEAD = 3  # days ahead that each series is asked about at each of them
_ROUNDS = 200
_PARAMETERS: dict[str, Any] = {
    "objective": "poisson", "learning_rate": 0.08, "num_leaves": 31, "min_data_in_leaf": 100,
    "feature_fraction": 0.7, "bagging_fraction": 0.7, "bagging_freq": 1, "lambda_l2": 5.0,
    "seed": 1, "deterministic": True, "force_row_wise": True, "num_threads": 1, "verbosity": -1,
}  # fmt: skip


def auto_ets(counts: Floats, _design: Floats, rows: Ints, h: int) -> Floats:
    """Return means of some rows, each by the form of ETS that AICc prefers."""
    from statsforecast.models import AutoETS

    found = [AutoETS(season_length=_WEEK).forecast(y=y, h=h)["mean"] for y in counts[rows]]
    return np.maximum(np.array(found, dtype=np.float64), 0.0)


def boosted(counts: Floats, design: Floats, rows: Ints, h: int) -> Floats:
    """Return means of some rows by trees that learnt from all series.

    ``design``: one row a day, through the ``h`` days ahead: what the calendar says of it.
    """
    import lightgbm

    length = counts.shape[1]
    past = _Past(counts, design)
    cuts = np.arange(length - 1, SHORTEST, -_WEEK)[:_CUTS]
    dice = np.random.default_rng(1)
    tables, came, scales = [], [], []
    for cut in cuts.tolist():
        ahead = dice.integers(1, min(h, max(length - cut, 2)) + 1, (len(counts), _AHEAD))
        ahead = np.minimum(ahead, length - cut) if cut < length else ahead
        which = np.repeat(np.arange(len(counts)), _AHEAD)
        table, scale = past.table(cut, which, ahead.ravel())
        tables.append(table)
        scales.append(scale)
        came.append(counts[which, cut + ahead.ravel() - 1])
    scale = np.concatenate(scales)
    data = lightgbm.Dataset(
        np.concatenate(tables), np.concatenate(came), init_score=np.log(scale),
        params={"verbosity": -1},
    )  # fmt: skip
    model = lightgbm.train(_PARAMETERS, data, _ROUNDS)
    which, ahead = np.repeat(rows, h), np.tile(np.arange(1, h + 1), len(rows))
    table, scale = past.table(length, which, ahead)
    raw = np.asarray(model.predict(table, raw_score=True), dtype=np.float64)
    return np.asarray(np.exp(raw) * scale).reshape(len(rows), h)


class _Past:
    """What is known of every series at a cut: sums by prefix, so that any mean is a difference."""

    def __init__(self, counts: Floats, design: Floats) -> None:
        self.counts, self.design = counts, design
        zero = np.zeros((len(counts), 1))
        self.sums = np.concatenate([zero, np.cumsum(counts, axis=1)], axis=1)

    def mean(self, which: Ints, first: Ints, stop: Ints) -> Floats:
        """Return the mean of days ``first`` to before ``stop``; NaN where they aren't all known."""
        known = (first >= 0) & (stop > first)
        low, high = np.where(known, first, 0), np.where(known, stop, 1)
        total = self.sums[which, high] - self.sums[which, low]
        return np.where(known, total / np.maximum(high - low, 1), np.nan)

    def table(self, cut: int, which: Ints, ahead: Ints) -> tuple[Floats, Floats]:
        """Return the features of each (series, days ahead) at a cut, and the level they are
        relative to."""
        at = np.full(len(which), cut)
        target = at + ahead - 1
        scale = self.mean(which, at - 56, at) + 0.05
        weekday = at - _WEEK + (target - at) % _WEEK
        same = [self.counts[which, weekday - _WEEK * k] for k in range(8)]
        ago = target - _YEAR
        old = np.minimum(np.minimum(at, cut) - _YEAR, at)
        columns = [
            *(self.mean(which, at - d, at) / scale for d in (3, 7, 14, 28, 112, _YEAR)),
            *(np.mean(same[:k], axis=0) / scale for k in (2, 4, 8)),
            # A year ago: around the day, and against the weeks before its cut.
            self.mean(which, ago - 3, ago + 4) / scale,
            self.mean(which, ago - 3, ago + 4) / (self.mean(which, old - 28, old) + 0.1),
            np.where(ago >= 0, self.counts[which, np.maximum(ago, 0)], np.nan) / scale,
            np.log(scale),
            ahead,
        ]
        return np.column_stack([*columns, self.design[target]]), scale


PEERS: dict[str, Callable[[Floats, Floats, Ints, int], Floats]] = {
    "autoets": auto_ets,
    "lightgbm": boosted,
}


def main(file: str, out: str) -> None:
    """Forecast from every origin; ``file``: counts, design, rows, origins, reach and names."""
    with np.load(file) as held:
        counts, design, rows = held["counts"], held["design"], held["rows"]
        origins, reach = held["origins"].tolist(), int(held["reach"])
        names = json.loads(str(held["names"]))
    found = {
        name: np.stack(
            [PEERS[name](counts[:, :o], design[: o + reach], rows, reach) for o in origins]
        )
        for name in names
    }
    np.savez(out, allow_pickle=False, **found)


if __name__ == "__main__":
    main(*sys.argv[1:])
