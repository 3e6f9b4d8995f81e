"""Feeling in a text: a calibrated linear classifier over character n-grams, and what is unusual.

No labelled texts may be shipped, so no trained model is: the installation trains one from a file of
its own (``text,label``), and until then ``lexicon_scores`` marks anger, despair, threat by words.
What is reported is always net of the category: complaints about noise are angry every day.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import yaml
from numpy.typing import NDArray

from data_access.types import WeisuError

Floats = NDArray[np.float64]
WORDS = Path(__file__).with_name("feeling_words.yaml")


@dataclass(frozen=True)
class EmotionModel:
    """A trained classifier; ``labels`` are the columns of ``probabilities``."""

    pipeline: Any
    labels: tuple[str, ...]

    def probabilities(self, texts: Sequence[str]) -> Floats:
        """Return calibrated probabilities: texts × labels."""
        return np.asarray(self.pipeline.predict_proba(list(texts)))

    def predict(self, texts: Sequence[str]) -> NDArray[np.str_]:
        """Return each text's likeliest label."""
        return np.array(self.labels)[self.probabilities(texts).argmax(axis=1)]  # type: ignore[no-any-return]


def train_emotion(texts: Sequence[str], labels: Sequence[str]) -> EmotionModel:
    """Train: TF-IDF of character 1- to 4-grams and words' places, linear, calibrated by sigmoid."""
    from sklearn.calibration import CalibratedClassifierCV
    from sklearn.pipeline import make_pipeline, make_union
    from sklearn.svm import LinearSVC

    if len(texts) != len(labels) or len(set(labels)) < 2 or len(texts) < 60:
        raise WeisuError("训练情绪模型至少需要 60 条有标注的文字、两种以上标签；原有模型未改动。")
    pipeline = make_pipeline(
        make_union(*_vectorisers()),
        CalibratedClassifierCV(
            LinearSVC(C=0.3, class_weight="balanced"), method="sigmoid", cv=3, ensemble=False
        ),
    )
    pipeline.fit(list(texts), list(labels))
    return EmotionModel(pipeline, tuple(str(c) for c in pipeline.classes_))


def _vectorisers() -> tuple[Any, Any]:
    from rjieba import cut
    from sklearn.feature_extraction.text import TfidfVectorizer

    characters = TfidfVectorizer(analyzer="char", ngram_range=(1, 3), sublinear_tf=True, min_df=2)
    words = TfidfVectorizer(
        analyzer=lambda text: [w for w in cut(text) if w.strip()], sublinear_tf=True, min_df=2
    )
    return characters, words


def evaluate_emotion(
    texts: Sequence[str], labels: Sequence[str], *, folds: int = 5, seed: int = 0
) -> pd.DataFrame:
    """Return macro-F1 by fold for ours and for word TF-IDF with logistic regression (baseline)."""
    from rjieba import cut
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.metrics import f1_score
    from sklearn.model_selection import StratifiedKFold
    from sklearn.pipeline import make_pipeline

    x, y = np.array(texts, dtype=object), np.array(labels, dtype=object)
    rows = []
    splits = StratifiedKFold(folds, shuffle=True, random_state=seed).split(x, y)
    for fold, (learn, test) in enumerate(splits):
        ours = train_emotion(list(x[learn]), list(y[learn])).predict(list(x[test]))
        plain = make_pipeline(
            TfidfVectorizer(analyzer=lambda text: list(cut(text))),
            LogisticRegression(max_iter=1000),
        )
        plain.fit(list(x[learn]), list(y[learn]))
        for name, said in (("ours", ours), ("tfidf_linear", plain.predict(list(x[test])))):
            score = float(f1_score(list(y[test]), list(said), average="macro"))
            rows.append({"fold": fold, "method": name, "macro_f1": score})
    return pd.DataFrame(rows)


@lru_cache(maxsize=1)
def _words() -> dict[str, tuple[str, ...]]:
    raw = yaml.safe_load(WORDS.read_text(encoding="utf-8"))
    return {name: tuple(words) for name, words in raw["classes"].items()}


def lexicon_scores(texts: Sequence[str]) -> pd.DataFrame:
    """Return how many words of anger, despair and threat each text has, per hundred characters."""
    found = {
        name: [sum(t.count(w) for w in words) / max(len(t), 30) * 100.0 for t in texts]
        for name, words in _words().items()
    }
    return pd.DataFrame(found)


def net_of_category(scores: pd.Series, category: pd.Series, *, prior: float = 50.0) -> pd.Series:
    """Return scores as standard deviations above what is normal for their category.

    Mean and spread of each category are shrunk to those of all tickets by ``prior`` tickets.
    """
    mean, spread = float(scores.mean()), float(scores.var(ddof=0)) + 1e-9
    group = scores.groupby(category)
    n, own = group.transform("size"), group.transform("mean")
    level = (n * own + prior * mean) / (n + prior)
    variance = (n * group.transform(lambda s: s.var(ddof=0)) + prior * spread) / (n + prior)
    return (scores - level) / np.sqrt(variance)
