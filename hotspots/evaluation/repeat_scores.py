"""How right the found repeats are: pairwise precision and recall, calibration, blocking."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from hotspots.evaluation.repeat_truth import RepeatTruth
from hotspots.repeats.grams import Ints
from hotspots.repeats.types import RepeatRun


@dataclass(frozen=True, slots=True)
class PairScore:
    """Pairs of tickets: true ones, found ones, and those that are both."""

    true: int
    found: int
    both: int

    @property
    def precision(self) -> float:
        """Share of the found pairs that are true; 1 where none was found."""
        return self.both / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        """Share of the true pairs that were found; 1 where there is none."""
        return self.both / self.true if self.true else 1.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        total = self.true + self.found
        return 2 * self.both / total if total else 1.0


def pairwise(matter: Ints, group: Ints) -> PairScore:
    """Return the score of a grouping; both arrays number the tickets' matters."""
    frame = pd.DataFrame({"matter": matter, "group": group})
    return PairScore(
        _pairs(frame.groupby("matter").size()),
        _pairs(frame.groupby("group").size()),
        _pairs(frame.groupby(["matter", "group"]).size()),
    )


def _pairs(sizes: pd.Series) -> int:
    return int((sizes * (sizes - 1) // 2).sum())


def score_run(run: RepeatRun, ticket_no: pd.Series, truth: RepeatTruth) -> dict[str, PairScore]:
    """Return the pairwise score for each kind of truth.

    Only ``all`` has a meaningful precision: a pair that is true for another kind counts as wrong
    for this one, so that of the single kinds the recall is what tells.
    """
    number = ticket_no.astype("str").to_numpy(dtype=object)
    group = pd.factorize(run.matter_of(ticket_no.astype("str")))[0].astype(np.int64)
    return {kind: pairwise(truth.codes(kind, number), group) for kind in truth.by_kind}


def calibration(
    probability: NDArray[np.float64], labels: NDArray[np.integer], bins: int = 10
) -> tuple[pd.DataFrame, float]:
    """Return what happened by bands of probability, and the mean gap weighted by count (ECE)."""
    band = np.minimum((probability * bins).astype(int), bins - 1)
    frame = pd.DataFrame({"band": band, "said": probability, "happened": labels})
    table = frame.groupby("band").agg(
        n=("said", "size"), said=("said", "mean"), happened=("happened", "mean")
    )
    gap = (table["said"] - table["happened"]).abs()
    return table.reset_index(), float((gap * table["n"]).sum() / max(table["n"].sum(), 1))


def label_score(
    probability: NDArray[np.float64], labels: NDArray[np.integer], threshold: float = 0.5
) -> dict[str, float]:
    """Return precision, recall, F1 at the threshold, and average precision, on labelled pairs."""
    from sklearn.metrics import average_precision_score

    found = probability >= threshold
    score = PairScore(int(labels.sum()), int(found.sum()), int((found & (labels == 1)).sum()))
    return {
        "precision": score.precision,
        "recall": score.recall,
        "f1": score.f1,
        "average_precision": float(average_precision_score(labels, probability)),
    }
