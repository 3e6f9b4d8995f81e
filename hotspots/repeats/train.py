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
from hotspots.repeats.features import FEATURES, TEXT_FEATURES, Comparer, Table
from hotspots.repeats.grams import Ints
from hotspots.repeats.model import PairModel
from hotspots.repeats.prepare import prepare
from hotspots.repeats.types import RepeatSettings

_HIDDEN: tuple[tuple[str, ...], ...] = (
    ("same_caller", "caller_often"),
    ("same_place", "place_often", "kilometres"),
    ("category_levels", "area_often"),
    ("area_levels", "area_often", "kilometres"),
    ("questions", "same_kind", "same_channel", "same_unit"),
    ("surge_sum", "surge_most", "sharp_sum", "sharp_most"),
    ("minutes",),
)
WIDE = RepeatSettings(place_next=20, area_next=30, gram_next=8, surge_next=25)
"""More neighbours than a search looks at: linkage asks about pairs that were no candidates."""
_HIDE = 0.5
_HIDE_TEXT = 0.1


@dataclass(frozen=True, slots=True)
class LabelledPairs:
    """Candidate pairs of one source with their features and whether they are one matter."""

    table: Table
    labels: NDArray[np.int8]
    a: Ints
    b: Ints
    ticket_no: NDArray[np.object_]


def labelled_pairs(
    frame: pd.DataFrame,
    matter_of: Callable[[NDArray[np.object_]], Ints],
    settings: RepeatSettings | None = None,
) -> LabelledPairs:
    """Return the candidate pairs of a frame; ``matter_of`` numbers the true matter of tickets."""
    wanted = settings or WIDE
    tickets = prepare(frame, wanted)
    (a, b), _ = candidates(tickets, wanted)
    matter = matter_of(tickets.ticket_no)
    labels = (matter[a] == matter[b]).astype(np.int8)
    return LabelledPairs(Comparer.of(tickets).compare(a, b), labels, a, b, tickets.ticket_no)


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
    negatives: int = 10,
    card: Mapping[str, Any] | None = None,
) -> PairModel:
    """Fit on some sources and calibrate on another one.

    Of the pairs that are not one matter ``negatives`` for each that is are drawn and weighted up
    again; every row is used as it is and once more with columns hidden.
    """
    draw = np.random.Generator(np.random.PCG64(seed))
    tables, labels, weights = [], [], []
    for source in fitted_on:
        yes = np.flatnonzero(source.labels == 1)
        no = np.flatnonzero(source.labels == 0)
        some = np.sort(draw.choice(no, min(len(no), negatives * len(yes)), replace=False))
        chosen = np.concatenate([yes, some])
        up = len(no) / max(len(some), 1)
        tables.append(source.table[chosen])
        labels.append(source.labels[chosen])
        weights.append(np.concatenate([np.ones(len(yes)), np.full(len(some), up)]))
    table, label, weight = (np.concatenate(part) for part in (tables, labels, weights))
    return PairModel.fit(
        np.concatenate([table, hide_columns(table, seed + 1)]),
        np.concatenate([label, label]),
        weights=np.concatenate([weight, weight / 2]),
        held_out=(calibrated_on.table, calibrated_on.labels),
        seed=seed,
        card=card,
    )
