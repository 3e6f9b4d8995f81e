"""Training of the pair score: labelled pairs of several cities, some of them with columns hidden.

Hiding columns at random teaches the score what to think where a source has no callers, no places,
no categories or no text.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from hotspots.repeats.candidates import candidates
from hotspots.repeats.features import FEATURES, GATHERING_FEATURES, TEXT_FEATURES, Comparer, Table
from hotspots.repeats.grams import Ints
from hotspots.repeats.model import PairModel
from hotspots.repeats.prepare import prepare
from hotspots.repeats.types import RepeatSettings

_HIDDEN: tuple[tuple[str, ...], ...] = (
    ("same_caller", "caller_often"),
    ("same_place", "place_often", "kilometres"),
    ("category_levels", "area_often"),
    ("area_levels", "area_often", "kilometres", "local_sum", "local_share"),
    ("questions", "same_kind", "same_channel", "same_unit"),
    GATHERING_FEATURES,
    ("minutes",),
)
WIDE = RepeatSettings(place_next=12, area_next=16, gram_next=4, surge_next=12)
"""More neighbours than a search looks at: linkage asks about pairs that were no candidates."""
_HIDE = 0.5
_HIDE_TEXT = 0.1


@dataclass(frozen=True, slots=True)
class LabelledPairs:
    """Candidate pairs of a source: features, whether one matter, how many pairs each stands for."""

    table: Table
    labels: NDArray[np.int8]
    weights: NDArray[np.float64]


def labelled_pairs(
    frame: pd.DataFrame,
    matter_of: Callable[[NDArray[np.object_]], Ints],
    settings: RepeatSettings | None = None,
    *,
    negatives: int | None = 10,
    seed: int = 0,
) -> LabelledPairs:
    """Return candidate pairs of a frame; ``matter_of`` numbers the true matter of tickets.

    Of the pairs that are not one matter ``negatives`` for each one that is are drawn (None: all),
    before their features are worked out.
    """
    wanted = settings or WIDE
    tickets = prepare(frame, wanted)
    (a, b), _ = candidates(tickets, wanted)
    matter = matter_of(tickets.ticket_no)
    labels = (matter[a] == matter[b]).astype(np.int8)
    weights = np.ones(len(labels))
    if negatives is not None:
        draw = np.random.Generator(np.random.PCG64(seed))
        yes, no = np.flatnonzero(labels == 1), np.flatnonzero(labels == 0)
        some = draw.choice(no, min(len(no), negatives * len(yes)), replace=False)
        weights[some] = len(no) / max(len(some), 1)
        chosen = np.sort(np.concatenate([yes, some]))
        a, b, labels, weights = a[chosen], b[chosen], labels[chosen], weights[chosen]
    return LabelledPairs(Comparer.of(tickets).compare(a, b), labels, weights)


def hide_columns(table: Table, seed: int) -> Table:
    """Return the table with groups of features hidden at random, row by row."""
    draw = np.random.Generator(np.random.PCG64(seed))
    hidden = table.copy()
    groups = [(names, _HIDE) for names in _HIDDEN] + [(TEXT_FEATURES, _HIDE_TEXT)]
    for names, share in groups:
        rows = draw.random(len(table)) < share
        for name in names:
            hidden[rows, FEATURES.index(name)] = np.nan
    return hidden


def train(
    fitted_on: Sequence[LabelledPairs],
    calibrated_on: LabelledPairs,
    *,
    seed: int = 0,
    card: Mapping[str, Any] | None = None,
) -> PairModel:
    """Fit on some sources and calibrate on another one.

    Every row is used as it is and once more, at half the weight, with columns hidden.
    """
    table = np.concatenate([source.table for source in fitted_on])
    labels = np.concatenate([source.labels for source in fitted_on])
    weights = np.concatenate([source.weights for source in fitted_on])
    return PairModel.fit(
        np.concatenate([table, hide_columns(table, seed + 1)]),
        np.concatenate([labels, labels]),
        weights=np.concatenate([weights, weights / 2]),
        held_out=(calibrated_on.table, calibrated_on.labels),
        held_out_weights=calibrated_on.weights,
        seed=seed,
        card=card,
    )
