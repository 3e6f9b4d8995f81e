"""A run as a BERTopic model: for its pictures, hierarchies and saved form.

BERTopic (Grootendorst 2022) is the frame: vectors → reduction → clusters → words. Here our vectors
go in, the reduction leaves them as they are, the clusters are those of a run, and the words are
counted over our own segmentation. Nothing of it needs torch, umap or numba.
"""

from __future__ import annotations

from typing import Any, Self

import numpy as np
import pandas as pd

from data_access.one_thread import one_thread
from hotspots.topics.prepare import Prepared
from hotspots.topics.result import TopicRun


class AsTheyAre:
    """The reduction step: none."""

    def fit(self, vectors: np.ndarray, y: Any = None) -> Self:
        """Do nothing."""
        return self

    def transform(self, vectors: np.ndarray) -> np.ndarray:
        """Return the vectors."""
        return vectors


class Given:
    """The clustering step: labels that are known; ``predict`` takes the nearest centroid."""

    def __init__(self, labels: np.ndarray) -> None:
        """Take a topic number per document, −1 for an outlier."""
        self.labels_ = np.asarray(labels)
        self._centres = np.zeros((0, 0))

    def fit(self, vectors: np.ndarray, y: Any = None) -> Self:
        """Keep the topics' centres."""
        top = int(self.labels_.max(initial=-1)) + 1
        self._centres = np.stack([vectors[self.labels_ == k].mean(axis=0) for k in range(top)])
        return self

    def predict(self, vectors: np.ndarray) -> np.ndarray:
        """Return the number of the nearest centre."""
        number: np.ndarray = np.argmax(vectors @ self._centres.T, axis=1)
        return number


@one_thread()
def as_bertopic(run: TopicRun, data: Prepared, *, depth: int = 3) -> Any:
    """Return a fitted BERTopic whose topics are the run's of ``depth``, largest first.

    ``data``: the tickets that the run was made from (``prepare``). Outliers are its topic −1.
    """
    from bertopic import BERTopic
    from bertopic.vectorizers import ClassTfidfTransformer
    from sklearn.feature_extraction.text import CountVectorizer

    column = ("topic_coarse", "topic_mid", "topic_id")[depth - 1]
    of = run.topic_ticket.set_index("ticket_no")[column]
    topic = data.frame["ticket_no"].astype(str).map(of)
    labels = pd.factorize(topic.to_numpy(object))[0]
    model = BERTopic(
        # English, the default, would delete every Chinese character.
        language="multilingual",
        embedding_model=None,
        umap_model=AsTheyAre(),
        hdbscan_model=Given(labels),
        vectorizer_model=CountVectorizer(analyzer=str.split),
        ctfidf_model=ClassTfidfTransformer(bm25_weighting=True, reduce_frequent_words=True),
    )
    documents = [" ".join(words) or "空" for words, _ in data.cuts]
    model.fit(documents, data.vectors.astype(np.float32))
    return model
