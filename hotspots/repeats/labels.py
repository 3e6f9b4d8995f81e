"""Training on a few hundred pairs that people labelled by reading: letters with little but text.

Pairs that share tickets, or hang together through others, are never split between training and
test: otherwise one loud matter would be its own examiner.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from hotspots.repeats.features import Comparer, Table
from hotspots.repeats.grams import Ints
from hotspots.repeats.model import PairModel
from hotspots.repeats.prepare import prepare
from hotspots.repeats.types import RepeatSettings

FOLDS = 5
_TREES, _LEAVES = 25, 5


@dataclass(frozen=True, slots=True)
class Labelled:
    """Features of the labelled pairs, their labels, and which part of the network each is in."""

    table: Table
    labels: NDArray[np.int64]
    parts: Ints


def labelled(frame: pd.DataFrame, labels: pd.DataFrame) -> Labelled:
    """Return the features of pairs labelled in ``labels`` (columns a, b, same)."""
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components

    tickets = prepare(frame, RepeatSettings())
    place = {number: k for k, number in enumerate(tickets.ticket_no.tolist())}
    first, second = (np.array([place[str(no)] for no in labels[side]]) for side in ("a", "b"))
    a, b = np.minimum(first, second), np.maximum(first, second)
    n = len(tickets)
    _, part = connected_components(coo_matrix((np.ones(len(a)), (a, b)), shape=(n, n)))
    table = Comparer.of(tickets).compare(a, b)
    return Labelled(table, labels["same"].to_numpy(dtype=np.int64), part[a].astype(np.int64))


def held_out_scores(pairs: Labelled, *, seed: int = 0) -> NDArray[np.float64]:
    """Return for each pair the uncalibrated score of a model that saw no pair of its part."""
    from sklearn.model_selection import GroupKFold

    found = np.zeros(len(pairs.labels))
    folds = GroupKFold(FOLDS, shuffle=True, random_state=seed)
    for train, test in folds.split(pairs.table, pairs.labels, pairs.parts):
        table, labels = pairs.table[train], pairs.labels[train]
        model = PairModel.fit(
            table, labels, held_out=(table, labels), trees=_TREES, leaves=_LEAVES, seed=seed
        )
        found[test] = model.raw_score(pairs.table[test])
    return found


def train_on_labels(
    pairs: Labelled, *, seed: int = 0, card: Mapping[str, Any] | None = None
) -> PairModel:
    """Fit on all labelled pairs; calibrated by what models said of pairs that they had not seen."""
    from sklearn.isotonic import IsotonicRegression

    model = PairModel.fit(
        pairs.table,
        pairs.labels,
        held_out=(pairs.table, pairs.labels),
        trees=_TREES,
        leaves=_LEAVES,
        seed=seed,
        card=card,
    )
    isotonic = IsotonicRegression(out_of_bounds="clip", y_min=0.01, y_max=0.99)
    isotonic.fit(held_out_scores(pairs, seed=seed), pairs.labels)
    return replace(model, raw=isotonic.X_thresholds_, calibrated=isotonic.y_thresholds_)
