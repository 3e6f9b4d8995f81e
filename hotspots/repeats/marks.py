"""Training on a source's own marks (``duplicate_of``), for cities with neither callers nor text.

Such marks say that a ticket repeats an earlier one, not which. As the pair that is meant counts the
likeliest: of a marked ticket's earlier candidates the one at the same address, else the nearest in
place and time. Its other candidates are left out of the training.
"""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data_access.types import WeisuError
from hotspots.repeats.candidates import candidates
from hotspots.repeats.features import FEATURES, Comparer, Table
from hotspots.repeats.grams import Ints
from hotspots.repeats.model import PairModel
from hotspots.repeats.prepare import prepare
from hotspots.repeats.types import RepeatSettings

_FAR_KM = 5.0
_CALIBRATE_SHARE = 0.25


class MarkedPairs:
    """Candidate pairs of a frame whose source marks repeats; pairs are (earlier, later)."""

    def __init__(self, frame: pd.DataFrame, settings: RepeatSettings | None = None) -> None:
        """Find candidates and their features. ``WeisuError`` where nothing is marked."""
        wanted = settings or RepeatSettings()
        self.tickets = prepare(frame, wanted)
        marks = frame.reset_index(drop=True).get("duplicate_of")
        if marks is None or not marks.notna().any():
            message = "来源没有标明哪些工单是重复件，不能据此训练。现有模型不受影响。"
            raise WeisuError(message)
        self.marked = marks.notna().to_numpy()[self.tickets.order]
        (self.earlier, self.later), _ = candidates(self.tickets, wanted)
        self.table: Table = Comparer.of(self.tickets).compare(self.earlier, self.later)
        meant = _likeliest(self.table, self.later)
        self.usable = meant | ~self.marked[self.later]
        self.labels = (self.marked[self.later] & meant).astype(np.int8)
        self.day: Ints = self.tickets.day

    def fit(self, until: date, *, seed: int = 0) -> PairModel:
        """Fit on the tickets up to ``until``; the last quarter of their days calibrates."""
        last = np.datetime64(until, "D").astype(np.int64)
        first = self.day.min()
        split = last - int((last - first) * _CALIBRATE_SHARE)
        when = self.day[self.later]
        train = self.usable & (when <= split)
        tune = self.usable & (when > split) & (when <= last)
        return PairModel.fit(
            self.table[train],
            self.labels[train],
            held_out=(self.table[tune], self.labels[tune]),
            trees=60,
            seed=seed,
            card={"trained_on": "source's own marks", "until": until.isoformat()},
        )

    def ticket_scores(self, model: PairModel) -> NDArray[np.float64]:
        """Return for each ticket the probability of its likeliest earlier pair, 0 without one."""
        found = np.zeros(len(self.tickets))
        np.maximum.at(found, self.later, model.probability(self.table))
        return found

    def rule(self, days: int = 14) -> NDArray[np.bool_]:
        """Return which tickets follow one of the same address and leaf category within ``days``."""
        t = self.tickets
        known = (t.place >= 0) & (t.leaf >= 0)
        key = t.place * (int(t.leaf.max(initial=0)) + 1) + t.leaf
        order = np.argsort(key, kind="stable")
        near = (np.diff(key[order]) == 0) & (np.diff(t.day[order]) <= days)
        found = np.zeros(len(t), dtype=bool)
        found[order[1:]] = near
        return found & known


def _likeliest(table: Table, later: Ints) -> NDArray[np.bool_]:
    column = {name: table[:, FEATURES.index(name)] for name in ("same_place", "days", "kilometres")}
    far = np.where(np.isnan(column["kilometres"]), _FAR_KM, column["kilometres"])
    score = 1000 * np.nan_to_num(column["same_place"]) - column["days"] - 10 * far
    order = np.lexsort((-score, later))
    found = np.zeros(len(later), dtype=bool)
    found[order[np.diff(later[order], prepend=-1) != 0]] = True
    return found
