"""The pair score: how probable it is that two tickets speak of one matter.

Boosted trees over ``features.FEATURES``, monotone where common sense says so (more alike, never
less probable), then calibrated by isotonic regression (Zadrozny and Elkan, 2002) on pairs that the
trees were not fitted on.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib import resources
from typing import Any

import numpy as np
from numpy.typing import NDArray

from data_access.one_thread import use_one_thread
from data_access.types import WeisuError
from hotspots.repeats.features import FEATURES, Table
from hotspots.repeats.trees import Forest, Tree, tree_of, trees_of

RISING = frozenset(
    {
        "same_caller", "same_place", "category_levels", "area_levels", "title_cosine",
        "content_cosine", "rare_share", "rare_sum", "rarest", "copy_share",
    }
)  # fmt: skip
FALLING = frozenset({"kilometres"})
TICKETS, MESSAGES = "tickets", "messages"
_SHIPPED = {TICKETS: "pair_model.json", MESSAGES: "pair_model_messages.json"}
_LEAST_EACH = 20


@dataclass(frozen=True, slots=True)
class PairModel:
    """A fitted pair score. ``card``: what it was trained on and how wrong it is on unseen data."""

    baseline: float
    trees: Sequence[Tree]
    raw: NDArray[np.float64]
    calibrated: NDArray[np.float64]
    card: Mapping[str, Any] = field(default_factory=dict)
    forest: Forest = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Make the trees ready."""
        object.__setattr__(self, "forest", Forest(self.trees))

    @classmethod
    def fit(
        cls,
        table: Table,
        labels: NDArray[np.integer],
        *,
        held_out: tuple[Table, NDArray[np.integer]],
        weights: NDArray[np.floating] | None = None,
        held_out_weights: NDArray[np.floating] | None = None,
        trees: int = 80,
        leaves: int = 15,
        seed: int = 0,
        card: Mapping[str, Any] | None = None,
    ) -> PairModel:
        """Fit on labelled pairs (1: same matter), calibrate on ``held_out`` ones.

        ``WeisuError`` where there are too few pairs of either kind.
        """
        from sklearn.ensemble import HistGradientBoostingClassifier
        from sklearn.isotonic import IsotonicRegression

        for found in (labels, held_out[1]):
            if min(int((found == 1).sum()), int((found == 0).sum())) < _LEAST_EACH:
                message = (
                    f"训练数据太少：相同与不同的工单对各需至少 {_LEAST_EACH} 对。"
                    "现有模型不受影响，请补充标注后重试。"
                )
                raise WeisuError(message)
        known = ~np.isnan(table).all(axis=0)
        classifier = HistGradientBoostingClassifier(
            max_iter=trees,
            max_leaf_nodes=leaves,
            max_depth=7,
            learning_rate=0.15,
            min_samples_leaf=min(60, max(5, len(labels) // 50)),
            l2_regularization=1.0,
            early_stopping=False,
            random_state=seed,
            monotonic_cst=[(name in RISING) - (name in FALLING) for name in FEATURES],
        )
        # A column that is always missing has no thresholds: a constant does the same.
        use_one_thread()
        classifier.fit(np.where(known, table, np.float32(0)), labels, sample_weight=weights)
        baseline, grown = trees_of(classifier)
        plain = cls(baseline, grown, np.array([0.0, 1.0]), np.array([0.0, 1.0]))
        isotonic = IsotonicRegression(out_of_bounds="clip")
        isotonic.fit(plain.raw_score(held_out[0]), held_out[1], sample_weight=held_out_weights)
        low, high = isotonic.X_thresholds_, isotonic.y_thresholds_
        return cls(baseline, grown, low, high, dict(card or {}))

    def probability(self, table: Table) -> NDArray[np.float64]:
        """Return for each row of features the probability that it is one matter."""
        found: NDArray[np.float64] = np.interp(self.raw_score(table), self.raw, self.calibrated)
        return found

    def raw_score(self, table: Table) -> NDArray[np.float64]:
        """Return what the trees say, before calibration."""
        total = np.full(len(table), self.baseline)
        self.forest.add_to(total, table)
        found: NDArray[np.float64] = 1 / (1 + np.exp(-total))
        return found

    def to_json(self) -> str:
        """Return the model as a JSON document."""
        return json.dumps(
            {
                "card": dict(self.card),
                "features": list(FEATURES),
                "baseline": round(self.baseline, 9),
                "calibration": {
                    "raw": [round(v, 9) for v in self.raw.tolist()],
                    "probability": [round(v, 9) for v in self.calibrated.tolist()],
                },
                "trees": [tree.plain() for tree in self.trees],
            },
            ensure_ascii=False,
        ).replace('}, {"feature"', '},\n{"feature"')

    @classmethod
    def from_json(cls, text: str) -> PairModel:
        """Read a model. ``WeisuError`` where it was made for other features."""
        stored = json.loads(text)
        if tuple(stored["features"]) != FEATURES:
            message = "重复诉求模型与当前版本不符。工单与已有结果不受影响，请用当前版本重新训练。"
            raise WeisuError(message)
        return cls(
            stored["baseline"],
            [tree_of(plain) for plain in stored["trees"]],
            np.array(stored["calibration"]["raw"], dtype=float),
            np.array(stored["calibration"]["probability"], dtype=float),
            stored["card"],
        )

    @classmethod
    def shipped(cls, kind: str = TICKETS) -> PairModel:
        """Return a model that comes with the product.

        ``TICKETS``: hotline tickets with callers, places and categories. ``MESSAGES``: letters
        that have neither category nor place; learnt from hand-labelled citizens' messages.
        """
        file = resources.files("hotspots.repeats").joinpath(_SHIPPED[kind])
        return cls.from_json(file.read_text(encoding="utf-8"))
